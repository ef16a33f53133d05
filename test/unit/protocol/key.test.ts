/** protocol/key.ts: which keys may be sent, and which bytes are a given key. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MemtoolError } from "../../../src/base/errors.ts";
import { BINARY_KEY_LENGTH_MAX, checkKey, checkMetaKey, isBinaryKey, keyEquals } from "../../../src/protocol/key.ts";

function isUsage(error: unknown): boolean {
  return error instanceof MemtoolError && error.code === "USAGE" && error.hint !== undefined;
}

test("classic keys: 1 to 250 bytes without spaces and controls", () => {
  for (const key of [
    "a",
    "k".repeat(250),
    "ü".repeat(125),
    "größe",
    Buffer.from([0xff, 0x80]),
    Buffer.alloc(250, "k"),
  ]) {
    assert.equal(checkKey(key), key);
  }
  for (const key of [
    "",
    "k".repeat(251),
    "ü".repeat(126),
    "a b",
    "a\tb",
    "a\r\n",
    "\x7f",
    "\ud800",
    Buffer.alloc(0),
    Buffer.alloc(251, "k"),
    Buffer.from("a b"),
  ]) {
    assert.throws(() => checkKey(key), isUsage);
  }
});

test("meta keys: anything that still fits when it is written in base64", () => {
  assert.equal(BINARY_KEY_LENGTH_MAX, 186);
  assert.equal(checkMetaKey("k".repeat(250)), false);
  assert.equal(checkMetaKey("a b"), true);
  assert.equal(checkMetaKey(Buffer.alloc(186)), true);
  for (const key of ["", "k".repeat(251), Buffer.alloc(187), ` ${"k".repeat(186)}`]) {
    assert.throws(() => checkMetaKey(key), isUsage);
  }
});

test("property: bytes equal a key exactly when they are its wire form", () => {
  const key = fc.oneof(fc.string({ unit: "grapheme", maxLength: 8 }), fc.uint8Array({ maxLength: 8 }));
  fc.assert(
    fc.property(key, fc.uint8Array({ maxLength: 8 }), (wanted, other) => {
      const wire = Buffer.from(wanted);
      assert.ok(keyEquals(Buffer.concat([Buffer.from("x"), wire, Buffer.from("y")]), 1, 1 + wire.length, wanted));
      assert.equal(keyEquals(Buffer.from(other), 0, other.length, wanted), wire.equals(other));
      assert.equal(
        isBinaryKey(wanted),
        wire.some((byte) => byte <= 0x20 || byte === 0x7f),
      );
    }),
  );
});
