/** decode/serialized.ts: which format bytes are of, by a mark or by being nothing else. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DECODE_LIMITS } from "../../../src/decode/limits.ts";
import { markedFormat, readSerialized, unmarkedContent } from "../../../src/decode/serialized.ts";
import { payloadsOf } from "../../support/decode-fixtures.ts";

function unmarked(text: string): string | undefined {
  const content = unmarkedContent(Buffer.from(text, "latin1"), DECODE_LIMITS);
  return content?.kind === "tree" ? content.format : undefined;
}

describe("a format with a mark", () => {
  it("is known by it", () => {
    const names: [language: Parameters<typeof payloadsOf>[0], name: string, format: string | undefined][] = [
      ["python", "session / 4", "Python pickle"],
      ["python", "session / 0", undefined],
      ["ruby", "session", "Ruby Marshal"],
      ["java", "object", "Java serialization"],
      ["php", "igbinary / object", "igbinary"],
      ["php", "serialize / object", undefined],
    ];
    for (const [language, name, format] of names) {
      assert.equal(markedFormat(payloadsOf(language).get(name) as Uint8Array), format, name);
    }
  });
});

describe("a format without a mark", () => {
  for (const [text, format] of [
    ['{"a":1}', "JSON"],
    ["[]", "JSON"],
    ['"text"', "JSON"],
    ["a:1:{i:0;i:1;}", "PHP serialize"],
    ['s:1:"x";', "PHP serialize"],
    ['user|a:1:{s:2:"id";i:42;}n|i:1;', "PHP session"],
    ["(dp0\nVa\np1\nI1\ns.", "Python pickle"],
    ["]q\0K\x01a.", "Python pickle"],
    ["\x81\xa1a\xc0", "MessagePack"],
    ["\x91\xa1a", "MessagePack"],
  ] as const) {
    it(`is found: ${JSON.stringify(text)}`, () => {
      assert.equal(unmarked(text), format);
    });
  }

  for (const text of [
    "",
    "plain text.",
    "{not json}",
    "a: b",
    "a | b",
    "one|two",
    "(in brackets).",
    "cword\nword\n.",
    "].",
    "\x93\x01\x02\x03",
    "\x81\x01\x02",
    "N;",
  ]) {
    it(`is not taken for one: ${JSON.stringify(text)}`, () => {
      assert.equal(unmarked(text), undefined);
    });
  }
});

it("a format that was asked for says why the bytes are not of it", () => {
  assert.deepEqual(readSerialized("JSON", Buffer.from("[1"), DECODE_LIMITS), {
    problem: 'JSON: "," is missing at byte 2',
  });
  const read = readSerialized("JSON", Buffer.from("1"), DECODE_LIMITS);
  assert.deepEqual(read, {
    value: { kind: "tree", format: "JSON", root: { kind: "number", text: "1" }, cut: undefined },
  });
});
