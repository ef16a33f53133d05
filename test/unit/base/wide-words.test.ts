/** base/wide-words.ts: 64 bits, no more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { littleEndian64, turn64, word64 } from "../../../src/base/wide-words.ts";

const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test("words wrap, and turn without losing bits", () => {
  assert.equal(word64(2n ** 64n + 5n), 5n);
  assert.equal(word64(-1n), 2n ** 64n - 1n);
  fc.assert(
    fc.property(word, fc.bigInt({ min: 1n, max: 63n }), (value, bits) => {
      assert.equal(turn64(turn64(value, bits), 64n - bits), value);
    }),
  );
});

test("up to eight bytes, the first one lowest, none behind the end", () => {
  fc.assert(
    fc.property(word, (value) => {
      const bytes = Buffer.alloc(10, 0xff);
      bytes.writeBigUInt64LE(value, 1);
      assert.equal(littleEndian64(bytes, 1, 10), value);
    }),
  );
  assert.equal(littleEndian64(Uint8Array.of(1, 2, 3, 4), 1, 3), 0x0302n);
  assert.equal(littleEndian64(Uint8Array.of(1, 2), 2, 2), 0n);
});
