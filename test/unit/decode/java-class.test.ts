/** decode/java-class.ts: primitive values and names of arrays. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteCursor } from "../../../src/decode/byte-cursor.ts";
import { arrayName, readPrimitive } from "../../../src/decode/java-class.ts";
import { Malformed } from "../../../src/decode/malformed.ts";
import { oneLine } from "../../support/decode-fixtures.ts";

test("primitive values", () => {
  for (const [type, hex, expected] of [
    ["B", "ff", "-1"],
    ["C", "00e9", '"é"'],
    ["D", "3ff8000000000000", "1.5"],
    ["F", "3fc00000", "1.5"],
    ["I", "fffffffe", "-2"],
    ["J", "8000000000000000", "-9223372036854775808"],
    ["S", "fffe", "-2"],
    ["Z", "01", "true"],
  ] as const) {
    assert.equal(oneLine(readPrimitive(new ByteCursor(Buffer.from(hex, "hex")), type)), expected);
  }
  assert.throws(() => readPrimitive(new ByteCursor(Buffer.from("00")), "Q"), Malformed);
});

test("names of arrays", () => {
  for (const [descriptor, name] of [
    ["[I", "array"],
    ["[Ljava.lang.Object;", "array"],
    ["[[I", "int[][]"],
    ["[Ljava.lang.String;", "java.lang.String[]"],
    ["[[Lapp.User;", "app.User[][]"],
    ["", ""],
  ] as const) {
    assert.equal(arrayName(descriptor), name);
  }
});
