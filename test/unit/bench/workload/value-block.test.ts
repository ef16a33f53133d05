/** value-block: the chosen compressibility as zlib finds it, the same bytes every time, places that spread. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { ValueBlock } from "../../../../src/bench/workload/value-block.ts";
import { assertFits } from "../../../support/goodness-of-fit.ts";

/** The part of a value's bytes that zlib takes away. */
function takenAway(block: ValueBlock, key: number, length: number): number {
  const place = block.placeOf(key, 0, length);
  return 1 - deflateRawSync(block.bytes.subarray(place, place + length)).length / length;
}

for (const compressibility of [0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 1]) {
  test(`compressibility ${compressibility}, as zlib finds it`, () => {
    const block = new ValueBlock(100_000, compressibility);
    for (const [length, tolerance] of [
      [1024, 0.06],
      [1100, 0.08],
      [4096, 0.02],
      [100_000, 0.01],
    ] as const) {
      for (let key = 0; key < 8; key++) {
        const found = takenAway(block, key, length);
        assert.ok(Math.abs(found - compressibility) < tolerance, `${length} bytes: ${found}`);
      }
    }
  });
}

test("two blocks have the same bytes, so that one run can check another's values", () => {
  const block = new ValueBlock(5000, 0.4);
  assert.ok(block.bytes.equals(new ValueBlock(5000, 0.4).bytes));
  assert.ok(!block.bytes.equals(new ValueBlock(5000, 0.5).bytes));
  assert.ok(block.bytes.subarray(0, 60_000).equals(new ValueBlock(100, 0.4).bytes.subarray(0, 60_000)));
});

test("random bytes are of every value", () => {
  const counts = new Float64Array(256);
  for (const byte of new ValueBlock(500_000, 0).bytes) {
    counts[byte] = (counts[byte] as number) + 1;
  }
  assertFits(counts, new Float64Array(256).fill(1 / 256), "bytes");
});

test("values longer than the block's distinct bytes are filled to the end", () => {
  const length = 9_000_000;
  const { bytes } = new ValueBlock(length, 0.5);
  const distinct = 4 * 1024 * 1024;
  assert.equal(bytes.length, 64 * 1024 + length);
  assert.equal(bytes.compare(bytes, distinct, bytes.length, 0, bytes.length - distinct), 0);
});

test("every value has room behind its place, and places spread over keys, versions and lengths", () => {
  const block = new ValueBlock(100, 0);
  for (const place of [
    (index: number) => block.placeOf(index, 0, 100),
    (index: number) => block.placeOf(7, index, 100),
    (index: number) => block.placeOf(7, 1, index),
    (index: number) => block.placeOf(2 ** 31 - 1 - index, index, index),
  ]) {
    const counts = new Float64Array(256);
    for (let index = 0; index < 65_536; index++) {
      const found = place(index);
      assert.ok(found >= 0 && found + 100 <= block.bytes.length);
      counts[found >> 8] = (counts[found >> 8] as number) + 1;
    }
    // Better spread than chance is fine: no bin may have far more than its share.
    assert.ok(Math.max(...counts) < 350, `${Math.max(...counts)} of 256`);
  }
});
