/**
 * Ch3, mcrouter's default: furc_hash of mcrouter/lib/fbi/hash.c. It reads bits from an endless stream that the key's hash begins, until they
 * make a number below the number of servers; one server more moves 1/n of the keys to it.
 */
import { murmur64a } from "../../base/murmur64a.ts";

/** FURC_SHIFT, MAX_TRIES, and the seed of the key's hash (mcrouter/lib/fbi/hash.c). */
const SHIFT = 23;
const TRIES_MAX = 32;
const SEED = 4193360111n;

/** The hash that the stream begins with. */
export function furcSeedHash(bytes: Uint8Array, start: number, end: number): bigint {
  return murmur64a(bytes, start, end, SEED);
}

/** The bucket, 0 to `bucketCount - 1`, of a key. */
export function furcHash(bytes: Uint8Array, start: number, end: number, bucketCount: number): number {
  if (bucketCount <= 1) {
    return 0;
  }
  const stream = new BitStream(furcSeedHash(bytes, start, end));
  let depth = 32 - Math.clz32(bucketCount - 1);
  let at = depth;
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    while (stream.bit(at) === 0) {
      depth--;
      if (depth === 0) {
        return 0;
      }
      at = depth;
    }
    at += SHIFT;
    let bucket = 1;
    for (let bit = 1; bit < depth; bit++) {
      bucket = (bucket << 1) | stream.bit(at);
      at += SHIFT;
    }
    if (bucket < bucketCount) {
      return bucket;
    }
  }
  return 0;
}

/** 64 bits from the hash, then 64 from the hash of that, and so on. */
class BitStream {
  readonly #words: bigint[];
  readonly #scratch = Buffer.alloc(8);

  constructor(first: bigint) {
    this.#words = [first];
  }

  bit(index: number): number {
    const wordIndex = index >>> 6;
    while (this.#words.length <= wordIndex) {
      this.#scratch.writeBigUInt64LE(this.#words.at(-1) as bigint);
      this.#words.push(murmur64a(this.#scratch, 0, 8, SEED));
    }
    return Number(((this.#words[wordIndex] as bigint) >> BigInt(index & 63)) & 1n);
  }
}
