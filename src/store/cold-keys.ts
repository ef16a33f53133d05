/**
 * Which keys may be on disk but not in memory: a Bloom filter of the hashes of evicted items, shared by all threads. A key that is not
 * in it need not be looked for; one that is may be. Nothing leaves it: a false yes costs a look at the disk.
 *
 * An evictor adds a hash before the item goes, under its stripe lock: whoever holds that lock, and finds neither an item nor its hash here, knows
 * that there is none on disk either.
 */
import { readShared, writeShared } from "../memory/shared-words.ts";

/** Bits of the filter: 16 MiB, about one wrong yes in twenty at twenty million evicted keys. */
const FILTER_BITS = 2 ** 27;
const FILTER_MASK = FILTER_BITS - 1;
/** Bits a key sets. */
const PROBES = 3;
/** An odd number, to make one hash two. */
const SECOND_HASH = 0x9e3779b1;

/** Evictions are counted by the lower bits of the hash, in so many counters. */
const COUNTERS = 2 ** 16;
const UNKNOWN_WORD = FILTER_BITS >> 5;
const COUNTERS_START = UNKNOWN_WORD + 1;

/** One thread's view of the filter. */
export class ColdKeys {
  readonly #words: Int32Array;

  /** Memory for a filter that says no to everything. */
  static create(): SharedArrayBuffer {
    return new SharedArrayBuffer((COUNTERS_START + COUNTERS) * 4);
  }

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared);
  }

  /** Whether every key may be on disk: while nobody knows yet what is there. */
  get isUnknown(): boolean {
    return readShared(this.#words, UNKNOWN_WORD) === 1;
  }

  set isUnknown(value: boolean) {
    writeShared(this.#words, UNKNOWN_WORD, value ? 1 : 0);
  }

  /** A key with this hash left the memory, and stays on disk. */
  add(hash: number): void {
    let probe = hash;
    const step = stepOf(hash);
    for (let count = 0; count < PROBES; count++) {
      const bit = probe & FILTER_MASK;
      Atomics.or(this.#words, bit >>> 5, 1 << (bit & 31));
      probe = (probe + step) | 0;
    }
    Atomics.add(this.#words, counterOf(hash), 1);
  }

  /** How many keys with a hash like this have left the memory, modulo 2^32: the same number twice, and this key has not in between. */
  evictions(hash: number): number {
    return Atomics.load(this.#words, counterOf(hash));
  }

  /** Whether a key with this hash may be on disk. */
  mayHave(hash: number): boolean {
    if (this.isUnknown) {
      return true;
    }
    let probe = hash;
    const step = stepOf(hash);
    for (let count = 0; count < PROBES; count++) {
      const bit = probe & FILTER_MASK;
      if ((Atomics.load(this.#words, bit >>> 5) & (1 << (bit & 31))) === 0) {
        return false;
      }
      probe = (probe + step) | 0;
    }
    return true;
  }
}

function counterOf(hash: number): number {
  return COUNTERS_START + (hash & (COUNTERS - 1));
}

/** From the upper bits of the product: the first probe depends on the lower bits of the hash alone. */
function stepOf(hash: number): number {
  return (Math.imul(hash, SECOND_HASH) >>> 5) | 1;
}
