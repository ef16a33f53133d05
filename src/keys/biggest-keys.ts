/** The largest items seen: a short list that is kept in order. */
import type { KeyEntry } from "./key-entry.ts";

/** A large item and where it is. */
export interface BigKey {
  readonly entry: KeyEntry;
  readonly server: string;
}

/** See the head of the file. */
export class BiggestKeys {
  readonly #keysMax: number;
  readonly #keys: BigKey[] = [];

  constructor(keysMax: number) {
    this.#keysMax = keysMax;
  }

  /** Looks at an item; of equal ones the first stays. */
  add(entry: KeyEntry, server: string): void {
    const keys = this.#keys;
    const last = keys.at(-1);
    if (keys.length >= this.#keysMax && (last === undefined || entry.sizeBytes <= last.entry.sizeBytes)) {
      return;
    }
    const after = keys.findIndex((other) => other.entry.sizeBytes < entry.sizeBytes);
    keys.splice(after === -1 ? keys.length : after, 0, { entry, server });
    keys.length = Math.min(keys.length, this.#keysMax);
  }

  /** The largest first. */
  get list(): readonly BigKey[] {
    return this.#keys;
  }
}
