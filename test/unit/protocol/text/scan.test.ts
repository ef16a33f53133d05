/** The inner loops of the parsers: where they stop, and that they do not look beyond their end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Request } from "../../../../src/protocol/request.ts";
import {
  isNoreply,
  scanKey,
  scanLineEnd,
  scanNoreplyLineEnd,
  scanNumber,
  scanWord,
  skipSpaces,
  UNFINISHED,
} from "../../../../src/protocol/text/scan.ts";
import { bytesOf, TEST_SEED } from "../../../support/parse.ts";

const request = new Request(TEST_SEED);

test("keys and words end at a space, LF, or CR LF, and at no other byte", () => {
  for (const [text, expected] of [
    ["ab c\n", 2],
    ["ab\n", 2],
    ["ab\r\n", 2],
    ["a\rb\n", 3],
    ["a\tb\n", 3],
    ["\n", 0],
  ] as const) {
    assert.equal(scanKey(bytesOf(text), 0, text.length, request), expected, JSON.stringify(text));
    assert.equal(scanWord(bytesOf(text), 0, text.length), expected, JSON.stringify(text));
  }
  for (const text of ["", "ab", "ab\r", "a\tb"]) {
    const beyond = bytesOf(`${text}\n `);
    assert.equal(scanKey(beyond, 0, text.length, request), UNFINISHED, JSON.stringify(text));
    assert.equal(scanWord(beyond, 0, text.length), UNFINISHED, JSON.stringify(text));
  }
});

test("numbers need one space before them and a few digits", () => {
  const number = (text: string) => {
    const next = scanNumber(bytesOf(text), 0, text.length, 3, request);
    return next === UNFINISHED ? "no" : `${request.scanned} to ${next}`;
  };
  assert.equal(number(" 12 "), "12 to 3");
  assert.equal(number(" 123"), "123 to 4");
  for (const text of ["", " ", "1", "  1", " 1234", " x", " -1"]) {
    assert.equal(number(text), "no", JSON.stringify(text));
  }
});

test("line ends, with noreply before them or not", () => {
  const lineEnd = (text: string) => scanNoreplyLineEnd(bytesOf(text), 0, text.length, request);
  assert.deepEqual([lineEnd("\n"), request.noreply], [1, false]);
  assert.deepEqual([lineEnd("\r\n"), request.noreply], [2, false]);
  assert.deepEqual([lineEnd(" noreply\n"), request.noreply], [9, true]);
  assert.deepEqual([lineEnd(" noreply\r\n"), request.noreply], [10, true]);
  for (const text of ["", "\r", " ", " \n", " noreply", " noreplyx\n", " noreply \n", "\rx"]) {
    assert.equal(lineEnd(text), UNFINISHED, JSON.stringify(text));
  }
  assert.equal(scanLineEnd(bytesOf("\r\n"), 0, 1), UNFINISHED);
  assert.ok(isNoreply(bytesOf("xnoreplyx"), 1, 8));
  assert.ok(!isNoreply(bytesOf("noreplyx"), 0, 8));
});

test("skipSpaces stops at its end", () => {
  assert.equal(skipSpaces(bytesOf("  a"), 0, 3), 2);
  assert.equal(skipSpaces(bytesOf("    "), 0, 3), 3);
  assert.equal(skipSpaces(bytesOf("\ta"), 0, 2), 0);
});
