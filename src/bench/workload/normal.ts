/** Normally distributed numbers by G. Marsaglia's polar method (SIAM Review 6(3), 1964): no sine, no cosine, two numbers at a time. */
import type { Prng } from "../../base/prng.ts";

/** Draws numbers of mean 0 and deviation 1. It keeps the second number of each pair: one sampler for each stream of random numbers. */
export class NormalSampler {
  #spare = 0;
  #hasSpare = false;

  /** The next number. */
  next(prng: Prng): number {
    if (this.#hasSpare) {
      this.#hasSpare = false;
      return this.#spare;
    }
    for (;;) {
      const x = 2 * prng.nextDouble() - 1;
      const y = 2 * prng.nextDouble() - 1;
      const square = x * x + y * y;
      if (square < 1 && square > 0) {
        const stretch = Math.sqrt((-2 * Math.log(square)) / square);
        this.#spare = y * stretch;
        this.#hasSpare = true;
        return x * stretch;
      }
    }
  }
}
