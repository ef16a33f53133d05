/** decimal: plain numbers only, and every number that is read is written so that it is read again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDecimal, parseDecimal } from "../../../../src/bench/workload/decimal.ts";

test("digits with and without a fraction", () => {
  assert.deepEqual([" 1 ", "0.25", ".5", "2.", "0", "007"].map(parseDecimal), [1, 0.25, 0.5, 2, 0, 7]);
});

for (const text of ["", "-1", "+1", "1e3", "1,5", "x", "1.2.3", ".", "9".repeat(400), `0.${"0".repeat(300)}1`]) {
  test(`${JSON.stringify(text.slice(0, 20))} is none`, () => {
    assert.ok(Number.isNaN(parseDecimal(text)));
  });
}

test("small numbers are written without an exponent", () => {
  assert.equal(formatDecimal(2 ** -30), "0.000000000931322574615478515625");
  assert.equal(formatDecimal(0.99), "0.99");
});

test("what is written is read back", () => {
  const numbers = fc.oneof(
    fc.double({ min: 1e-30, max: 1e20, noNaN: true }),
    fc.double({ min: 1e-30, max: 1e-6, noNaN: true }),
    fc.nat(),
  );
  fc.assert(fc.property(numbers, (value) => parseDecimal(formatDecimal(value)) === value));
});
