/** cluster/ring/furc-hash.ts: mcrouter's Ch3; where its keys are is in test/conformance/placement-vectors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { furcHash, furcSeedHash } from "../../../../src/cluster/ring/furc-hash.ts";

const KEYS = Array.from({ length: 3000 }, (_, index) => Buffer.from(`user:${index}`));

test("a bucket more takes its part and moves nothing else, whatever the count", () => {
  for (const count of [1, 2, 3, 4, 7, 8, 100]) {
    const moved = KEYS.filter((key) => furcHash(key, 0, key.length, count) !== furcHash(key, 0, key.length, count + 1));
    assert.ok(moved.every((key) => furcHash(key, 0, key.length, count + 1) === count));
    const part = (moved.length / KEYS.length) * (count + 1);
    assert.ok(Math.abs(part - 1) < 0.5, `${count}: ${part}`);
  }
});

test("one bucket has all, and the seed's hash is murmur64A's", () => {
  const key = Buffer.from("key:0");
  assert.equal(furcHash(key, 0, key.length, 1), 0);
  assert.equal(furcSeedHash(key, 0, key.length).toString(16), "a5330e0730fc4047");
});
