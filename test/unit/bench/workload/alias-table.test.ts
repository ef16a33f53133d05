/** alias-table: weights of every sort are kept, and nothing without weight is drawn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Prng } from "../../../../src/base/prng.ts";
import { AliasTable } from "../../../../src/bench/workload/alias-table.ts";
import { assertFits, fitPValue } from "../../../support/goodness-of-fit.ts";

function draws(weights: readonly number[], seed: number, count: number): number[] {
  const table = new AliasTable(weights);
  const prng = Prng.stream(seed, 0);
  const counts = weights.map(() => 0);
  for (let draw = 0; draw < count; draw++) {
    const index = table.next(prng);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function shares(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

test("a hundred unequal weights", () => {
  const weights = Array.from({ length: 100 }, (_, index) => (index % 7) + 1 / (index + 1));
  assertFits(draws(weights, 1, 300_000), shares(weights), "weights");
});

test("one weight, equal weights, weights of 0", () => {
  assert.deepEqual(draws([5], 1, 100), [100]);
  assertFits(draws([2, 2, 2], 2, 30_000), shares([1, 1, 1]), "equal");
  const counts = draws([0, 3, 0, 1, 0], 3, 40_000);
  assert.deepEqual([counts[0], counts[2], counts[4]], [0, 0, 0]);
  assertFits(counts, shares([0, 3, 0, 1, 0]), "gaps");
});

test("any weights", () => {
  const weights = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(weights, (list) => fitPValue(draws(list, 7, 20_000), shares(list)) > 1e-7),
    { seed: 9, numRuns: 40 },
  );
});
