/** keys/key-text.ts: plain keys as they are, every other byte visible and harmless. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keyJson, keyToText, shownKey } from "../../../src/keys/key-text.ts";

test("keys are shown as they are unless that would hide or do something", () => {
  assert.equal(shownKey(Buffer.from("user:1/%25~")), "user:1/%25~");
  assert.equal(shownKey(Buffer.from("größe 日本")), "größe 日本");
  assert.equal(shownKey(Buffer.from(" a b ")), "\\x20a b\\x20");
  assert.equal(shownKey(Buffer.from("\x1b[2J\x1b]0;x\x07\tend\r\n")), "\\e[2J\\e]0;x\\x07\\tend\\r\\n");
  assert.equal(shownKey(Buffer.from("back\\slash")), "back\\\\slash");
  assert.equal(shownKey(Buffer.from([0xff, 0x00, 0x41])), "\\xff\\x00A");
});

test("no key breaks its line or reaches a terminal with a control byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (key) => {
      assert.doesNotMatch(shownKey(key), /[\p{Cc}\u2028\u2029]|^ | $/u);
    }),
  );
});

test("the text of a key is UTF-8, or its bytes", () => {
  assert.equal(keyToText(Buffer.from("größe")), "größe");
  assert.equal(keyToText(Buffer.from([0xe9])), "\xe9");
});

test("JSON has the text, and base64 where the text is not the bytes", () => {
  assert.deepEqual(keyJson(Buffer.from("größe")), { key: "größe" });
  assert.deepEqual(keyJson(Buffer.from([0xff, 0x0f])), { key: "\xff\x0f", key_base64: "/w8=" });
});
