/** cluster/ring/jump-hash.ts: what the paper promises. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { jumpHash } from "../../../../src/cluster/ring/jump-hash.ts";

const HASHES = Array.from({ length: 3000 }, (_, index) => BigInt.asUintN(64, BigInt(index + 1) * 0x9e3779b97f4a7c15n));

test("one bucket more takes its part of the keys and moves no other", () => {
  for (const count of [1, 2, 5, 19]) {
    const moved = HASHES.filter((hash) => jumpHash(hash, count) !== jumpHash(hash, count + 1));
    assert.ok(moved.every((hash) => jumpHash(hash, count + 1) === count));
    assert.ok(Math.abs((moved.length / HASHES.length) * (count + 1) - 1) < 0.25, `${count}: ${moved.length}`);
  }
});

test("known values, the largest hash included", () => {
  assert.deepEqual(
    [0n, 1n, 256n, 2n ** 64n - 1n].map((hash) => jumpHash(hash, 1024)),
    [0, 549, 520, 313],
  );
});
