/**
 * Requests about keys that are not in memory but may be on disk: their items have to be fetched before they can be answered.
 *
 *     admits ─ yes: the stripe of the key is locked for the command, which takes the lock over
 *            └ no:  lookFor ─> the disk answers ─> expect, admits ─ ...
 *
 * The question and the command are one under the lock: no item is evicted in between.
 */
import { FLAG } from "../protocol/meta/letters.ts";
import { OP, type Request } from "../protocol/request.ts";
import type { Store } from "../store/store.ts";

/** A look at the disk on behalf of one request. */
export interface DiskLook {
  readonly hash: number;
  /** {@link Store.evictions} of the hash before it: an answer that there is no item holds as long as they are the same. */
  readonly evictions: number;
  /** How often the disk has been looked at for this request, this time included. */
  readonly count: number;
  /** The disk has no such item. */
  isInVain: boolean;
  /** The request has been admitted. */
  isOver: boolean;
}

/** Tells them; one a thread. */
export class ColdRequests {
  readonly #store: Store;
  #expected: DiskLook | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The next request is perhaps the one for which the disk was looked at: it need not be once more for nothing. */
  expect(look: DiskLook | undefined): void {
    this.#expected = look?.isOver === true ? undefined : look;
  }

  /** Begins to look for the item of a request that was not admitted, which is then to be expected. */
  lookFor({ keyHash }: Request): DiskLook {
    const last = this.#expected;
    const count = last?.hash === keyHash ? last.count + 1 : 1;
    return { hash: keyHash, evictions: this.#store.evictions(keyHash), count, isInVain: false, isOver: false };
  }

  /**
   * Whether the request can be executed by what is in memory. If its key matters the stripe is locked for it: see {@link Store.lockAhead}.
   * @param compares whether a set compares the cas (over the binary protocol)
   */
  admits(request: Request, compares = false): boolean {
    if (!dependsOnItem(request, compares)) {
      return true;
    }
    const store = this.#store;
    const { keyHash } = request;
    store.lockAhead(keyHash);
    if (store.isCold(keyHash) && this.#mayBeOnDiskLocked(request)) {
      store.unlockAhead();
      return false;
    }
    if (this.#expected?.hash === keyHash) {
      this.#expected.isOver = true;
      this.#expected = undefined;
    }
    return true;
  }

  /** Whether the item is not in memory, and the disk was not looked at for it since one like it was evicted. */
  #mayBeOnDiskLocked({ keyHash, keyBytes, keyStart, keyLength }: Request): boolean {
    const store = this.#store;
    if (store.parts.assoc.find(keyBytes, keyStart, keyLength, keyHash) !== 0) {
      return false;
    }
    const look = this.#expected;
    return look?.hash !== keyHash || !look.isInVain || look.evictions !== store.evictions(keyHash);
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
