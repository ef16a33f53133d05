/** zipf: golden numbers of load.md section 7 for exponent .99, exact masses for other exponents, and ranges of every length. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../../src/base/prng.ts";
import { ZipfSampler } from "../../../../src/bench/workload/zipf.ts";
import { assertFits } from "../../../support/goodness-of-fit.ts";

const DRAWS = 1_000_000;

/** Sum of k^-s for k in from .. to, the small terms first. */
function exactSum(from: number, to: number, exponent: number): number {
  let sum = 0;
  for (let rank = to; rank >= from; rank--) {
    sum += Math.exp(-exponent * Math.log(rank));
  }
  return sum;
}

/** The same for long sums: the first ten thousand terms, and the integral with half the ends for the rest. */
function longSum(from: number, to: number, exponent: number): number {
  const start = Math.max(from, Math.min(to, 10_000));
  const rise = 1 - exponent;
  const middle = rise === 0 ? Math.log(to / start) : (to ** rise - start ** rise) / rise;
  const rest = middle + (to ** -exponent - start ** -exponent) / 2;
  return start === to ? exactSum(from, to, exponent) : exactSum(from, start, exponent) + rest;
}

/** Ends of bins: every rank to 60, then steps of a third, up to the last rank. */
function binEnds(count: number): number[] {
  const ends: number[] = [];
  for (let end = 1; end < count; end = end < 60 ? end + 1 : Math.floor(end * 1.33)) {
    ends.push(end);
  }
  return [...ends, count];
}

function assertZipf(count: number, exponent: number, sum: typeof exactSum): void {
  const sampler = new ZipfSampler(count, exponent);
  const prng = Prng.stream(17, Math.round(exponent * 1000));
  const ends = binEnds(count);
  const masses = ends.map((end, index) => sum((ends[index - 1] ?? 0) + 1, end, exponent));
  const total = masses.reduce((all, mass) => all + mass, 0);
  const counts = ends.map(() => 0);
  for (let draw = 0; draw < DRAWS / 4; draw++) {
    const rank = sampler.next(prng);
    assert.ok(rank >= 1 && rank <= count && Number.isInteger(rank));
    const bin = rank < 60 ? rank - 1 : ends.findIndex((end) => rank <= end);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const probabilities = masses.map((mass) => mass / total);
  assertFits(counts, probabilities, `${count} ranks, exponent ${exponent}`);
}

test("a million ranks with exponent .99: the known zeta, and the known shares of the top in a million draws", () => {
  assert.ok(Math.abs(exactSum(1, 1_000_000, 0.99) - 15.391849746) < 1e-8);
  const sampler = new ZipfSampler(1_000_000, 0.99);
  const prng = Prng.stream(11, 0);
  const tops = [
    [1, 0.06497],
    [10_000, 0.664],
    [100_000, 0.83],
    [200_000, 0.881],
  ] as const;
  const counts = tops.map(() => 0);
  for (let draw = 0; draw < DRAWS; draw++) {
    const rank = sampler.next(prng);
    for (let top = 0; top < tops.length; top++) {
      counts[top] = (counts[top] ?? 0) + (rank <= (tops[top]?.[0] ?? 0) ? 1 : 0);
    }
  }
  for (const [index, [top, share]] of tops.entries()) {
    const found = (counts[index] ?? 0) / DRAWS;
    // Half a unit of the last printed digit, and four deviations of the draws.
    assert.ok(Math.abs(found - share) < 0.0005 + 4 * Math.sqrt((share * (1 - share)) / DRAWS), `top ${top}: ${found}`);
  }
});

for (const exponent of [0.2, 0.5, 0.99, 1, 1.0000001, 1.2117, 2, 2.68]) {
  test(`exponent ${exponent}: fits the exact masses of few and of many ranks`, () => {
    for (const count of [50, 1023, 1024, 1025, 20_000]) {
      assertZipf(count, exponent, exactSum);
    }
    assertZipf(2 ** 31 - 1, exponent, longSum);
  });
}

test("exponents at the ends stay in the range", () => {
  const prng = Prng.stream(4, 4);
  for (const exponent of [1e-12, 20, 100, 1e6, 1e20]) {
    for (const count of [1, 2, 5000, 2 ** 31 - 1]) {
      const sampler = new ZipfSampler(count, exponent);
      const ranks = Array.from({ length: 1000 }, () => sampler.next(prng));
      assert.ok(
        ranks.every((rank) => rank >= 1 && rank <= count),
        `${count} ranks, exponent ${exponent}`,
      );
      assert.ok(exponent < 100 || ranks.every((rank) => rank === 1));
    }
  }
});

test("the same ranks are drawn from one table, others from another", () => {
  const sampler = ZipfSampler.shared(5000, 1.5);
  assert.equal(ZipfSampler.shared(5000, 1.5), sampler);
  assert.notEqual(ZipfSampler.shared(5001, 1.5), sampler);
  assert.notEqual(ZipfSampler.shared(5001, 1.25), ZipfSampler.shared(5001, 1.5));
});
