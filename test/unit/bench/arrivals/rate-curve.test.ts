/** rate-curve: the count that has come due is the integral of the rate, and moments are its inverse. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import { RateCurve, type RateStage } from "../../../../src/bench/arrivals/rate-curve.ts";

const RATE = fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 100_000, noNaN: true }));
const DURATION = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.double({ min: 1, max: 60_000, noNaN: true }) },
);

/** Ramps, holds and jumps; some of them at no rate at all. */
const STAGES: fc.Arbitrary<readonly RateStage[]> = fc.array(
  fc.oneof(
    fc.record({ durationMs: DURATION, fromRate: RATE, toRate: RATE }),
    fc.tuple(DURATION, RATE).map(([durationMs, rate]) => ({ durationMs, fromRate: rate, toRate: rate })),
  ),
  { minLength: 1, maxLength: 6 },
);

/** Parts of a whole, rising; none so small that its square root is lost. */
const PARTS = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-12, max: 1, noNaN: true })), { minLength: 1, maxLength: 30 })
  .map((parts) => parts.toSorted((left, right) => left - right));

/** Requests due by `ms`, summed up from thin slices of the rate. */
function integrated(stages: readonly RateStage[], ms: number, slices: number): number {
  let startMs = 0;
  let count = 0;
  for (const { durationMs, fromRate, toRate } of stages) {
    const end = Math.min(durationMs, Math.max(0, ms - startMs));
    for (let slice = 0; slice < slices && durationMs > 0; slice++) {
      const middle = ((slice + 0.5) / slices) * end;
      count += ((fromRate + ((toRate - fromRate) * middle) / durationMs) * end) / slices / 1000;
    }
    startMs += durationMs;
  }
  return count;
}

test("what has come due is the integral of the rate", () => {
  fc.assert(
    fc.property(STAGES, fc.double({ min: 0, max: 1.2, noNaN: true }), (stages, part) => {
      const curve = new RateCurve(stages);
      const ms = part * curve.durationMs;
      const expected = integrated(stages, ms, 100);
      assert.ok(
        Math.abs(curve.countAt(ms) - expected) <= 1e-6 * Math.max(1, expected),
        `${curve.countAt(ms)}, ${expected}`,
      );
      assert.ok(Math.abs(curve.count - integrated(stages, curve.durationMs, 100)) <= 1e-6 * Math.max(1, curve.count));
    }),
  );
});

test("a request's moment is when its count has come due, and moments rise", () => {
  fc.assert(
    fc.property(STAGES, PARTS, (stages, parts) => {
      const curve = new RateCurve(stages);
      let before = 0;
      for (const part of parts) {
        const count = part * curve.count * (1 - 1e-9);
        const ms = curve.timeOf(count);
        if (count < curve.count) {
          assert.ok(ms >= before && ms <= curve.durationMs * (1 + 1e-12), `${ms} after ${before}`);
          assert.ok(
            Math.abs(curve.countAt(ms) - count) <= 1e-6 * Math.max(1, curve.count),
            `${curve.countAt(ms)}, ${count}`,
          );
          before = ms;
        }
      }
    }),
  );
});

test("what never comes due has no moment", () => {
  const curve = new RateCurve([{ durationMs: 1000, fromRate: 10, toRate: 10 }]);
  assert.deepEqual([curve.count, curve.durationMs], [10, 1000]);
  assert.equal(curve.timeOf(5), 500);
  assert.equal(curve.timeOf(10), Number.POSITIVE_INFINITY);
  assert.equal(new RateCurve([]).timeOf(0), Number.POSITIVE_INFINITY);
  assert.equal(new RateCurve([]).countAt(5), 0);
});

test("a rate without an end goes on", () => {
  const curve = new RateCurve([{ durationMs: 1000, fromRate: 0, toRate: 2000 }, ...constantStages(2000)]);
  assert.deepEqual([curve.count, curve.durationMs], [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  assert.equal(curve.timeOf(1000), 1000);
  assert.equal(curve.timeOf(2_001_000), 1_001_000);
  assert.equal(curve.countAt(1_001_000), 2_001_000);
});

test("a ramp from nothing: request n at the square root of n, the first at once", () => {
  const curve = new RateCurve([{ durationMs: 10_000, fromRate: 0, toRate: 200 }]);
  assert.deepEqual(
    [0, 10, 40, 250].map((count) => curve.timeOf(count)),
    [0, 1000, 2000, 5000],
  );
});

test("while the rate is nothing, nothing is due", () => {
  const curve = new RateCurve([
    { durationMs: 500, fromRate: 0, toRate: 0 },
    { durationMs: 100, fromRate: 50, toRate: 50 },
    { durationMs: 500, fromRate: 0, toRate: 0 },
    { durationMs: 100, fromRate: 50, toRate: 50 },
  ]);
  assert.deepEqual(
    [0, 4, 5, 9].map((count) => curve.timeOf(count)),
    [500, 580, 1100, 1180],
  );
  assert.deepEqual(
    [250, 600, 800].map((ms) => curve.countAt(ms)),
    [0, 5, 5],
  );
});
