/** Snappy's elements, by hand from the description of the format. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readVarint, snappyUncompress } from "../../../src/persistence/snappy.ts";

const bytes = (...parts: (number | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

test("varints", () => {
  assert.deepEqual(readVarint(bytes(0x05), 0), { value: 5, end: 1 });
  assert.deepEqual(readVarint(bytes(0xff, 0xac, 0x02), 1), { value: 300, end: 3 });
  assert.equal(readVarint(bytes(0x80), 0), undefined);
});

test("literals, short and long", () => {
  assert.equal(snappyUncompress(bytes(3, 2 << 2, "abc"))?.toString(), "abc");
  const text = "x".repeat(100);
  assert.equal(snappyUncompress(bytes(100, 60 << 2, 99, text))?.toString(), text);
});

test("copies with distances of one, two and four bytes, also over themselves", () => {
  assert.equal(snappyUncompress(bytes(10, 1 << 2, "ab", (4 << 2) | 1, 2))?.toString(), "ababababab");
  assert.equal(snappyUncompress(bytes(6, 2 << 2, "abc", (2 << 2) | 2, 3, 0))?.toString(), "abcabc");
  assert.equal(snappyUncompress(bytes(6, 2 << 2, "abc", (2 << 2) | 3, 3, 0, 0, 0))?.toString(), "abcabc");
});

test("what is none of it is refused", () => {
  for (const wrong of [
    bytes(),
    bytes(5, 2 << 2, "abc"),
    bytes(3, 3 << 2, "abc"),
    bytes(6, 2 << 2, "abc", (2 << 2) | 2, 4, 0),
  ]) {
    assert.equal(snappyUncompress(wrong), undefined);
  }
  assert.equal(snappyUncompress(bytes(4, 2 << 2, "abc", (0 << 2) | 2, 0, 0)), undefined);
});
