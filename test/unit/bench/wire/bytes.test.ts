/** bytes: constants are found where they stand, words and digits end where they end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  bytesOf,
  CARRIAGE_RETURN,
  DIGIT_ZERO,
  digitsEnd,
  LINE_FEED,
  matches,
  numberAt,
  SPACE,
  wordEnd,
} from "../../../../src/bench/wire/bytes.ts";

test("codes", () => {
  assert.equal(String.fromCharCode(CARRIAGE_RETURN, LINE_FEED, SPACE, DIGIT_ZERO), "\r\n 0");
});

test("a constant is found at its place only, and never past the end", () => {
  const bytes = Buffer.from("xEND\r\nEN");
  const end = bytesOf("END\r\n");
  const places = Array.from({ length: bytes.length }, (_, start) => matches(bytes, start, end));
  assert.deepEqual(places, [false, true, false, false, false, false, false, false]);
});

test("digits: their end and their number, wherever they stand", () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      fc.constantFrom("", "x", " 12 "),
      fc.constantFrom("", " ", "\r", "/", ":", "a"),
      (number, before, after) => {
        const bytes = bytesOf(before + number + after);
        const start = before.length;
        const end = digitsEnd(bytes, start, bytes.length);
        assert.deepEqual([end, numberAt(bytes, start, end)], [start + String(number).length, number]);
      },
    ),
  );
});

test("nothing is read from `length` on", () => {
  const bytes = bytesOf("12345");
  assert.deepEqual([digitsEnd(bytes, 1, 3), wordEnd(bytes, 1, 3)], [3, 3]);
  assert.deepEqual([digitsEnd(bytes, 3, 3), numberAt(bytes, 3, 3)], [3, 0]);
});

test("a word ends before a blank or a control byte", () => {
  for (const after of [" ", "\r", "\n", "\0"]) {
    assert.equal(wordEnd(bytesOf(`ab\xff${after}c`), 0, 5), 3);
  }
});

test("text becomes its bytes", () => {
  assert.deepEqual([...bytesOf("A\xff")], [65, 255]);
});
