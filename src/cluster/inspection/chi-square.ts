/** Whether counts differ from what was expected by more than chance: Pearson's chi-square test. */

/** What is asked. */
interface Counts {
  readonly observed: readonly number[];
  /** The part of all each has a chance of, together 1; those of 0 are left out. */
  readonly shares: readonly number[];
}

/** The result. */
export interface ChiSquare {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** The chance that a fair draw differs by as much or more. */
  readonly pValue: number;
  /** How many standard deviations each count is off: (observed - n p) / sqrt(n p (1 - p)). */
  readonly zScores: readonly number[];
}

/** The test. Undefined where there is nothing to be tested: less than two shares, no counts. */
export function chiSquare({ observed, shares }: Counts): ChiSquare | undefined {
  const count = observed.reduce((sum, one) => sum + one, 0);
  const cells = shares.map((share, index) => ({ share, expected: count * share, observed: observed[index] ?? 0 }));
  const used = cells.filter(({ share }) => share > 0);
  if (used.length < 2 || count === 0) {
    return undefined;
  }
  const statistic = used.reduce((sum, cell) => sum + (cell.observed - cell.expected) ** 2 / cell.expected, 0);
  const degreesOfFreedom = used.length - 1;
  return {
    statistic,
    degreesOfFreedom,
    pValue: upperGamma(degreesOfFreedom / 2, statistic / 2),
    zScores: cells.map((cell) => {
      const deviation = Math.sqrt(cell.expected * (1 - cell.share));
      return deviation === 0 ? 0 : (cell.observed - cell.expected) / deviation;
    }),
  };
}

/** Terms of a series, and how small one is that changes nothing any more. */
const TERMS_MAX = 10_000;
const PRECISION = 1e-15;

/**
 * The regularized upper incomplete gamma function Q(a, x), by its series below a + 1 and by its continued fraction above (Abramowitz and
 * Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31; the chi-square distribution is 26.4.19).
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) {
    return 1;
  }
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? Math.max(0, 1 - front * lowerSeries(a, x)) : front * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < TERMS_MAX && term > sum * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's way to work a continued fraction out from the front. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < TERMS_MAX; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < PRECISION) {
      break;
    }
  }
  return value;
}

/** ln Γ(z) of z = k / 2, exactly: Γ(z + 1) = z Γ(z), Γ(1) = 1, Γ(1/2) = √π. */
function logGamma(z: number): number {
  let value = Number.isInteger(z) ? 0 : Math.log(Math.PI) / 2;
  for (let factor = Number.isInteger(z) ? 1 : 0.5; factor < z; factor++) {
    value += Math.log(factor);
  }
  return value;
}
