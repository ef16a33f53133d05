/** The checksum: known values, and the same as zlib's where Node has that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as zlib from "node:zlib";
import fc from "fast-check";
import { crc32 } from "../../../src/base/crc32.ts";

/** Bit by bit, as the standard says it. */
function slowCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

test("known values", () => {
  const known: readonly (readonly [string, number])[] = [
    ["", 0],
    ["a", 0xe8b7be43],
    ["123456789", 0xcbf43926],
    ["The quick brown fox jumps over the lazy dog", 0x414fa339],
    ["\0\0\0\0", 0x2144df1c],
    ["\xff\xff\xff\xff", 0xffffffff],
  ];
  for (const [text, wanted] of known) {
    assert.equal(crc32(Buffer.from(text, "latin1")), wanted, JSON.stringify(text));
  }
});

test("any bytes, at any offset, in any parts", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, fc.nat({ max: 7 }), (first, second, offset) => {
      const whole = Buffer.concat([Buffer.alloc(offset), first, second]).subarray(offset);
      assert.equal(crc32(whole), slowCrc32(whole));
      assert.equal(crc32(second, crc32(first)), slowCrc32(whole));
    }),
  );
});

const zlibCrc32 = (zlib as unknown as { crc32?: (bytes: Uint8Array, before?: number) => number }).crc32;

test("the same as zlib's", { skip: zlibCrc32 === undefined && "this Node has none" }, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 0xffffffff }), (bytes, before) => {
      assert.equal(crc32(bytes, before), zlibCrc32?.(bytes, before));
    }),
  );
});
