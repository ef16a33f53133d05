/** JSON documents: exact, and harmless on a terminal. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { jsonDocument } from "../../../../src/cli/output/json.ts";

describe("jsonDocument", () => {
  it("writes numbers that survive, larger ones as digits in a string, nothing as null", () => {
    const text = jsonDocument({ small: 5n, edge: 2n ** 53n - 1n, big: 2n ** 64n - 1n, none: undefined, list: [1.5] });
    assert.deepEqual(JSON.parse(text), {
      small: 5,
      edge: 9007199254740991,
      big: "18446744073709551615",
      none: null,
      list: [1.5],
    });
    assert.ok(text.endsWith("}\n"));
  });
  it("is ASCII, and any text comes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const text = jsonDocument({ value });
        assert.ok(!/[^\n\x20-\x7e]/.test(text), JSON.stringify(text));
        assert.equal(JSON.parse(text).value, value);
      }),
    );
  });
});
