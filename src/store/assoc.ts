/**
 * The hash index: one shared table of references with room to grow in place, one stripe at a time (linear hashing).
 *
 * The low bits of a hash name its stripe, so a stripe owns the buckets `stripe + STRIPE_COUNT * j`. Each stripe grows on its
 * own, under its own lock: with level p and split position s, buckets j < s have been split into i and i + 2^p. One insertion
 * into a stripe that is too full splits one bucket; nothing ever stops for a rehash and no state is shared between stripes.
 * Level, split position and item count stand in the stripe's lock line, which is in the cache already.
 */

import { LOCK_LINE_SHIFT } from "../memory/locks.ts";
import { allocateShared } from "../memory/shared.ts";
import { HEADER_BYTES, ITEM, type ItemRef, REF_SEGMENT_SHIFT, REF_UNIT_MASK } from "./item-layout.ts";
import type { Items } from "./items.ts";
import { STRIPE_BITS, STRIPE_COUNT } from "./store-locks.ts";

/** Words of a stripe's lock line, behind the lock itself. */
const STRIPE = { level: 1, splitPosition: 2, itemCount: 3 } as const;

const STRIPE_MASK = STRIPE_COUNT - 1;

/**
 * Items per bucket above which a stripe grows. With memcached's 1.5 (assoc.c) a hit looks at 1.75 items, with this at 1.5, and each is a
 * cache miss. Below 1, one split an insertion would not keep up.
 */
const LOAD_FACTOR_MAX = 1;

/** One thread's view of the index. All methods want the stripe lock of the hash, except the sums. */
export class Assoc {
  readonly #table: Int32Array;
  readonly #stripes: Int32Array;
  readonly #items: Items;
  readonly #levelMax: number;

  /** Allocates a table that may grow to 2^capacityPower buckets. */
  static create(capacityPower: number): SharedArrayBuffer {
    return allocateShared(2 ** capacityPower * 4);
  }

  /** Gives every stripe its share of 2^hashPower buckets. Once, before any thread attaches. */
  static start(lockWords: Int32Array, hashPower: number): void {
    for (let stripe = 0; stripe < STRIPE_COUNT; stripe++) {
      lockWords[(stripe << LOCK_LINE_SHIFT) + STRIPE.level] = hashPower;
    }
  }

  constructor(table: SharedArrayBuffer, lockWords: Int32Array, items: Items) {
    this.#table = new Int32Array(table);
    this.#stripes = lockWords;
    this.#items = items;
    this.#levelMax = Math.log2(this.#table.length);
  }

