/**
 * Zipf-distributed ranks without a table, for any exponent above 0: rejection-inversion, W. Hoermann and G. Derflinger,
 * "Rejection-inversion to generate variates from monotone discrete distributions", ACM TOMACS 6(3), 1996.
 * Rank k of 1..n has probability k^-s / (1^-s + ... + n^-s).
 */
import type { Prng } from "../../base/prng.ts";

/** ln(1+x)/x, 1 at 0. */
function logRatio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x * (1 / 2 - x / 3);
}

/** (e^x - 1)/x, 1 at 0. */
function expRatio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + (x / 2) * (1 + x / 3);
}

/** Draws zipf ranks; costs about 1.1 draws of the generator and one logarithm and one exponential each. */
export class ZipfSampler {
  readonly #count: number;
  readonly #exponent: number;
  /** Integral of the hat at 1.5 less the mass of rank 1: the low end of the inversion. */
  readonly #low: number;
  /** Integral of the hat at n + 0.5: the high end. */
  readonly #high: number;
  /** Below this distance from the drawn point a rank is accepted without a look at its mass. */
  readonly #squeeze: number;

  /**
   * @param count number of ranks, 1 or more
   * @param exponent above 0; 1 is the classic zipf, .99 YCSB's
   */
  constructor(count: number, exponent: number) {
    this.#count = count;
    this.#exponent = exponent;
    this.#low = this.#integral(1.5) - 1;
    this.#high = this.#integral(count + 0.5);
    this.#squeeze = 2 - this.#inverse(this.#integral(2.5) - this.#mass(2));
  }

  /** x^-s. */
  #mass(x: number): number {
    return Math.exp(-this.#exponent * Math.log(x));
  }

  /** The antiderivative of x^-s that is 0 at 1: (x^(1-s) - 1)/(1-s), or ln x when s is 1. */
  #integral(x: number): number {
    const logX = Math.log(x);
    return expRatio((1 - this.#exponent) * logX) * logX;
  }

  /** Where the antiderivative has the value `y`. */
  #inverse(y: number): number {
    const t = Math.max(-1, y * (1 - this.#exponent));
    return Math.exp(logRatio(t) * y);
  }

  /** The next rank, 1 .. count. */
  next(prng: Prng): number {
    for (;;) {
      const y = this.#high + prng.nextDouble() * (this.#low - this.#high);
      const x = this.#inverse(y);
      const rank = Math.min(this.#count, Math.max(1, Math.round(x)));
      if (rank - x <= this.#squeeze || y >= this.#integral(rank + 0.5) - this.#mass(rank)) {
        return rank;
      }
    }
  }
}
