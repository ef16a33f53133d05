/** Changes that are not on disk yet: of each key the last one. */

/** The last change of a key. */
export interface PendingChange {
  readonly key: Buffer;
  readonly hash: number;
  /** Flush epoch in which it was stored. */
  readonly epoch: number;
  /**
   * Header and value; undefined for a removal; `memory` when there was no room to keep it: what holds is what the store has when it is
   * written.
   */
  readonly record: Buffer | undefined | "memory";
}

/** What an entry costs beside its bytes. */
const ENTRY_BYTES = 200;

/** The changes, by key. */
export class PendingChanges {
  readonly #changes = new Map<string, PendingChange>();
  #bytes = 0;
  #valueBytes = 0;

  get size(): number {
    return this.#changes.size;
  }

  /** About how much memory they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How much of that is values. */
  get valueBytes(): number {
    return this.#valueBytes;
  }

  get(key: Buffer): PendingChange | undefined {
    return this.#changes.get(keyText(key));
  }

  /** The last change of its key from now on. */
  set(change: PendingChange): void {
    const text = keyText(change.key);
    const old = this.#changes.get(text);
    this.#count(old, -1);
    this.#count(change, 1);
    this.#changes.set(text, change);
  }

  /** Takes back changes that could not be written, where there is no later one. */
  restore(older: PendingChanges): void {
    for (const change of older) {
      if (!this.#changes.has(keyText(change.key))) {
        this.set(change);
      }
    }
  }

  /** Forgets the changes for which `isOver` holds. */
  drop(isOver: (change: PendingChange) => boolean): void {
    for (const [text, change] of this.#changes) {
      if (isOver(change)) {
        this.#count(change, -1);
        this.#changes.delete(text);
      }
    }
  }

  /** Forgets what was stored, but not which keys. @returns how many values that were */
  forgetRecords(): number {
    const withValues = this.#valueBytes === 0 ? [] : [...this].filter(({ record }) => record instanceof Buffer);
    for (const change of withValues) {
      this.set({ ...change, record: "memory" });
    }
    return withValues.length;
  }

  #count(change: PendingChange | undefined, sign: 1 | -1): void {
    if (change !== undefined) {
      const valueBytes = change.record instanceof Buffer ? change.record.length : 0;
      this.#valueBytes += sign * valueBytes;
      this.#bytes += sign * (ENTRY_BYTES + change.key.length + valueBytes);
    }
  }

  *[Symbol.iterator](): Generator<PendingChange, void> {
    yield* this.#changes.values();
  }
}

/** A key as text, the same bytes always the same. */
export function keyText(key: Buffer): string {
  return key.toString("latin1");
}
