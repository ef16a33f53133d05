/** Columns of text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import stringWidth from "string-width";
import { displayWidth } from "../../../src/ui/display-width.ts";

test("narrow, wide, combining, emoji", () => {
  assert.deepEqual(["", "abc", "漢字", "e\u0301", "👩‍👩‍👧", "ｆ"].map(displayWidth), [0, 3, 4, 1, 2, 2]);
});

test("what is not looked up has the width that is looked up", () => {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const codes = [...range(0x20, 0x7e), ...range(0x2500, 0x259f), ...range(0x2800, 0x28ff), 0x2026, 0x2713, 0x2717];
  for (const code of codes) {
    const character = String.fromCodePoint(code);
    assert.equal(displayWidth(character), stringWidth(character), code.toString(16));
  }
});
