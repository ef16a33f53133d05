/**
 * A bijection over [0, n) that scatters neighbours, so that popular ranks are not neighbouring keys. Unlike hashing modulo n no two
 * ranks meet and no key is left out. It works on the next power of two and walks on until it lands below n (cycle walking:
 * fewer than two steps on average). It is fixed, not seeded: the popular keys are the same in every run over n keys.
 */

/** Rounds of multiply and fold; after three every input bit moves every output bit. */
const FACTOR_1 = 0x2c1b3c6d;
const FACTOR_2 = 0x297a2d39;
const FACTOR_3 = 0x05ebca6b;
const OFFSET = 0x1b873593;

/** The permutation of [0, count). */
export class Scramble {
  readonly #count: number;
  readonly #mask: number;
  readonly #fold: number;

  /** @param count 1 .. 2^31 - 1 */
  constructor(count: number) {
    const bits = Math.max(1, 32 - Math.clz32(count - 1));
    this.#count = count;
    this.#mask = (2 ** bits - 1) | 0;
    this.#fold = Math.max(1, bits >> 1);
  }

  /** The place of `index` in the permutation; both in [0, count). */
  map(index: number): number {
    const mask = this.#mask;
    const fold = this.#fold;
    let place = index;
    do {
      place = (place + OFFSET) & mask;
      place = Math.imul(place, FACTOR_1) & mask;
      place ^= place >>> fold;
      place = Math.imul(place, FACTOR_2) & mask;
      place ^= place >>> fold;
      place = Math.imul(place, FACTOR_3) & mask;
      place ^= place >>> fold;
    } while (place >= this.#count);
    return place;
  }
}
