/** goodness-of-fit: p-values against tables, and the test tells a fair die from a loaded one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../src/base/prng.ts";
import { assertFits, chiSquarePValue, fitPValue } from "../../support/goodness-of-fit.ts";

test("p-values of the usual tables", () => {
  for (const [chiSquare, degrees, expected] of [
    [3.841458820694124, 1, 0.05],
    [10.82756617, 1, 0.001],
    [0.00393214, 1, 0.95],
    [18.30703805327515, 10, 0.05],
    [2.155856481, 10, 0.995],
    [29.58829845, 10, 0.001],
    [124.3421134, 100, 0.05],
    [1074.679449, 1000, 0.05],
  ] as const) {
    const p = chiSquarePValue(chiSquare, degrees);
    assert.ok(Math.abs(p - expected) < 2e-4 * Math.max(expected, 0.1), `${chiSquare} of ${degrees}: ${p}`);
  }
  assert.equal(chiSquarePValue(0, 3), 1);
});

function throws(loaded: number): number[] {
  const prng = Prng.stream(3, 1);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let draw = 0; draw < 60_000; draw++) {
    const face = prng.nextDouble() < loaded ? 5 : prng.nextBelow(6);
    counts[face] = (counts[face] ?? 0) + 1;
  }
  return counts;
}

test("a fair die fits, one that is loaded by 2 % does not", () => {
  const fair = new Array<number>(6).fill(1 / 6);
  assertFits(throws(0), fair, "fair");
  assert.ok(fitPValue(throws(0.02), fair) < 1e-6);
  assert.throws(() => assertFits(throws(0.02), fair, "loaded"), /loaded: p-value/);
});

test("bins that expect little are put together, and what can't happen and does is no fit", () => {
  assert.ok(fitPValue([500, 495, 1, 1, 1, 1, 1], [0.5, 0.495, 0.001, 0.001, 0.001, 0.001, 0.001]) > 0.9);
  assert.ok(fitPValue([500, 499, 1], [0.5, 0.5, 0]) < 1e-6);
});
