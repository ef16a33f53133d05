/** decode/byte-cursor.ts: reading that never goes past the end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteCursor, latin1, textOrBytes, utf8 } from "../../../src/decode/byte-cursor.ts";
import { Malformed } from "../../../src/decode/malformed.ts";

function cursorOf(hex: string): ByteCursor {
  // Within a larger buffer, as values in a reply are.
  const around = Buffer.from(`ff${hex}ff`, "hex");
  return new ByteCursor(around.subarray(1, around.length - 1));
}

test("numbers of both byte orders are read", () => {
  assert.equal(cursorOf("fe").uint8(), 254);
  assert.equal(cursorOf("fe").int8(), -2);
  assert.deepEqual([cursorOf("fffe").uint16(), cursorOf("fffe").uint16(true)], [0xfffe, 0xfeff]);
  assert.deepEqual([cursorOf("fffe").int16(), cursorOf("feff").int16(true)], [-2, -2]);
  assert.deepEqual([cursorOf("fffffffe").uint32(), cursorOf("01000000").uint32(true)], [0xfffffffe, 1]);
  assert.deepEqual([cursorOf("fffffffe").int32(), cursorOf("feffffff").int32(true)], [-2, -2]);
  assert.deepEqual(
    [cursorOf("ffffffffffffffff").uint64(), cursorOf("ffffffffffffffff").int64()],
    [2n ** 64n - 1n, -1n],
  );
  assert.equal(cursorOf("0100000000000000").length64(true), 1);
  assert.deepEqual([cursorOf("3fc00000").float32(), cursorOf("0000c03f").float32(true)], [1.5, 1.5]);
  assert.deepEqual([cursorOf("3ff8000000000000").float64(), cursorOf("000000000000f83f").float64(true)], [1.5, 1.5]);
});

test("what would go past the end is refused, and the place is kept", () => {
  const cursor = cursorOf("0102");
  for (const read of [
    () => cursor.uint32(),
    () => cursor.take(3),
    () => cursor.advance(-1),
    () => cursor.advance(Number.NaN),
    () => cursor.advance(1e300),
    () => cursor.line(),
    () => cursor.expect("x"),
  ]) {
    assert.throws(read, Malformed);
    assert.equal(cursor.offset, 0);
  }
  assert.equal(cursor.uint16(), 0x0102);
  assert.equal(cursor.peek(), -1);
  assert.throws(() => cursor.uint8(), { message: "1 bytes are announced, 0 are left,", offset: 2 });
});

test("lines, characters and texts are read", () => {
  const cursor = cursorOf("61620a63e9c3a9");
  assert.equal(cursor.line(), "ab");
  cursor.expect("c");
  assert.equal(cursor.latin1(1), "é");
  assert.deepEqual(cursor.textOrBytes(2), { kind: "text", value: "é" });
  assert.equal(cursor.left, 0);
});

test("bytes are text if they are UTF-8", () => {
  assert.equal(utf8(Buffer.from("é")), "é");
  assert.equal(utf8(Buffer.from([0xe9])), undefined);
  assert.equal(latin1(Buffer.from([0xe9])), "é");
  assert.deepEqual(textOrBytes(Buffer.from([0xe9])), { kind: "bytes", value: Buffer.from([0xe9]) });
});
