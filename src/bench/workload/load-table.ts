/**
 * Which keys are being loaded from behind the cache right now, by all load threads: a key that is loaded while somebody else already loads it
 * is loaded for nothing, and many at once are a stampede. One byte a key.
 */

/** More loads of one key than this are counted as this many. */
const LOADS_MAX = 255;

/** The table. */
export class LoadTable {
  /** What other threads attach to. */
  readonly shared: SharedArrayBuffer;
  readonly #loads: Uint8Array;

  /** Attaches to a table that {@link LoadTable.create} made. */
  constructor(shared: SharedArrayBuffer) {
    this.shared = shared;
    this.#loads = new Uint8Array(shared);
  }

  /** A table in which nothing is being loaded. */
  static create(keyCount: number): LoadTable {
    return new LoadTable(new SharedArrayBuffer(keyCount));
  }

  /** Nothing is being loaded any more. */
  clear(): void {
    this.#loads.fill(0);
  }

  /** Somebody begins to load `key`. @returns how many others are loading it */
  begin(key: number): number {
    const others = Atomics.add(this.#loads, key, 1);
    if (others === LOADS_MAX) {
      Atomics.sub(this.#loads, key, 1);
    }
    return others;
  }

  /** Somebody has loaded `key`, or given up. */
  end(key: number): void {
    if (Atomics.load(this.#loads, key) > 0) {
      Atomics.sub(this.#loads, key, 1);
    }
  }
}
