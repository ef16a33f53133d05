/** JSON that can be shown on any terminal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asciiJson } from "../../../src/base/ascii-json.ts";

test("C1 controls, DEL and everything above are escaped", () => {
  assert.equal(asciiJson({ a: "\x1b\x7f\x9b31m", é: 1 }), '{"a":"\\u001b\\u007f\\u009b31m","\\u00e9":1}');
});

test("property: printable ASCII only, and read back the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = asciiJson({ [text]: text });
      assert.match(json, /^[\x20-\x7e]*$/);
      assert.deepEqual(JSON.parse(json), { [text]: text });
    }),
  );
});
