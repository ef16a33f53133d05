/** The key hash: its published parts, its steps, and how it spreads keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashFinish, hashKey, hashStart, hashStep } from "../../../src/base/hash.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("the state is FNV-1a: published vectors of the 32-bit hash", () => {
  const fnv = (text: string) => bytesOf(text).reduce((state, byte) => hashStep(state, byte), hashStart(0)) >>> 0;
  assert.equal(fnv(""), 0x811c9dc5);
  assert.equal(fnv("a"), 0xe40c292c);
  assert.equal(fnv("foobar"), 0xbf9cf968);
});

test("the finaliser is murmur3's fmix32", () => {
  assert.equal(hashFinish(0), 0);
  assert.equal(hashFinish(1) >>> 0, 0x514e28b7);
  assert.equal(hashFinish(0xffffffff | 0) >>> 0, 0x81f16f39);
});

test("hashKey hashes exactly the given range and depends on the seed", () => {
  const bytes = bytesOf("xxkeyyy");
  assert.equal(hashKey(bytes, 2, 3, 9), hashKey(bytesOf("key"), 0, 3, 9));
  assert.notEqual(hashKey(bytes, 2, 3, 9), hashKey(bytes, 2, 3, 10));
  assert.notEqual(hashKey(bytes, 2, 3, 9), hashKey(bytes, 2, 4, 9));
  assert.equal(hashKey(bytes, 2, 3, 9) | 0, hashKey(bytes, 2, 3, 9));
});

test("numbered keys spread over buckets like random numbers do", () => {
  const buckets = new Uint32Array(4096);
  const keyCount = 4096 * 16;
  for (let index = 0; index < keyCount; index++) {
    const key = bytesOf(`user:${index}`);
    const bucket = hashKey(key, 0, key.length, 1) & 4095;
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  const variance = buckets.reduce((sum, count) => sum + (count - 16) ** 2, 0) / buckets.length;
  assert.ok(variance > 14 && variance < 18, `variance ${variance}, a Poisson distribution has 16`);
});
