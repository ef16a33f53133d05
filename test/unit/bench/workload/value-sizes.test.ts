/** value-sizes: spellings, refusals, and sizes that belong to keys and follow the shares. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatValueSizes, parseValueSizes, ValueSizes } from "../../../../src/bench/workload/value-sizes.ts";

test("spellings, written back", () => {
  for (const [text, written] of [
    ["100", "100"],
    ["0", "0"],
    ["1k", "1024"],
    ["10-1000", "10-1000"],
    ["64:0.5,1k:0.5", "64:0.5,1024:0.5"],
    ["10-20:1,5:3", "10-20:1,5:3"],
  ] as const) {
    assert.equal(formatValueSizes(parseValueSizes(text)), written);
  }
});

for (const text of ["", "x", "10-", "20-10", "1:0", "1:x", "1:1:1", "1-2-3", "2g", "1,,2", "-5"]) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseValueSizes(text), { code: "USAGE" });
  });
}

test("a key keeps its size, another seed gives another", () => {
  const parts = parseValueSizes("10-1000");
  const sizes = Array.from({ length: 100 }, (_, key) => new ValueSizes(parts, 1).of(key));
  assert.deepEqual(
    Array.from({ length: 100 }, (_, key) => new ValueSizes(parts, 1).of(key)),
    sizes,
  );
  assert.notDeepEqual(
    Array.from({ length: 100 }, (_, key) => new ValueSizes(parts, 2).of(key)),
    sizes,
  );
});

test("a range is drawn evenly, ends included", () => {
  const sizes = new ValueSizes(parseValueSizes("10-19"), 4);
  const counts = new Array<number>(20).fill(0);
  for (let key = 0; key < 100_000; key++) {
    const size = sizes.of(key);
    counts[size] = (counts[size] ?? 0) + 1;
  }
  assert.deepEqual(counts.slice(0, 10), new Array(10).fill(0));
  const chiSquare = counts.slice(10).reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquare < 27.9, `chi-square ${chiSquare} of 9 degrees of freedom`);
});

test("a list is drawn by its shares", () => {
  const sizes = new ValueSizes(parseValueSizes("64:0.2,1k:0.7,2k-3k:0.1"), 9);
  const counts = { small: 0, middle: 0, large: 0 };
  for (let key = 0; key < 50_000; key++) {
    const size = sizes.of(key);
    counts[size === 64 ? "small" : size === 1024 ? "middle" : "large"]++;
  }
  assert.ok(Math.abs(counts.small - 10_000) < 400 && Math.abs(counts.middle - 35_000) < 500, JSON.stringify(counts));
  assert.equal(sizes.maxBytes, 3072);
});
