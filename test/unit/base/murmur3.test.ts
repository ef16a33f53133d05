/** base/murmur3.ts: the values of MurmurHash3_x86_32, and that only the given range counts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { murmur3 } from "../../../src/base/murmur3.ts";

function hash(text: string, seed: number): number {
  const bytes = Buffer.from(`get ${text}\r\n`);
  return murmur3(bytes, 4, bytes.length - 2, seed);
}

test("pymemcache's values, seed 0", () => {
  assert.deepEqual(
    ["a", "key:0", "user:1000:profile"].map((key) => hash(key, 0)),
    [1009084850, 2469073803, 1541869371],
  );
});

test("seeds count in all their bits, lengths of every remainder", () => {
  assert.equal(hash("", 0), 0);
  assert.equal(hash("", 1), 0x514e28b7);
  assert.equal(hash("", 0xffffffff), 0x81f16f39);
  assert.equal(hash("aaaa", 0x9747b28c), 0x5a97808a);
  assert.equal(hash("aaa", 0x9747b28c), 0x283e0130);
  assert.equal(hash("aa", 0x9747b28c), 0x5d211726);
  assert.equal(hash("Hello, world!", 0x9747b28c), 0x24884cba);
});
