/** Values as the shell shows them decoded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { explainClientFlags, showDecoded } from "../../../src/repl/decode-value.ts";
import { fullText } from "../../../src/repl/segments.ts";

function shown(value: string | Buffer, flags = 0): string[] {
  return showDecoded(Buffer.from(value as string), flags, 80).lines.map(fullText);
}

test("plain text stays as it could be typed back", () => {
  assert.deepEqual(shown("hello"), ['"hello"']);
  assert.deepEqual(shown(""), ['""']);
  assert.deepEqual(shown("42"), ['"42"']);
  assert.deepEqual(shown("a\n\x1b[31m"), ['"a\\n\\e[31m"']);
});

test("JSON by its structure, compressed values unpacked, binaries in hex", () => {
  const json = shown('{"name":"Ada","tags":["a","b"],"evil":"\\u001b[31m"}').join("\n");
  assert.match(json, /"?name"?: "Ada"/);
  assert.ok(!json.includes("\x1b"));
  const packed = showDecoded(deflateSync("hello hello hello hello"), 0, 80);
  assert.match(packed.kind, /zlib/);
  assert.match(packed.lines.map(fullText).join("\n"), /hello hello hello hello/);
  assert.match(shown(Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(20)]))[0] ?? "", /89 ?50/);
});

test("flags are explained by the clients that fit", () => {
  assert.match(explainClientFlags(16, Buffer.from("text")), /pylibmc/);
  assert.equal(explainClientFlags(0, Buffer.from("text")), "");
});
