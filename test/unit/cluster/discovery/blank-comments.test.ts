/** Comments become blanks of their length. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { blankComments } from "../../../../src/cluster/discovery/blank-comments.ts";

it("blanks comments and tabs, and leaves strings alone", () => {
  assert.equal(blankComments('{"a": "//x", // y\n\t"b": /* "\n*/ 1}'), '{"a": "//x",     \n "b":     \n   1}');
  assert.equal(blankComments('"\\"// not one" // one'), '"\\"// not one"       ');
  assert.equal(blankComments("/* never closed"), "/* never closed");
});

it("keeps every line and place", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[/*"\\\n\ta ]{0,40}$/), (text) => {
      const blanked = blankComments(text);
      assert.equal(blanked.length, text.length);
      assert.deepEqual(
        [...blanked].map((sign) => sign === "\n"),
        [...text].map((sign) => sign === "\n"),
      );
    }),
  );
});
