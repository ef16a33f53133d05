/** base/spooky-hash.ts: SpookyHash V2's own test values for short inputs, and what holds of long ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { spookyHash32 } from "../../../src/base/spooky-hash.ts";

/** What TestSpookyV2.cpp hashes: bytes that count up from 128. */
const INPUT = Uint8Array.from({ length: 512 }, (_, index) => (index + 128) & 0xff);

test("the first lengths have the values of TestSpookyV2.cpp", () => {
  assert.deepEqual(
    Array.from({ length: 14 }, (_, length) => spookyHash32(INPUT, 0, length, 0n).toString(16)),
    (
      "6bf50919 70de1d26 a2b37298 35bc5fbf 8223b279 5bcb315e 53fe88a1 " +
      "f9f1a233 ee193982 54f86f29 c8772d36 9ed60886 5f23d1da 1ed9f474"
    ).split(" "),
  );
});

test("every length is its own hash, of the given range and of the seed", () => {
  const hashes = Array.from({ length: 400 }, (_, length) => spookyHash32(INPUT, 5, 5 + length, 7n));
  assert.equal(new Set(hashes).size, hashes.length);
  for (const length of [0, 15, 31, 191, 192, 250, 300]) {
    const copy = INPUT.slice(5, 5 + length);
    assert.equal(spookyHash32(copy, 0, length, 7n), hashes[length]);
    assert.notEqual(spookyHash32(copy, 0, length, 8n), hashes[length]);
  }
});
