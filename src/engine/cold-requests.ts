/** Requests about keys that are not in memory but may be on disk: their items have to be fetched before they can be answered. */
import { FLAG } from "../protocol/meta/letters.ts";
import { OP, type Request } from "../protocol/request.ts";
import type { Store } from "../store/store.ts";

/** Tells them; one a thread. */
export class ColdRequests {
  readonly #store: Store;
  #fetchedHash: number | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The next request about a key of this hash finds in memory what there is: its item has just been looked for on disk. */
  expect(fetchedHash: number | undefined): void {
    this.#fetchedHash = fetchedHash;
  }

  /**
   * Whether the item of the request's key may be on disk only, and would make a difference.
   * @param compares whether a set compares the cas (over the binary protocol)
   */
  isOnlyOnDisk(request: Request, compares = false): boolean {
    const store = this.#store;
    const { keyHash, keyBytes, keyStart, keyLength } = request;
    if (!store.isCold(keyHash) || !dependsOnItem(request, compares)) {
      return false;
    }
    if (keyHash === this.#fetchedHash) {
      this.#fetchedHash = undefined;
      return false;
    }
    store.lock(keyHash);
    const isMissing = store.parts.assoc.find(keyBytes, keyStart, keyLength, keyHash) === 0;
    store.unlock(keyHash);
    return isMissing;
  }
}

/** Whether what the request does or answers depends on the item that is there. A set without conditions does not care. */
function dependsOnItem(request: Request, compares: boolean): boolean {
  const { op } = request;
  if (op === OP.set) {
    return compares;
  }
  if (op === OP.metaSet) {
    return request.mode !== OP.set || request.hasFlag(FLAG.compareCas);
  }
  const isClassic = op >= OP.get && op <= OP.touch;
  return isClassic || (op >= OP.metaGet && op <= OP.metaArithmetic) || op === OP.metaDebug;
}
