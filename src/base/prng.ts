/**
 * Seedable random numbers, fast and repeatable: xoshiro128** 1.1 (Blackman and Vigna, public domain reference at
 * prng.di.unimi.it). Not for secrets. Independent streams come from one seed and a stream number.
 */

const TWO_POW_32 = 4294967296;

/** Murmur3's 32-bit finaliser: every input bit reaches every output bit. */
function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * A stateless 32-bit hash of a seed and an index: the same pair always gives the same number.
 * @returns an unsigned 32-bit integer
 */
export function hashIndex(seed: number, index: number): number {
  return mix32(mix32((seed | 0) ^ 0x9e3779b9) ^ Math.imul(index | 0, 0x9e3779b1)) >>> 0;
}

/** One stream of random numbers. The state is four 32-bit words; period 2^128 - 1. */
export class Prng {
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;

  /** Starts from the four words of the reference implementation's state; they must not all be zero. */
  constructor(word0: number, word1: number, word2: number, word3: number) {
    this.#s0 = word0 | 0;
    this.#s1 = word1 | 0;
    this.#s2 = word2 | 0;
    this.#s3 = word3 | 0;
    if ((this.#s0 | this.#s1 | this.#s2 | this.#s3) === 0) {
      this.#s0 = 1;
    }
  }

  /**
   * Stream `stream` of `seed`: the same two numbers always give the same sequence, and different ones unrelated sequences.
   * @param seed an integer of up to 53 bits
   * @param stream which of the seed's streams, for instance a connection's number
   */
  static stream(seed: number, stream: number): Prng {
    const low = seed | 0;
    const high = Math.floor(seed / TWO_POW_32) | 0;
    const base = mix32(hashIndex(low, stream) ^ hashIndex(high ^ 0x5bd1e995, ~stream));
    return new Prng(
      hashIndex(base, 1),
      hashIndex(base ^ low, 2),
      hashIndex(base ^ high, 3),
      hashIndex(base ^ (stream | 0), 4),
    );
  }

  /** The next number as a signed 32-bit integer, uniform over all of them. */
  nextInt32(): number {
    const s1 = this.#s1;
    const times5 = Math.imul(s1, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9);
    const s2 = this.#s2 ^ this.#s0;
    const s3 = this.#s3 ^ s1;
    this.#s1 = s1 ^ s2;
    this.#s0 = this.#s0 ^ s3;
    this.#s2 = s2 ^ (s1 << 9);
    this.#s3 = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /** The next number as an unsigned 32-bit integer. */
  nextUint32(): number {
    return this.nextInt32() >>> 0;
  }

  /**
   * A uniform integer in [0, bound), without bias: draws in the last, incomplete run of `bound` are thrown away.
   * @param bound 1 .. 2^32
   */
  nextBelow(bound: number): number {
    for (;;) {
      const drawn = this.nextInt32() >>> 0;
      const value = drawn % bound;
      if (drawn - value <= TWO_POW_32 - bound) {
        return value;
      }
    }
  }

  /** A double in [0, 1) with 53 random bits. */
  nextDouble(): number {
    const high = this.nextInt32() >>> 5;
    const low = this.nextInt32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }
}