  /** The item with this key, dead or alive; 0 when there is none. */
  find(keyBytes: Uint8Array, keyStart: number, keyLength: number, hash: number): ItemRef {
    const segments = this.#items.words;
    let ref = this.#table[this.#bucketOf(hash)] as number;
    while (ref !== 0) {
      const words = segments[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
      const base = (ref & REF_UNIT_MASK) << 1;
      if (words[base + ITEM.hash] === hash && ((words[base + ITEM.meta] as number) & 0xff) === keyLength) {
        const bytes = this.#items.bytes[ref >>> REF_SEGMENT_SHIFT] as Buffer;
        const start = (base << 2) + HEADER_BYTES;
        let index = 0;
        while (index < keyLength && bytes[start + index] === keyBytes[keyStart + index]) {
          index++;
        }
        if (index === keyLength) {
          return ref;
        }
      }
      ref = words[base + ITEM.hashNext] as number;
    }
    return 0;
  }

  /** Adds an item whose key is not in the index. May split one bucket of the stripe. */
  insert(ref: ItemRef, hash: number): void {
    const bucket = this.#bucketOf(hash);
    this.#items.setWord(ref, ITEM.hashNext, this.#table[bucket] as number);
    this.#table[bucket] = ref;
    const line = (hash & STRIPE_MASK) << LOCK_LINE_SHIFT;
    const itemCount = (this.#stripes[line + STRIPE.itemCount] as number) + 1;
    this.#stripes[line + STRIPE.itemCount] = itemCount;
    if (itemCount > LOAD_FACTOR_MAX * this.#bucketsOf(line)) {
      this.#splitOne(hash & STRIPE_MASK, line);
    }
  }

  /** Takes an item out; returns false when it was not there, which the callers exclude. */
  remove(ref: ItemRef, hash: number): boolean {
    const items = this.#items;
    const bucket = this.#bucketOf(hash);
    let previous = 0;
    let current = this.#table[bucket] as number;
    while (current !== ref) {
      if (current === 0) {
        return false;
      }
      previous = current;
      current = items.word(current, ITEM.hashNext);
    }
    const next = items.word(ref, ITEM.hashNext);
    if (previous === 0) {
      this.#table[bucket] = next;
    } else {
      items.setWord(previous, ITEM.hashNext, next);
    }
    const count = ((hash & STRIPE_MASK) << LOCK_LINE_SHIFT) + STRIPE.itemCount;
    this.#stripes[count] = (this.#stripes[count] as number) - 1;
    return true;
  }

  /** Puts an item in the place of another one with the same key. */
  replace(old: ItemRef, ref: ItemRef, hash: number): void {
    const items = this.#items;
    const bucket = this.#bucketOf(hash);
    const first = this.#table[bucket] as number;
    items.setWord(ref, ITEM.hashNext, items.word(old, ITEM.hashNext));
    if (first === old) {
      this.#table[bucket] = ref;
      return;
    }
    let previous = first;
    while (items.word(previous, ITEM.hashNext) !== old) {
      previous = items.word(previous, ITEM.hashNext);
    }
    items.setWord(previous, ITEM.hashNext, ref);
  }

  /** Whether this very item is in the index; `ref` may be anything within the arena. */
  contains(ref: ItemRef, hash: number): boolean {
    let current = this.#table[this.#bucketOf(hash)] as number;
    while (current !== 0 && current !== ref) {
      current = this.#items.word(current, ITEM.hashNext);
    }
    return current !== 0;
  }

  /** Number of items, as far as can be said without the locks. */
  itemCount(): number {
    let count = 0;
    for (let stripe = 0; stripe < STRIPE_COUNT; stripe++) {
      count += this.itemsOfStripe(stripe);
    }
    return count;
  }

  /** Number of items a stripe says it has. */
  itemsOfStripe(stripe: number): number {
    return this.#stripes[(stripe << LOCK_LINE_SHIFT) + STRIPE.itemCount] as number;
  }

  /** Number of buckets in use. */
  bucketCount(): number {
    let count = 0;
    for (let stripe = 0; stripe < STRIPE_COUNT; stripe++) {
      count += this.#bucketsOf(stripe << LOCK_LINE_SHIFT);
    }
    return count;
  }

  /** Whether some stripe is between two powers of two. */
  isGrowing(): boolean {
    for (let stripe = 0; stripe < STRIPE_COUNT; stripe++) {
      if (this.#stripes[(stripe << LOCK_LINE_SHIFT) + STRIPE.splitPosition] !== 0) {
        return true;
      }
    }
    return false;
  }

  /** Number of buckets a stripe owns now; its j-th bucket starts the chain {@link chainOf}(stripe, j). */
  bucketsOfStripe(stripe: number): number {
    return this.#bucketsOf(stripe << LOCK_LINE_SHIFT);
  }

  /** First item of the j-th bucket of a stripe, 0 when empty. Follow ITEM.hashNext. */
  chainOf(stripe: number, position: number): ItemRef {
    return this.#table[stripe + position * STRIPE_COUNT] as number;
  }

  /** Whether a chain of this stripe and position is where an item of this hash belongs. */
  isAt(hash: number, stripe: number, position: number): boolean {
    return this.#bucketOf(hash) === stripe + position * STRIPE_COUNT;
  }

  #bucketOf(hash: number): number {
    const line = (hash & STRIPE_MASK) << LOCK_LINE_SHIFT;
    const size = 1 << (this.#stripes[line + STRIPE.level] as number);
    const bucket = hash & (size - 1);
    if (bucket >>> STRIPE_BITS < (this.#stripes[line + STRIPE.splitPosition] as number)) {
      return hash & (size * 2 - 1);
    }
    return bucket;
  }

  #bucketsOf(line: number): number {
    const level = this.#stripes[line + STRIPE.level] as number;
    return (1 << (level - STRIPE_BITS)) + (this.#stripes[line + STRIPE.splitPosition] as number);
  }

  /** Splits the next bucket of the stripe into itself and its image one level up. */
  #splitOne(stripe: number, line: number): void {
    const level = this.#stripes[line + STRIPE.level] as number;
    if (level >= this.#levelMax) {
      return;
    }
    const position = this.#stripes[line + STRIPE.splitPosition] as number;
    const lower = stripe + position * STRIPE_COUNT;
    const levelBit = 1 << level;
    let ref = this.#table[lower] as number;
    let stay = 0;
    let move = 0;
    while (ref !== 0) {
      const next = this.#items.word(ref, ITEM.hashNext);
      if ((this.#items.hash(ref) & levelBit) === 0) {
        this.#items.setWord(ref, ITEM.hashNext, stay);
        stay = ref;
      } else {
        this.#items.setWord(ref, ITEM.hashNext, move);
        move = ref;
      }
      ref = next;
    }
    this.#table[lower] = stay;
    this.#table[lower + levelBit] = move;
    const whole = position + 1 === 1 << (level - STRIPE_BITS);
    this.#stripes[line + STRIPE.level] = whole ? level + 1 : level;
    this.#stripes[line + STRIPE.splitPosition] = whole ? 0 : position + 1;
  }
}
