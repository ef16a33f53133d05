/** Do drawn numbers follow a distribution? Pearson's chi-square test with exact p-values. */
import assert from "node:assert/strict";

/** A sound generator with a fixed seed fails a fit below this once in ten thousand seeds; a wrong one gives 1e-20. */
const P_VALUE_MIN = 1e-4;
/** Bins that expect fewer draws are put together: the approximation wants some in each. */
const EXPECTED_MIN = 10;

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln of the gamma function, for x of 0.5 and above (Lanczos). */
function logGamma(x: number): number {
  const t = x + 6.5;
  const sum = LANCZOS.reduce((total, factor, index) => total + factor / (x + index), 0.99999999999980993);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised lower incomplete gamma function by its series: for x below a + 1. */
function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-16; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Regularised upper incomplete gamma function by its continued fraction (Lentz): for x from a + 1 on. */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let product = d;
  for (let n = 1, change = 2; Math.abs(change - 1) > 1e-15; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    change = c * d;
    product *= change;
  }
  return product * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** The chance that a chi-square of so many degrees of freedom is `chiSquare` or more. */
export function chiSquarePValue(chiSquare: number, degrees: number): number {
  const [a, x] = [degrees / 2, chiSquare / 2];
  if (x === 0) {
    return 1;
  }
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x);
}

/** The p-value of draws counted in bins against the bins' probabilities, which add up to 1. */
export function fitPValue(counts: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  assert.equal(counts.length, probabilities.length);
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const mass = Array.from(probabilities).reduce((sum, probability) => sum + probability, 0);
  assert.ok(Math.abs(mass - 1) < 1e-9, `the probabilities add up to ${mass}`);
  let [chiSquare, bins, count, expected] = [0, 0, 0, 0];
  for (let bin = 0; bin < counts.length; bin++) {
    count += counts[bin] ?? 0;
    expected += (probabilities[bin] ?? 0) * total;
    if (expected >= EXPECTED_MIN) {
      chiSquare += (count - expected) ** 2 / expected;
      [bins, count, expected] = [bins + 1, 0, 0];
    }
  }
  if (count > 0 || expected > 0) {
    chiSquare += (count - expected) ** 2 / Math.max(expected, 1e-12);
    bins++;
  }
  return bins < 2 ? 1 : chiSquarePValue(chiSquare, bins - 1);
}

/** Fails when draws counted in bins do not follow the bins' probabilities. */
export function assertFits(counts: ArrayLike<number>, probabilities: ArrayLike<number>, what: string): void {
  const p = fitPValue(counts, probabilities);
  assert.ok(p >= P_VALUE_MIN, `${what}: p-value ${p}`);
}
