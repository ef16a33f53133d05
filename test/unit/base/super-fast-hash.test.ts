/** base/super-fast-hash.ts: twemproxy's values, for every length of the tail. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { superFastHash } from "../../../src/base/super-fast-hash.ts";

const hash = (bytes: Uint8Array): number => superFastHash(Buffer.from([1, ...bytes, 2]), 1, 1 + bytes.length);

test("keys have twemproxy's values", () => {
  assert.deepEqual(
    ["a", "key:0", "user:1000:profile", "héllo"].map((key) => hash(Buffer.from(key))),
    [2472816263, 3284678739, 1203955876, 3573354347],
  );
  assert.equal(hash(new Uint8Array(0)), 0);
});

test("the third byte of a tail of three has a sign", () => {
  // With a sign the byte 0x80 sets all bits above it, too: another hash than that of the same number without.
  const [plain, signed] = [hash(Uint8Array.of(1, 2, 0x00)), hash(Uint8Array.of(1, 2, 0x80))];
  assert.notEqual(plain, signed);
  assert.equal(signed, signed >>> 0);
});
