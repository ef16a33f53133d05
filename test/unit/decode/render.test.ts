/** decode/render.ts: what people see of a value. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { decodeValue } from "../../../src/decode/decode.ts";
import { renderDecoded } from "../../../src/decode/render.ts";

function shown(bytes: Uint8Array | string, { flags = 0, width = 60, maxLines = 20 } = {}): string[] {
  const decoded = decodeValue(typeof bytes === "string" ? Buffer.from(bytes) : bytes, flags);
  return renderDecoded(decoded, { width, maxLines }).map((line) => line.map(({ text }) => text).join(""));
}

describe("a value on the screen", () => {
  it("has its steps above it", () => {
    assert.deepEqual(shown(gzipSync('{"a":[1,2]}')), ["gzip: 31 bytes unpacked to 11", "JSON", '{"a": [1, 2]}']);
    assert.deepEqual(shown("plain"), ["plain"]);
    assert.deepEqual(shown("5"), ["5"]);
    assert.deepEqual(shown(""), [""]);
  });

  it("has sentences about it broken between words", () => {
    assert.deepEqual(shown("plain", { flags: 5, width: 30 }), [
      "flags 5 say igbinary, but the",
      "bytes are not that",
      "plain",
    ]);
  });

  it("keeps the lines of a text, and goes on below where one is too long", () => {
    assert.deepEqual(shown("one\ntwo\n\nfour\x1b[31m"), ["one", "two", "", "four\\e[31m"]);
    assert.deepEqual(shown("x".repeat(45), { width: 20 }), ["x".repeat(20), "x".repeat(20), "x".repeat(5)]);
    assert.deepEqual(shown("日".repeat(15), { width: 20 }), ["日".repeat(10), "日".repeat(5)]);
  });

  it("breaks a line of characters that take no room", () => {
    const lines = shown(`a${"\u0301".repeat(5000)}`, { width: 20, maxLines: 3 });
    assert.equal(lines.length, 4);
    assert.ok(lines.every((line) => line.length < 200));
  });

  it("says where it was cut", () => {
    assert.deepEqual(shown("a\nb\nc\nd", { maxLines: 2 }), ["a", "b", "… cut after 2 lines"]);
    assert.deepEqual(shown("x".repeat(100_000), { width: 20, maxLines: 1 }), ["x".repeat(20), "… cut after 1 lines"]);
    assert.deepEqual(shown(new Uint8Array(33), { width: 80, maxLines: 2 }).at(-1), "… cut after 2 lines");
    assert.deepEqual(shown(new Uint8Array(32), { width: 80, maxLines: 2 }).length, 3);
    assert.equal(shown(`[${"{},".repeat(50)}{}]`, { width: 20, maxLines: 4 }).at(-1), "… cut after 4 lines");
  });
});

it("notes, warnings and values can be told apart", () => {
  const lines = renderDecoded(decodeValue(Buffer.from("[1]"), 5), { width: 80, maxLines: 5 });
  assert.deepEqual(
    lines.map((line) => line.map(({ style }) => style)),
    [["note"], ["warning"], ["punctuation", "number", "punctuation"]],
  );
});
