/** 64-bit numbers in two halves: edges; the property test compares with BigInt. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addUint64,
  compareUint64,
  parseLooseInteger,
  parseStrictUint64,
  readUint64Digits,
  subtractUint64,
  Uint64,
  writeUint64,
} from "../../../src/base/uint64.ts";

const MAX = 0xffff_ffff;

function text(low: number, high: number): string {
  const bytes = Buffer.alloc(24, "x");
  return bytes.toString("latin1", 2, writeUint64(bytes, 2, low, high));
}

function strict(digits: string): string {
  const result = new Uint64();
  return parseStrictUint64(Buffer.from(digits), 0, digits.length, result) ? text(result.low, result.high) : "refused";
}

function loose(word: string): string {
  const result = new Uint64();
  const sign = parseLooseInteger(Buffer.from(word), 0, word.length, result);
  return sign === 0 ? "refused" : `${sign < 0 ? "-" : ""}${text(result.low, result.high)}`;
}

test("numbers are written in decimal over the whole range", () => {
  assert.equal(text(0, 0), "0");
  assert.equal(text(MAX, 0), "4294967295");
  assert.equal(text(0, 1), "4294967296");
  assert.equal(text(MAX, 0x1f_ffff), "9007199254740991");
  assert.equal(text(0, 0x20_0000), "9007199254740992");
  assert.equal(text(MAX, MAX), "18446744073709551615");
  assert.equal(text(0x89e80000, 0x8ac72304), "10000000000000000000");
});

test("strict numbers: digits only, at most 22 of them, below 2^64", () => {
  assert.equal(strict("18446744073709551615"), "18446744073709551615");
  assert.equal(strict("0000000000000000000007"), "7");
  for (const bad of [
    "",
    "18446744073709551616",
    "99999999999999999999",
    "00000000000000000000007",
    "-1",
    "+1",
    "1 ",
    "x",
  ]) {
    assert.equal(strict(bad), "refused", bad);
  }
});

test("digits are read without a limit on leading zeros, and overflow is seen however long the number is", () => {
  const result = new Uint64();
  const zeros = `${"0".repeat(40)}12`;
  assert.ok(readUint64Digits(Buffer.from(zeros), 0, zeros.length, result));
  assert.deepEqual([result.low, result.high], [12, 0]);
  assert.ok(!readUint64Digits(Buffer.from("9".repeat(40)), 0, 40, result));
});

test("loose numbers follow strtoull: blanks, sign, digits, white space", () => {
  assert.equal(loose("+5"), "5");
  assert.equal(loose("-5"), "-5");
  assert.equal(loose("\t 7\tx"), "7");
  assert.equal(loose("5 6"), "5");
  assert.equal(loose("18446744073709551615"), "18446744073709551615");
  for (const bad of ["", "+", "-", "+-5", "5x", "x5", "18446744073709551616", " ", "\t"]) {
    assert.equal(loose(bad), "refused", bad);
  }
});

test("addition and subtraction carry and wrap", () => {
  const result = new Uint64();
  addUint64(MAX, 0, 1, 0, result);
  assert.deepEqual([result.low, result.high], [0, 1]);
  addUint64(MAX, MAX, 1, 0, result);
  assert.deepEqual([result.low, result.high], [0, 0]);
  subtractUint64(0, 1, 1, 0, result);
  assert.deepEqual([result.low, result.high], [MAX, 0]);
  subtractUint64(0, 0, 1, 0, result);
  assert.deepEqual([result.low, result.high], [MAX, MAX]);
});

test("comparison looks at the high half first and is unsigned", () => {
  assert.ok(compareUint64(MAX, 0, 0, 1) < 0);
  assert.ok(compareUint64(0, 0x8000_0000, MAX, 0x7fff_ffff) > 0);
  assert.equal(compareUint64(3, 4, 3, 4), 0);
});
