import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../../src/base/prng.ts";
import { chiSquare, upperGamma } from "../../../../src/cluster/inspection/chi-square.ts";

const near = (actual: number | undefined, expected: number, relative = 1e-4) =>
  assert.ok(Math.abs((actual ?? Number.NaN) / expected - 1) < relative, `${actual} is not ${expected}`);

test("the percentage points of every table of the chi-square distribution", () => {
  // Degrees of freedom, value, probability above it.
  const table: readonly (readonly [number, number, number])[] = [
    [1, 3.8415, 0.05],
    [2, 5.9915, 0.05],
    [2, 13.8155, 0.001],
    [4, 18.4668, 0.001],
    [10, 18.307, 0.05],
    [10, 3.9403, 0.95],
    [100, 124.342, 0.05],
    [100, 149.449, 0.001],
  ];
  for (const [degrees, value, probability] of table) {
    near(upperGamma(degrees / 2, value / 2), probability, 1e-3);
  }
  near(upperGamma(1, 7), Math.exp(-7), 1e-12);
  near(upperGamma(1, 0.5), Math.exp(-0.5), 1e-12);
  assert.equal(upperGamma(3, 0), 1);
});

test("a die", () => {
  const { statistic, degreesOfFreedom, pValue, zScores } =
    chiSquare({ observed: [5, 8, 9, 8, 10, 20], shares: Array(6).fill(1 / 6) }) ?? assert.fail();
  assert.deepEqual([Number(statistic.toFixed(6)), degreesOfFreedom], [13.4, 5]);
  near(pValue, 0.01991, 1e-3);
  near(zScores[5], 10 / Math.sqrt((10 * 5) / 6));
});

test("a fair draw is below 5 % once in twenty times", () => {
  const random = Prng.stream(11, 0);
  let rare = 0;
  for (let round = 0; round < 1000; round++) {
    const observed = [0, 0, 0, 0];
    for (let draw = 0; draw < 200; draw++) {
      const node = Math.min(3, Math.floor(random.nextDouble() * 5));
      observed[node] = (observed[node] ?? 0) + 1;
    }
    rare += (chiSquare({ observed, shares: [0.2, 0.2, 0.2, 0.4] })?.pValue ?? 1) < 0.05 ? 1 : 0;
  }
  assert.ok(rare > 25 && rare < 80, String(rare));
});

test("nothing to test", () => {
  assert.equal(chiSquare({ observed: [0, 0], shares: [0.5, 0.5] }), undefined);
  assert.equal(chiSquare({ observed: [3], shares: [1] }), undefined);
  assert.deepEqual(chiSquare({ observed: [3, 3, 0], shares: [0.5, 0.5, 0] })?.zScores, [0, 0, 0]);
});
