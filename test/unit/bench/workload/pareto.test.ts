/** pareto: quantiles against the formula's known values, and its spelling. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDecimal, parseDecimal } from "../../../../src/bench/workload/decimal.ts";
import {
  formatPareto,
  type ParetoLaw,
  type ParetoUnits,
  paretoQuantile,
  parsePareto,
} from "../../../../src/bench/workload/pareto.ts";

function law(location: number, scale: number, shape: number, max = Number.POSITIVE_INFINITY): ParetoLaw {
  return { kind: "pareto", location, scale, shape, max };
}

function assertNear(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= 1e-9 * Math.abs(expected), `${found}, not ${expected}`);
}

test("quantiles", () => {
  assert.equal(paretoQuantile(law(15, 214.476, 0.348238), 0), 15);
  for (const part of [1e-12, 0.1, 0.5, 0.99, 1 - 2 ** -32]) {
    for (const shape of [0.348238, 1, 3]) {
      const exact = 15 + (214.476 * ((1 - part) ** -shape - 1)) / shape;
      assert.ok(Math.abs(paretoQuantile(law(15, 214.476, shape), part) - exact) <= 1e-6 * exact);
    }
  }
});

test("shape 0 is the exponential distribution, and small shapes come near it", () => {
  assertNear(paretoQuantile(law(0, 10, 0), 0.5), 10 * Math.LN2);
  assertNear(paretoQuantile(law(0, 10, 1e-12), 0.5), 10 * Math.LN2);
});

test("nothing is above the maximum", () => {
  assert.equal(paretoQuantile(law(1, 10, 2, 500), 0.9999), 500);
  assert.equal(paretoQuantile(law(1, 10, 1e6, 500), 1 - 2 ** -53), 500);
});

const UNITS: ParetoUnits = { parseAmount: parseDecimal, parseMax: parseDecimal, maxDefault: 777 };

test("spellings", () => {
  assert.deepEqual(parsePareto("pareto:1,2,0", UNITS), law(1, 2, 0, 777));
  assert.deepEqual(parsePareto(" pareto:1,2.5,0.5,9", UNITS), law(1, 2.5, 0.5, 9));
  for (const text of [
    "",
    "pareto",
    "pareto:1,2",
    "pareto:1,2,x",
    "pareto:1,0,1",
    "pareto:9,1,1,8",
    "pareto:1,2,3,4,5",
  ]) {
    assert.equal(parsePareto(text, UNITS), undefined);
  }
});

test("what is written is read back", () => {
  const number = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(number, number, number, (location, scale, shape) => {
      const written = law(location, scale, shape, location + scale);
      assert.deepEqual(parsePareto(formatPareto(written, formatDecimal), UNITS), written);
    }),
  );
});
