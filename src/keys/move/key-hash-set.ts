/**
 * Which keys there are, in 8 bytes a key and as much again for room: a set of 64-bit hashes. Of a million keys two are taken for one
 * with a probability of 1 in 37 million.
 */
import { hashKey } from "../../base/hash.ts";
import { oneAtATime } from "../../base/hashkit.ts";

const PLACES_FIRST = 1024;

/** See the head of the file. */
export class KeyHashSet {
  readonly #seed: number;
  #low = new Int32Array(PLACES_FIRST);
  #high = new Int32Array(PLACES_FIRST);
  #size = 0;

  /** @param seed 32 random bits */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** What makes an equal set of {@link hashes}. */
  get seed(): number {
    return this.#seed;
  }

  /** The set that {@link hashes} came from. */
  static of(seed: number, hashes: Buffer): KeyHashSet {
    const set = new KeyHashSet(seed);
    for (let at = 0; at + 8 <= hashes.length; at += 8) {
      set.#put(hashes.readInt32LE(at), hashes.readInt32LE(at + 4));
    }
    return set;
  }

  /** All hashes, 8 bytes each. */
  hashes(): Buffer {
    const bytes = Buffer.allocUnsafe(this.#size * 8);
    let at = 0;
    for (let place = 0; place < this.#low.length; place++) {
      const [low, high] = [this.#low[place] as number, this.#high[place] as number];
      if (low !== 0 || high !== 0) {
        bytes.writeInt32LE(low, at);
        bytes.writeInt32LE(high, at + 4);
        at += 8;
      }
    }
    return bytes;
  }

  /** Keys in the set. */
  get size(): number {
    return this.#size;
  }

  /** Adds the key of a server, given by its index. @returns false if it was there already */
  add(server: number, key: Uint8Array): boolean {
    const [low, high] = this.#hash(server, key);
    return this.#put(low, high);
  }

  /** Whether the key is in the set. */
  has(server: number, key: Uint8Array): boolean {
    const [low, high] = this.#hash(server, key);
    const place = placeOf(this.#low, this.#high, low, high);
    return this.#low[place] !== 0 || this.#high[place] !== 0;
  }

  #put(low: number, high: number): boolean {
    if (this.#size * 2 >= this.#low.length) {
      this.#grow();
    }
    const place = placeOf(this.#low, this.#high, low, high);
    if (this.#low[place] !== 0 || this.#high[place] !== 0) {
      return false;
    }
    this.#low[place] = low;
    this.#high[place] = high;
    this.#size++;
    return true;
  }

  /** Never two zeros, which mean an empty place. */
  #hash(server: number, key: Uint8Array): [number, number] {
    const low = hashKey(key, 0, key.length, this.#seed ^ server);
    const high = oneAtATime(key, 0, key.length) | 0;
    return [low, low === 0 && high === 0 ? 1 : high];
  }

  #grow(): void {
    const low = new Int32Array(this.#low.length * 2);
    const high = new Int32Array(this.#low.length * 2);
    for (let index = 0; index < this.#low.length; index++) {
      const [one, other] = [this.#low[index] as number, this.#high[index] as number];
      if (one !== 0 || other !== 0) {
        const place = placeOf(low, high, one, other);
        low[place] = one;
        high[place] = other;
      }
    }
    this.#low = low;
    this.#high = high;
  }
}

/** Where the hash is, or the empty place where it would be put. */
function placeOf(lows: Int32Array, highs: Int32Array, low: number, high: number): number {
  const mask = lows.length - 1;
  let place = low & mask;
  while ((lows[place] !== 0 || highs[place] !== 0) && (lows[place] !== low || highs[place] !== high)) {
    place = (place + 1) & mask;
  }
  return place;
}
