/** What counts as a number in a value. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { Uint64 } from "../../../src/base/uint64.ts";
import { readStoredNumber } from "../../../src/store/stored-number.ts";

function read(text: string): bigint | undefined {
  const result = new Uint64();
  const bytes = Buffer.from(`9${text}9`, "latin1");
  return readStoredNumber(bytes, 1, text.length, result)
    ? (BigInt(result.high) << 32n) + BigInt(result.low)
    : undefined;
}

it("reads numbers with blanks, a plus, leading zeros and a tail after white space", () => {
  assert.equal(read("10"), 10n);
  assert.equal(read("9 "), 9n);
  assert.equal(read("  \t+5"), 5n);
  assert.equal(read("5 6"), 5n);
  assert.equal(read("5\0abc"), 5n);
  assert.equal(read("0000000000000000000000000007"), 7n);
  assert.equal(read("18446744073709551615"), 2n ** 64n - 1n);
});

it("refuses everything else", () => {
  for (const text of [
    "",
    " ",
    "   \r\n",
    "+",
    "+ 5",
    "++5",
    "-1",
    " -1",
    "abc",
    "5a",
    "0x5",
    "18446744073709551616",
    "99999999999999999999999",
  ]) {
    assert.equal(read(text), undefined, JSON.stringify(text));
  }
});
