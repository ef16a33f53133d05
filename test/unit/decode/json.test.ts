/** decode/json.ts: what JSON.parse reads, without what it loses. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readJson } from "../../../src/decode/json.ts";
import { DECODE_LIMITS } from "../../../src/decode/limits.ts";
import { plainTree } from "../../../src/decode/plain.ts";
import { readShown } from "../../support/decode-fixtures.ts";

function shown(text: string): string {
  return readShown(readJson, Buffer.from(text));
}

describe("JSON", () => {
  it("keeps all digits, the order of keys, and keys that occur twice", () => {
    assert.equal(shown("[9007199254740993, 1.10, 1e400, -0]"), "[9007199254740993, 1.10, 1e400, -0]");
    assert.equal(shown('{"b":1,"2":2,"1":3,"b":4}'), '{"b": 1, "2": 2, "1": 3, "b": 4}');
  });

  it("may have space wherever it may", () => {
    assert.equal(shown(' \n\t{ "a" :\r[ 1 , true , false , null ] } '), '{"a": [1, true, false, null]}');
  });

  it("shows texts unescaped first and then escaped for a terminal", () => {
    assert.equal(shown('["\\u001b[31m\\n\\ud83c\\udf89 \\"q\\" \\\\"]'), '["\\e[31m\\n🎉 \\"q\\" \\\\"]');
  });

  it("is what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const result = readJson(Buffer.from(text), DECODE_LIMITS);
        assert.ok("value" in result, text);
        const plain = JSON.stringify(plainTree(result.value.root));
        // What plain data has no form for, among it integers beyond 2^53, is marked by a key with a $.
        fc.pre(!plain.includes('"$'));
        assert.equal(plain, JSON.stringify(JSON.parse(text)));
      }),
    );
    const object = { a: [1, 2.5, "x", { b: null, c: [] }], d: {} };
    const result = readJson(Buffer.from(JSON.stringify(object)), DECODE_LIMITS);
    assert.ok("value" in result);
    assert.equal(JSON.stringify(plainTree(result.value.root)), JSON.stringify(object));
  });

  it("is refused exactly where JSON.parse refuses", () => {
    const text = fc.string({ unit: fc.constantFrom(...'{}[]",:0123-.eE+ tfn\\u'), maxLength: 8 });
    const pieces = fc.array(fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', "1", "-1.5e3", "true", "null", " "), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          pieces.map((parts) => parts.join("")),
        ),
        (input) => {
          const result = readJson(Buffer.from(input), DECODE_LIMITS);
          let isJson = true;
          try {
            JSON.parse(input);
          } catch {
            isJson = false;
          }
          assert.equal("value" in result, isJson, input);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

it("JSON nested without end, and with nodes without end, stops at the limits", () => {
  assert.equal(readShown(readJson, "[".repeat(1_000_000), { depthMax: 3 }), "[[[… it is nested deeper than 3]]]");
  assert.equal(
    readShown(readJson, `[${"1,".repeat(1000)}1]`, { nodesMax: 4 }),
    "[1, 1, 1, … it has more than 4 nodes]",
  );
});
