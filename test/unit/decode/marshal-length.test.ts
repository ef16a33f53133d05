/** decode/marshal-length.ts: Marshal's small numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteCursor } from "../../../src/decode/byte-cursor.ts";
import { readMarshalLength } from "../../../src/decode/marshal-length.ts";

test("numbers of one to five bytes, as Ruby writes them", () => {
  for (const [hex, value] of [
    ["00", 0],
    ["06", 1],
    ["fa", -1],
    ["7f", 122],
    ["80", -123],
    ["017b", 123],
    ["ff84", -124],
    ["ff00", -256],
    ["020001", 256],
    ["fefffe", -257],
    ["04ffffff3f", 2 ** 30 - 1],
    ["fc000000c0", -(2 ** 30)],
  ] as const) {
    const cursor = new ByteCursor(Buffer.from(hex, "hex"));
    assert.equal(readMarshalLength(cursor), value, hex);
    assert.equal(cursor.left, 0);
  }
});
