/**
 * Who works on what the disk has has to know what is changed meanwhile. Keys go by their 32-bit hash: that two fall together is rare,
 * and must do no more harm than to look once more.
 */

/** Tells whether a key was changed since {@link KeyWatch.reset}. */
export interface KeyWatch {
  readonly isChanged: boolean;
  reset(): void;
  end(): void;
}

/** All that is watched; told of every change. */
export class ChangeWatchers {
  readonly #collections = new Set<Set<number>>();
  /** Of hashes that are watched: how often, and how many changes there were. */
  readonly #counts = new Map<number, { watches: number; changes: number }>();

  /** A key with this hash was changed. */
  changed(hash: number): void {
    if (this.#counts.size > 0) {
      const count = this.#counts.get(hash);
      if (count !== undefined) {
        count.changes++;
      }
    }
    for (const collection of this.#collections) {
      collection.add(hash);
    }
  }

  /** Has `hashes` collect those of all keys that are changed from now on; call what it returns to end that. */
  collect(hashes: Set<number>): () => void {
    this.#collections.add(hashes);
    return () => this.#collections.delete(hashes);
  }

  /** Watches the key with a hash. */
  watch(hash: number): KeyWatch {
    const count = this.#counts.get(hash) ?? { watches: 0, changes: 0 };
    this.#counts.set(hash, count);
    count.watches++;
    let seen = count.changes;
    return {
      get isChanged() {
        return count.changes !== seen;
      },
      reset: () => {
        seen = count.changes;
      },
      end: () => {
        count.watches--;
        if (count.watches === 0) {
          this.#counts.delete(hash);
        }
      },
    };
  }
}
