/** Columns of text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth } from "../../../src/ui/display-width.ts";

test("narrow, wide, combining, emoji", () => {
  assert.deepEqual(["", "abc", "漢字", "e\u0301", "👩‍👩‍👧", "ｆ"].map(displayWidth), [0, 3, 4, 1, 2, 2]);
});
