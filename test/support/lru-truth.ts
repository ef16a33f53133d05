/**
 * The hit rate of a cache that drops the least recently used, simulated: what a stream of requests has to give. memcached's own LRU
 * is segmented and its memory is cut into classes, so a real one is near this, not equal to it.
 */

/** How much fits: so many items, or so many bytes, each item taking its size and `overheadBytes`. */
export type LruCapacity =
  | { readonly kind: "items"; readonly itemCountMax: number }
  | { readonly kind: "bytes"; readonly bytesMax: number; readonly overheadBytes: number };

/** One request of a stream. A "get" that misses stores nothing; "aside" is a get that on a miss stores the key at this size. */
export interface LruRequest {
  readonly operation: "get" | "aside" | "set" | "delete";
  readonly key: number | string;
  /** Of what is stored; no matter for "get" and "delete". */
  readonly sizeBytes: number;
}

/** The cache; reads and writes both count as use. An item that is larger than everything is not stored, and drops its old value. */
export class LruCache {
  /** Keys and what they take, the least recently used first: a Map's own order. */
  readonly #costs = new Map<number | string, number>();
  readonly #capacity: LruCapacity;
  #used = 0;

  constructor(capacity: LruCapacity) {
    this.#capacity = capacity;
  }

  get itemCount(): number {
    return this.#costs.size;
  }

  /** What is taken of the capacity, in its unit. */
  get used(): number {
    return this.#used;
  }

  /** Whether the key is there; it is the most recently used then. */
  get(key: number | string): boolean {
    const cost = this.#costs.get(key);
    if (cost === undefined) {
      return false;
    }
    this.#costs.delete(key);
    this.#costs.set(key, cost);
    return true;
  }

  set(key: number | string, sizeBytes: number): void {
    this.delete(key);
    const capacity = this.#capacity;
    const cost = capacity.kind === "items" ? 1 : sizeBytes + capacity.overheadBytes;
    const limit = capacity.kind === "items" ? capacity.itemCountMax : capacity.bytesMax;
    if (cost > limit) {
      return;
    }
    for (const oldest of this.#costs.keys()) {
      if (this.#used + cost <= limit) break;
      this.delete(oldest);
    }
    this.#costs.set(key, cost);
    this.#used += cost;
  }

  delete(key: number | string): void {
    this.#used -= this.#costs.get(key) ?? 0;
    this.#costs.delete(key);
  }
}

/** How the gets of a stream went, "aside" among them. */
export interface LruTruth {
  readonly hits: number;
  readonly misses: number;
  /** Of all gets; NaN if there were none. */
  readonly hitRate: number;
}

/** Runs a stream through a cache, which may be warm already. */
export function simulateLru(cache: LruCache, requests: Iterable<LruRequest>): LruTruth {
  let [hits, misses] = [0, 0];
  for (const { operation, key, sizeBytes } of requests) {
    if (operation === "delete") {
      cache.delete(key);
    } else if (operation === "set") {
      cache.set(key, sizeBytes);
    } else if (cache.get(key)) {
      hits++;
    } else {
      misses++;
      if (operation === "aside") cache.set(key, sizeBytes);
    }
  }
  return { hits, misses, hitRate: hits / (hits + misses) };
}
