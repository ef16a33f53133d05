/** pacer: even gaps are even to the last bit that matters, Poisson's are exponential, and every thread walks the same way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { constantStages, SPACINGS, type Spacing } from "../../../../src/bench/arrivals/arrivals.ts";
import { Pacer } from "../../../../src/bench/arrivals/pacer.ts";
import type { RateStage } from "../../../../src/bench/arrivals/rate-curve.ts";

/** The moments of the first `count` requests. */
function moments(spacing: Spacing, stages: readonly RateStage[], seed: number, count: number): number[] {
  const pacer = new Pacer(spacing, stages, seed, Number.POSITIVE_INFINITY);
  return Array.from({ length: count }, (_, index) => {
    assert.equal(pacer.number, index);
    const { dueMs } = pacer;
    pacer.advance();
    return dueMs;
  });
}

function gapsOf(ms: readonly number[]): number[] {
  return ms.slice(1).map((moment, index) => moment - (ms[index] as number));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test("at a constant rate request n is due at n / rate, without drift", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e7, noNaN: true }), fc.nat(), (rate, seed) => {
      moments("constant", constantStages(rate), seed, 2000).forEach((dueMs, number) => {
        const exact = (number * 1000) / rate;
        assert.ok(Math.abs(dueMs - exact) <= 1e-12 * exact, `${dueMs}, ${exact}`);
      });
    }),
    { numRuns: 30 },
  );
});

test("Poisson's gaps: mean, variation and tail of the exponential distribution, independent of each other", () => {
  for (const seed of [1, 2, 3]) {
    const gaps = gapsOf([0, ...moments("poisson", constantStages(1000), seed, 100_000)]);
    const mean = meanOf(gaps);
    const deviations = gaps.map((gap) => gap - mean);
    const variance = meanOf(deviations.map((deviation) => deviation ** 2));
    assert.ok(Math.abs(mean - 1) < 0.015, `mean ${mean}`);
    assert.ok(
      Math.abs(Math.sqrt(variance) / mean - 1) < 0.02,
      `coefficient of variation ${Math.sqrt(variance) / mean}`,
    );
    for (const limit of [0.1, 1, 3]) {
      const share = gaps.filter((gap) => gap > limit).length / gaps.length;
      assert.ok(Math.abs(share - Math.exp(-limit)) < 0.007, `${share} of the gaps are above ${limit}`);
    }
    const correlation =
      meanOf(deviations.slice(1).map((deviation, index) => deviation * (deviations[index] as number))) / variance;
    assert.ok(Math.abs(correlation) < 0.015, `correlation ${correlation}`);
  }
});

test("Poisson's first request is not due at once, but after a gap of its own", () => {
  const first = Array.from(
    { length: 2000 },
    (_, seed) => moments("poisson", constantStages(1000), seed, 1)[0] as number,
  );
  assert.ok(Math.abs(meanOf(first) - 1) < 0.1, `mean ${meanOf(first)}`);
});

test("the same seed gives the same moments, another one others; even gaps need no seed", () => {
  const stages = [{ durationMs: 60_000, fromRate: 100, toRate: 900 }];
  assert.deepEqual(moments("poisson", stages, 7, 1000), moments("poisson", stages, 7, 1000));
  assert.notDeepEqual(moments("poisson", stages, 7, 1000), moments("poisson", stages, 8, 1000));
  assert.deepEqual(moments("constant", stages, 7, 1000), moments("constant", stages, 8, 1000));
});

test("the sequence ends with the stages", () => {
  const stages = [
    { durationMs: 1000, fromRate: 0, toRate: 100 },
    { durationMs: 1000, fromRate: 100, toRate: 100 },
  ];
  const due = moments("constant", stages, 1, 200).filter((ms) => ms < Number.POSITIVE_INFINITY);
  assert.deepEqual([due.length, due[0], due[50], due[149]], [150, 0, 1000, 1990]);
  const drawn = moments("poisson", stages, 1, 300).filter((ms) => ms < Number.POSITIVE_INFINITY);
  assert.ok(drawn.length > 100 && drawn.length < 200 && Math.max(...drawn) <= 2000, `${drawn.length}`);
});

test("... or after so many requests", () => {
  for (const spacing of SPACINGS) {
    const pacer = new Pacer(spacing, constantStages(10), 1, 3);
    const due: boolean[] = [];
    for (; pacer.number < 5; pacer.advance()) {
      due.push(pacer.dueMs < Number.POSITIVE_INFINITY);
    }
    assert.deepEqual(due, [true, true, true, false, false]);
  }
});
