/** base/escape.ts: what a terminal is shown of bytes that a server sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeControls, escapeText } from "../../../src/base/escape.ts";

/** Reads an escaped text back into bytes, to prove that nothing was lost. */
function readBack(text: string): Buffer {
  const parts = text.match(/\\x[0-9a-f]{2}|\\[\\nrte]|[^\\]+/g) ?? [];
  return Buffer.concat(
    parts.map((part) => {
      if (part.startsWith("\\x")) {
        return Buffer.from(part.slice(2), "hex");
      }
      const short: Record<string, string> = { "\\\\": "\\", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\e": "\x1b" };
      return Buffer.from(short[part] ?? part);
    }),
  );
}

test("printable text of any script is kept", () => {
  for (const text of ["", "plain text", "größer €5 日本語 👩‍👩‍👧 नमस्ते", "a 'b' \"c\""]) {
    assert.equal(escapeText(text), text);
    assert.equal(escapeText(Buffer.from(text)), text);
  }
});

test("controls, escapes and stray bytes are written out", () => {
  assert.equal(escapeText("a\r\nb\tc\x1b[31m\0\x7f"), "a\\r\\nb\\tc\\e[31m\\x00\\x7f");
  assert.equal(escapeText(Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82])), "a\\xff\\xc3(\\xe2\\x82");
  assert.equal(escapeText("C:\\x1b"), "C:\\\\x1b");
  assert.equal(escapeText("\u009b31m"), "\\xc2\\x9b31m");
});

test("characters that reorder or hide text are written out", () => {
  assert.equal(escapeText("a\u202eb"), "a\\xe2\\x80\\xaeb");
  assert.equal(escapeText("a\u2028b"), "a\\xe2\\x80\\xa8b");
  assert.equal(escapeText("\ud800"), "\\ud800");
});

test("a view into a larger buffer shows only its own bytes", () => {
  const whole = Buffer.from("secret\xff-shown\xff-secret", "latin1");
  assert.equal(escapeText(whole.subarray(7, 13)), "-shown");
  assert.equal(escapeText(new Uint8Array(whole.buffer, whole.byteOffset + 7, 7)), "-shown\\xff");
});

test("property: any bytes give a harmless text that reads back as the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const text = escapeText(bytes);
      assert.doesNotMatch(text, /[\p{Cc}\p{Cs}]/u);
      assert.deepEqual(readBack(text), Buffer.from(bytes));
    }),
  );
});

test("a sentence keeps its backslashes and loses its controls", () => {
  assert.equal(escapeControls('write \\" inside'), 'write \\" inside');
  assert.equal(escapeControls("sent \\e[31m and \x1b[31m\x9b"), "sent \\e[31m and \\e[31m\\xc2\\x9b");
});
