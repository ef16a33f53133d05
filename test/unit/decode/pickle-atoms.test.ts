/** decode/pickle-atoms.ts: operations that push a value of their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteCursor } from "../../../src/decode/byte-cursor.ts";
import { Malformed } from "../../../src/decode/malformed.ts";
import { readPickleAtom } from "../../../src/decode/pickle-atoms.ts";
import { oneLine } from "../../support/decode-fixtures.ts";

function shown(program: string): string | undefined {
  const cursor = new ByteCursor(Buffer.from(program, "latin1"));
  const node = readPickleAtom(cursor, cursor.uint8());
  assert.ok(node === undefined || cursor.left === 0, "all of the operand is read");
  return node && oneLine(node);
}

test("every operation reads its operand", () => {
  for (const [program, expected] of [
    ["N", "null"],
    ["\x88", "true"],
    ["\x89", "false"],
    ["I42\n", "42"],
    ["I01\n", "true"],
    ["I00\n", "false"],
    ["L123456789012345678901L\n", "123456789012345678901"],
    ["J\xfe\xff\xff\xff", "-2"],
    ["K\xff", "255"],
    ["M\xff\xff", "65535"],
    ["\x8a\x00", "0"],
    ["\x8a\x02\x00\x80", "-32768"],
    ["\x8b\x01\x00\x00\x00\x7f", "127"],
    ["F1.5\n", "1.5"],
    ["F-inf\n", "-Infinity"],
    ["Fnan\n", "NaN"],
    ["G\x3f\xf8\0\0\0\0\0\0", "1.5"],
    ["Va\\u00e9\n", '"aé"'],
    ["X\x02\0\0\0\xc3\xa9", '"é"'],
    ["\x8c\x01a", '"a"'],
    ["\x8d\x01\0\0\0\0\0\0\0a", '"a"'],
    ["S'a\\x00'\n", '"a\\x00"'],
    ["T\x01\0\0\0a", '"a"'],
    ["U\x01\xe9", 'b"\\xe9"'],
    ["B\x01\0\0\0a", 'b"a"'],
    ["C\x01a", 'b"a"'],
    ["\x8e\x01\0\0\0\0\0\0\0a", 'b"a"'],
    ["\x96\x01\0\0\0\0\0\0\0a", 'b"a"'],
    ["\x97", "buffer outside of the pickle"],
    ["\x82\x05", "copyreg extension(5)"],
    ["\x83\x05\x01", "copyreg extension(261)"],
    ["\x84\x05\0\0\0", "copyreg extension(5)"],
  ] as const) {
    assert.equal(shown(program), expected, JSON.stringify(program));
  }
});

test("other operations are left alone", () => {
  for (const program of ["(", "]", "}", "R", "\x93", "\xff"]) assert.equal(shown(program), undefined);
});

test("operands that are none are refused", () => {
  for (const program of ["Ix\n", "L1.5L\n", "F1.5.5\n", "Sx\n", "I1", "\x8b\xff\xff\xff\xff", "T\xff\xff\xff\xff"]) {
    assert.throws(() => shown(program), Malformed, JSON.stringify(program));
  }
});
