/** value-sizes: spellings and refusals; the sizes of ETC, whose quantiles load.md section 6 has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyNumbers } from "../../../../src/bench/workload/key-numbers.ts";
import { formatValueSizes, parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";

test("spellings, written back", () => {
  for (const [text, written] of [
    ["100", "100"],
    ["0", "0"],
    ["1k", "1024"],
    ["10-1000", "10-1000"],
    ["64:0.5,1k:0.5", "64:0.5,1024:0.5"],
    ["10-20:1,5:3", "10-20:1,5:3"],
    ["pareto:15,214.476,0.348238", "pareto:15,214.476,0.348238,1000000"],
    ["pareto:0,100,0,64k", "pareto:0,100,0,65536"],
  ] as const) {
    assert.equal(formatValueSizes(parseValueSizes(text)), written);
    assert.deepEqual(parseValueSizes(written), parseValueSizes(text));
  }
});

for (const text of [
  "",
  "x",
  "10-",
  "20-10",
  "1:0",
  "1:x",
  "1:1:1",
  "1-2-3",
  "2g",
  "1,,2",
  "-5",
  "pareto",
  "pareto:",
  "pareto:1,2",
  "pareto:1,0,1",
  "pareto:1,2,-1",
  "pareto:200,2,1,100",
  "pareto:1,2,1,2g",
  "pareto:1,2,1,5,6",
]) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseValueSizes(text), { code: "USAGE", message: /^cannot use the value size/ });
  });
}

test("the largest item is named", () => {
  assert.throws(() => parseValueSizes("1-2g"), { message: /largest item is 1073741824 bytes/ });
});

/** The pool ETC: masses of values of 0 to 14 bytes; all longer ones are a generalised Pareto distribution. */
const ETC_SMALL = [
  0.00536, 0.00047, 0.1782, 0.09239, 0.00018, 0.0274, 0.00065, 0.00606, 0.00023, 0.00837, 0.00837, 0.08989, 0.00092,
  0.00326, 0.0198,
];

test("the tail of ETC: with the masses of small values in front, the golden quantiles and mean of the pool", () => {
  const small = ETC_SMALL.reduce((sum, mass) => sum + mass, 0);
  const smallMean = ETC_SMALL.reduce((sum, mass, size) => sum + mass * size, 0);
  const sizes = new KeyNumbers(parseValueSizes("pareto:15,214.476,0.348238"), 7, "valueBytes");
  const drawn = Int32Array.from({ length: 1_000_000 }, (_, key) => sizes.of(key)).sort();
  for (const [part, golden] of [
    [0.5, 39],
    [0.75, 214],
    [0.9, 520],
    [0.99, 1899],
    [0.999, 4972],
  ] as const) {
    const quantile = drawn[Math.floor(((part - small) / (1 - small)) * drawn.length)] ?? 0;
    assert.ok(Math.abs(quantile - golden) <= 1 + 0.015 * golden, `${part}: ${quantile}, not ${golden}`);
  }
  // Whole bytes are half a byte less than what they are cut from.
  const mean = smallMean + (1 - small) * (drawn.reduce((sum, size) => sum + size, 0) / drawn.length + 0.5);
  assert.ok(Math.abs(mean / 194.4 - 1) < 0.005, `${mean}`);
  assert.equal(drawn[0], 15);
});
