/** Base64 of keys: what is refused. The property test compares with Buffer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { base64Length, decodeBase64, encodeBase64 } from "../../../../src/protocol/meta/base64.ts";
import { bytesOf } from "../../../support/parse.ts";

function decode(text: string): string {
  const target = Buffer.alloc(text.length + 1);
  const length = decodeBase64(bytesOf(`=${text}=`), 1, 1 + text.length, target);
  return length === 0 ? "refused" : target.toString("latin1", 0, length);
}

test("padded standard base64 is decoded", () => {
  assert.equal(decode("Zm9v"), "foo");
  assert.equal(decode("Zm8="), "fo");
  assert.equal(decode("Zg=="), "f");
  assert.equal(decode("+/+/"), "\xfb\xff\xbf");
});

test("everything else is refused", () => {
  for (const text of [
    "",
    "Zm9",
    "Zm9vY",
    "Zg=",
    "====",
    "Z===",
    "Zg==Zg==",
    "Z=9v",
    "-_-_",
    "Zm 9",
    "Zm9\xff",
    "Zm9v\n123",
  ]) {
    assert.equal(decode(text), "refused", JSON.stringify(text));
  }
});

test("encoding pads and reports where it ends", () => {
  const target = Buffer.alloc(12, "x");
  assert.equal(encodeBase64(bytesOf("..fo"), 2, 2, target, 1), 5);
  assert.equal(target.toString(), "xZm8=xxxxxxx");
  assert.deepEqual([0, 1, 2, 3, 4, 186].map(base64Length), [0, 4, 4, 4, 8, 248]);
});
