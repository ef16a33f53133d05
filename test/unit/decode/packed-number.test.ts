/** decode/packed-number.ts: binary numbers of spymemcached and EnyimMemcached. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type PackedForm, readPacked } from "../../../src/decode/packed-number.ts";
import { oneLine } from "../../support/decode-fixtures.ts";

function shown(form: PackedForm, hex: string): string {
  const result = readPacked(form, Buffer.from(hex, "hex"));
  return "problem" in result ? `refused: ${result.problem}` : oneLine(result.value);
}

test("numbers of spymemcached come without their leading zeros", () => {
  for (const [form, hex, expected] of [
    ["spy integer", "", "0"],
    ["spy integer", "0100", "256"],
    ["spy integer", "ffffffff", "-1"],
    ["spy long", "7fffffffffffffff", "9223372036854775807"],
    ["spy long", "8000000000000000", "-9223372036854775808"],
    ["spy byte", "fe", "-2"],
    ["spy byte", "", "0"],
    ["spy date", "01", "1970-01-01T00:00:00.001Z"],
    ["spy float", "3fc00000", "1.5"],
    ["spy double", "3ff8000000000000", "1.5"],
    ["spy double", "", "0.0"],
    ["spy boolean", "31", "true"],
    ["spy boolean", "30", "false"],
  ] as const) {
    assert.equal(shown(form, hex), expected, `${form} ${hex}`);
  }
});

test("numbers of .NET are little-endian and whole", () => {
  for (const [form, hex, expected] of [
    ["net boolean", "01", "true"],
    ["net char", "e900", '"é"'],
    ["net int16", "feff", "-2"],
    ["net uint16", "feff", "65534"],
    ["net int32", "feffffff", "-2"],
    ["net uint32", "feffffff", "4294967294"],
    ["net int64", "feffffffffffffff", "-2"],
    ["net uint64", "feffffffffffffff", "18446744073709551614"],
    ["net single", "0000c03f", "1.5"],
    ["net double", "000000000000f83f", "1.5"],
    // 2026-02-28 in ticks since the year 1, kind UTC (01) and kind unspecified (00).
    ["net date", "0080ed505c76de48", "2026-02-28T00:00:00.000Z"],
    ["net date", "0080ed505c76de08", "2026-02-28T00:00:00.000"],
  ] as const) {
    assert.equal(shown(form, hex), expected, `${form} ${hex}`);
  }
});

test("bytes of another length or value are refused", () => {
  for (const [form, hex] of [
    ["spy integer", "0102030405"],
    ["spy boolean", "32"],
    ["spy boolean", "3131"],
    ["spy boolean", ""],
    ["spy date", "7fffffffffffffff"],
    ["net int32", "01"],
    ["net int32", "0102030405"],
    ["net date", "ffffffffffffffff"],
  ] as const) {
    assert.match(shown(form, hex), /^refused/, `${form} ${hex}`);
  }
});
