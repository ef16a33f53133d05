/**
 * The Space-Saving sketch (Metwally, Agrawal, El Abbadi: "Efficient computation of frequent and top-k elements in data streams",
 * ICDT 2005): the most frequent keys of a stream, in memory for `capacity` keys whatever the stream holds.
 *
 *   a key that is counted:  its count goes up by one
 *   a new key, all counters taken:  it gets the counter with the smallest count, which goes up by one; what the counter had
 *                                   counted for others becomes the key's error
 *
 * So with N keys seen and m counters: count - error <= true count <= count, every error and the true count of every key that has
 * no counter is at most the smallest count, and that is at most N / m. Counters of the same count hang on one bucket, buckets are
 * linked in the order of their counts (the paper's stream summary), and each step costs the same whatever m is.
 */
import { assert } from "../base/assert.ts";
import { hashFinish, hashStart, hashStep } from "../base/hash.ts";
import { KeyTable } from "./key-table.ts";

/** What is known of one key. */
export interface FrequentKey {
  /** One character a byte. */
  readonly key: string;
  /** The true count is at most this, */
  readonly count: number;
  /** and at least `count - error`. */
  readonly error: number;
  /** How many of the `count - error` that are certain were good (hits, for instance). */
  readonly goodCount: number;
  /** The last size that came with the key. */
  readonly sizeBytes: number;
}

const NONE = -1;

/** See the head of the file. */
export class SpaceSaving {
  readonly capacity: number;
  readonly #seed: number;
  readonly #table: KeyTable;
  #used = 0;
  #total = 0;
  readonly #errors: Float64Array;
  readonly #goods: Float64Array;
  readonly #sizes: Float64Array;
  /** Of a counter: its bucket, and its neighbours there. */
  readonly #bucketOf: Int32Array;
  readonly #before: Int32Array;
  readonly #behind: Int32Array;
  /** Of a bucket: its count, one of its counters, the buckets of the next smaller and the next larger count. */
  readonly #counts: Float64Array;
  readonly #heads: Int32Array;
  readonly #smaller: Int32Array;
  readonly #larger: Int32Array;
  readonly #freeBuckets: Int32Array;
  #freeCount: number;
  #smallest = NONE;

  /** @param seed of the hash, random where somebody could choose keys that collide */
  constructor(capacity: number, seed = 0) {
    assert(Number.isInteger(capacity) && capacity > 0, "a sketch has a counter at least");
    this.capacity = capacity;
    this.#seed = seed;
    this.#table = new KeyTable(capacity);
    this.#errors = new Float64Array(capacity);
    this.#goods = new Float64Array(capacity);
    this.#sizes = new Float64Array(capacity);
    this.#bucketOf = new Int32Array(capacity);
    this.#before = new Int32Array(capacity);
    this.#behind = new Int32Array(capacity);
    // One more than counters: a counter's new bucket may be made before its old one is given back.
    const buckets = capacity + 1;
    this.#counts = new Float64Array(buckets);
    this.#heads = new Int32Array(buckets);
    this.#smaller = new Int32Array(buckets);
    this.#larger = new Int32Array(buckets);
    this.#freeBuckets = Int32Array.from({ length: buckets }, (_, index) => index);
    this.#freeCount = buckets;
  }

  /** How many keys have been added. */
  get total(): number {
    return this.#total;
  }

  /** No key without a counter was added more often than this, and no error is larger. */
  get errorMax(): number {
    return this.#used < this.capacity ? 0 : (this.#counts[this.#smallest] as number);
  }

