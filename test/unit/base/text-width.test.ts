/** Columns of narrow, wide and combining characters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutToWidth, textWidth } from "../../../src/base/text-width.ts";

test("columns of narrow, wide and combining characters", () => {
  for (const [text, columns] of [
    ["", 0],
    ["abc", 3],
    ["Zoë", 3],
    ["日本", 4],
    ["🎉", 2],
    ["e\u0301", 1],
    ["\u2764\ufe0f", 1],
    ["\u{20000}", 2],
    ["… 5", 3],
  ] as const) {
    assert.equal(textWidth(text), columns, text);
  }
});

test("a beginning that fits, as long as it can be", () => {
  assert.equal(cutToWidth("日本語", 5), "日本");
  assert.equal(cutToWidth("abc", 3), "abc");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 20 }), (text, columns) => {
      const cut = cutToWidth(text, columns);
      assert.ok(text.startsWith(cut) && textWidth(cut) <= columns);
    }),
  );
});
