/** decode/php-serialize.ts: what serialize() wrote, and what it would not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { phpArray, phpField, readPhpSerialized } from "../../../src/decode/php-serialize.ts";
import { NULL_NODE, numberNode, textNode } from "../../../src/decode/tree.ts";
import { payloadsOf, readShown } from "../../support/decode-fixtures.ts";
import { PHP_SHOWN } from "../../support/php-shown.ts";

const PAYLOADS = payloadsOf("php");

function shown(text: string): string {
  return readShown(readPhpSerialized, text);
}

describe("a value serialized by PHP", () => {
  for (const [name, expected] of Object.entries(PHP_SHOWN)) {
    it(`shows ${name}`, () => {
      assert.equal(readShown(readPhpSerialized, PAYLOADS.get(`serialize / ${name}`) as Uint8Array), expected);
    });
  }

  it("shows floats and references", () => {
    const floats = PAYLOADS.get("serialize / floats") as Uint8Array;
    assert.equal(readShown(readPhpSerialized, floats), "[0.0, -0.0, 1.0, 0.1, 1.5E+300, -2.5E-7, Infinity, -Infinity]");
    assert.equal(shown('a:2:{i:0;O:1:"A":0:{}i:1;r:2;}'), "[&1 A {}, *1]");
    // R is not counted, r is: the fourth value is the text.
    assert.equal(shown('a:4:{i:0;i:7;i:1;R:2;i:2;s:1:"x";i:3;R:3;}'), '[7, 7, "x", "x"]');
    assert.equal(shown("a:1:{i:0;R:1;}"), "&1 {0: *1}");
  });

  it("shows what older and newer versions wrote", () => {
    assert.equal(shown('S:3:"a\\ff\\5c";'), 'b"a\\xff\\\\"');
    assert.equal(shown('E:11:"Suit:Hearts";'), "Suit::Hearts");
    assert.equal(shown('C:3:"Old":5:{x:y:z}'), 'Old("x:y:z")');
    assert.equal(shown("i:-9223372036854775808;"), "-9223372036854775808");
  });
});

describe("what is not serialized by PHP", () => {
  for (const [text, problem] of [
    ["", /0 are left/],
    ["x:1;", /no type of serialize\(\) stands at byte 0/],
    ["i:;", /a number is missing/],
    ["i:12", /";" is missing/],
    ["b:2;", /a boolean is neither 0 nor 1/],
    ["d:1.2.3;", /a float is missing/],
    ['s:5:"abc";', /5 bytes are announced|""" is missing|"\\"" is missing/],
    ['s:99999999999:"abc";', /99,999,999,999 bytes are announced, 5 are left/],
    ["a:1:{i:0;i:1;", /"}" is missing/],
    ["a:2147483647:{}", /no key of an array stands|is missing/],
    ["a:1:{a:0:{}i:1;}", /no key of an array stands/],
    ["R:1;", /a reference leads nowhere/],
    ["i:1;i:2;", /4 bytes follow its end/],
  ] as const) {
    it(`is refused: ${text}`, () => {
      assert.match(shown(text), problem);
    });
  }
});

it("entries counted from 0 are a list, all others are not", () => {
  assert.equal(phpArray([[numberNode(0), NULL_NODE]]).kind, "list");
  assert.equal(phpArray([[numberNode(1), NULL_NODE]]).kind, "map");
  assert.equal(phpArray([[textNode("0"), NULL_NODE]]).kind, "map");
});

it("names of properties tell who may see them", () => {
  assert.deepEqual(phpField("open", NULL_NODE), { name: "open", value: NULL_NODE });
  assert.deepEqual(phpField("\0*\0kept", NULL_NODE), { name: "kept", note: "protected", value: NULL_NODE });
  assert.deepEqual(phpField("\0A\\B\0own", NULL_NODE), { name: "own", note: "private of A\\B", value: NULL_NODE });
});

it("nesting without end stops at the limit of depth", () => {
  const text = "a:1:{i:0;".repeat(100_000);
  const result = readShown(readPhpSerialized, text, { depthMax: 5 });
  assert.equal(result, "[[[[[… it is nested deeper than 5]]]]]");
});