  /** Counts the key `bytes[start..end)` once. */
  add(bytes: Uint8Array, start: number, end: number, isGood: boolean, sizeBytes: number): void {
    this.#total++;
    let state = hashStart(this.#seed);
    for (let at = start; at < end; at++) {
      state = hashStep(state, bytes[at] as number);
    }
    const hash = hashFinish(state);
    let slot = this.#table.find(bytes, start, end, hash);
    if (slot === NONE) {
      slot = this.#takeCounter(latin1Text(bytes, start, end), hash);
    }
    this.#increment(slot);
    if (isGood) {
      this.#goods[slot] = (this.#goods[slot] as number) + 1;
    }
    if (sizeBytes > 0) {
      this.#sizes[slot] = sizeBytes;
    }
  }

  /** The `limit` keys of the largest counts, largest first; keys of the same count in no order. */
  top(limit: number): FrequentKey[] {
    const keys: FrequentKey[] = [];
    for (
      let bucket = this.#largest();
      bucket !== NONE && keys.length < limit;
      bucket = this.#smaller[bucket] as number
    ) {
      let slot = this.#heads[bucket] as number;
      for (; slot !== NONE && keys.length < limit; slot = this.#behind[slot] as number) {
        keys.push({
          key: this.#table.keyOf(slot),
          count: this.#counts[bucket] as number,
          error: this.#errors[slot] as number,
          goodCount: this.#goods[slot] as number,
          sizeBytes: this.#sizes[slot] as number,
        });
      }
    }
    return keys;
  }

  #largest(): number {
    let bucket = this.#smallest;
    while (bucket !== NONE && this.#larger[bucket] !== NONE) {
      bucket = this.#larger[bucket] as number;
    }
    return bucket;
  }

  /** A counter for a new key: an unused one with the count 0, or the one with the smallest count. */
  #takeCounter(key: string, hash: number): number {
    if (this.#used < this.capacity) {
      const slot = this.#used++;
      this.#table.insert(slot, key, hash);
      this.#bucketOf[slot] = NONE;
      return slot;
    }
    const slot = this.#heads[this.#smallest] as number;
    this.#table.remove(slot);
    this.#table.insert(slot, key, hash);
    this.#errors[slot] = this.#counts[this.#smallest] as number;
    this.#goods[slot] = 0;
    this.#sizes[slot] = 0;
    return slot;
  }

  #increment(slot: number): void {
    const bucket = this.#bucketOf[slot] as number;
    const count = bucket === NONE ? 1 : (this.#counts[bucket] as number) + 1;
    const next = bucket === NONE ? this.#smallest : (this.#larger[bucket] as number);
    const isTaken = next !== NONE && this.#counts[next] === count;
    if (bucket !== NONE && !isTaken && this.#isAlone(slot, bucket)) {
      this.#counts[bucket] = count;
      return;
    }
    const target = isTaken ? next : this.#insertBucket(count, bucket, next);
    if (bucket !== NONE) {
      this.#detach(slot, bucket);
    }
    this.#attach(slot, target);
  }

  #isAlone(slot: number, bucket: number): boolean {
    return this.#heads[bucket] === slot && this.#behind[slot] === NONE;
  }

  #insertBucket(count: number, smaller: number, larger: number): number {
    this.#freeCount--;
    const bucket = this.#freeBuckets[this.#freeCount] as number;
    this.#counts[bucket] = count;
    this.#heads[bucket] = NONE;
    this.#link(smaller, bucket);
    this.#link(bucket, larger);
    return bucket;
  }

  /** Makes two buckets neighbours; either may be {@link NONE}. */
  #link(smaller: number, larger: number): void {
    if (smaller === NONE) {
      this.#smallest = larger;
    } else {
      this.#larger[smaller] = larger;
    }
    if (larger !== NONE) {
      this.#smaller[larger] = smaller;
    }
  }

  #attach(slot: number, bucket: number): void {
    const head = this.#heads[bucket] as number;
    this.#bucketOf[slot] = bucket;
    this.#before[slot] = NONE;
    this.#behind[slot] = head;
    if (head !== NONE) {
      this.#before[head] = slot;
    }
    this.#heads[bucket] = slot;
  }

  #detach(slot: number, bucket: number): void {
    const before = this.#before[slot] as number;
    const behind = this.#behind[slot] as number;
    if (before === NONE) {
      this.#heads[bucket] = behind;
    } else {
      this.#behind[before] = behind;
    }
    if (behind !== NONE) {
      this.#before[behind] = before;
    }
    if (this.#heads[bucket] === NONE) {
      this.#link(this.#smaller[bucket] as number, this.#larger[bucket] as number);
      this.#freeBuckets[this.#freeCount++] = bucket;
    }
  }
}

function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}
