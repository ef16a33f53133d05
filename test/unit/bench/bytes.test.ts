/** bytes: the codes are ASCII's; the comparison looks at all bytes and not beyond them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CARRIAGE_RETURN, DIGIT_ZERO, LINE_FEED, matches, SPACE } from "../../../src/bench/bytes.ts";

test("codes", () => {
  assert.equal(String.fromCharCode(CARRIAGE_RETURN, LINE_FEED, SPACE, DIGIT_ZERO), "\r\n 0");
});

test("a constant is found at its place only, and never past the end", () => {
  const bytes = Buffer.from("xEND\r\nEN");
  const end = Buffer.from("END\r\n");
  const places = Array.from({ length: bytes.length }, (_, start) => matches(bytes, start, end));
  assert.deepEqual(places, [false, true, false, false, false, false, false, false]);
});
