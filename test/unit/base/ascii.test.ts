/** Decimal numbers on bytes: the strict readers' rules and the writers' edges. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  digitCount,
  isSpace,
  parseStrictInt32,
  parseStrictUint32,
  writeDecimal,
  writePaddedDecimal,
} from "../../../src/base/ascii.ts";

function uint32(text: string): number {
  const bytes = Buffer.from(`9${text}9`);
  return parseStrictUint32(bytes, 1, 1 + text.length);
}

function int32(text: string): number {
  const bytes = Buffer.from(`9${text}9`);
  return parseStrictInt32(bytes, 1, 1 + text.length);
}

function written(value: number): string {
  const bytes = Buffer.alloc(20, "x");
  return bytes.toString("latin1", 1, writeDecimal(bytes, 1, value));
}

test("strict unsigned numbers are 1 to 11 digits below 2^32", () => {
  assert.equal(uint32("0"), 0);
  assert.equal(uint32("00000000005"), 5);
  assert.equal(uint32("4294967295"), 4294967295);
  for (const bad of ["", "4294967296", "000000000005", "-1", "+1", "1x", " 1", "1 ", "/", ":"]) {
    assert.equal(uint32(bad), -1, bad);
  }
});

test("strict signed numbers may begin with a minus", () => {
  assert.equal(int32("-2147483648"), -2147483648);
  assert.equal(int32("2147483647"), 2147483647);
  assert.ok(Object.is(int32("-0"), 0) && Object.is(int32("-"), 0));
  for (const bad of ["", "--", "--1", "2147483648", "-2147483649", "-00000000001", "+1", "1-"]) {
    assert.ok(Number.isNaN(int32(bad)), bad);
  }
});

test("writers put decimal text where they are told and nothing else", () => {
  for (const value of [
    0,
    9,
    10,
    99,
    100,
    999,
    2147483647,
    2147483648,
    4294967295,
    2 ** 53 - 1,
    -1,
    -10,
    -(2 ** 53 - 1),
  ]) {
    assert.equal(written(value), String(value));
  }
  const bytes = Buffer.alloc(12, "x");
  assert.equal(writePaddedDecimal(bytes, 1, 42, 9), 10);
  assert.equal(bytes.toString(), "x000000042xx");
});

test("digitCount counts digits at every power of ten", () => {
  assert.equal(digitCount(0), 1);
  for (let digits = 1; digits < 15; digits++) {
    assert.equal(digitCount(10 ** digits - 1), digits);
    assert.equal(digitCount(10 ** digits), digits + 1);
  }
});

test("isSpace is C's isspace", () => {
  const spaces = Array.from({ length: 256 }, (_, byte) => byte).filter(isSpace);
  assert.deepEqual(spaces, [9, 10, 11, 12, 13, 32]);
});
