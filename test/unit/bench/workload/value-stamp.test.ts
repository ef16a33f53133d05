/** value-stamp: what it looks like, and that only stamps are read as stamps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { viewOf } from "../../../../src/bench/workload/short-bytes.ts";
import { readStampNumber, STAMP_BYTES, writeStamp } from "../../../../src/bench/workload/value-stamp.ts";

test("eight lower-case hexadecimal digits each for key, version and run", () => {
  const bytes = Buffer.alloc(STAMP_BYTES + 4, "#");
  writeStamp(viewOf(bytes), 2, 255, 0xabcdef, 0xdeadbeef);
  assert.equal(bytes.toString("latin1"), "##000000ff00abcdefdeadbeef##");
});

test("any numbers are read back", () => {
  const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const bytes = new DataView(new ArrayBuffer(STAMP_BYTES + 10));
  fc.assert(
    fc.property(fc.tuple(number, number, number), fc.nat(10), (numbers, offset) => {
      writeStamp(bytes, offset, ...numbers);
      assert.deepEqual(
        [0, 1, 2].map((index) => readStampNumber(bytes, offset, index)),
        numbers,
      );
    }),
  );
});

test("any byte that is no digit spoils its number, and no other", () => {
  for (let byte = 0; byte < 256; byte++) {
    const isDigit = /[0-9a-f]/.test(String.fromCharCode(byte));
    for (let at = 0; at < 8; at++) {
      const bytes = viewOf(Buffer.from("0123456789abcdef01234567", "latin1"));
      bytes.setUint8(8 + at, byte);
      assert.equal(readStampNumber(bytes, 0, 1) !== -1, isDigit, `${byte} at ${at}`);
      assert.equal(readStampNumber(bytes, 0, 0), 0x01234567);
      assert.equal(readStampNumber(bytes, 0, 2), 0x01234567);
    }
  }
});
