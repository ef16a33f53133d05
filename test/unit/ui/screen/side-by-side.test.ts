/** side-by-side: exactly as wide as asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowOf, rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import { padRow, sideBySide } from "../../../../src/ui/screen/side-by-side.ts";
import { textOf } from "../../../support/top-data.ts";

test("a row is cut or filled up", () => {
  assert.equal(rowWidth(padRow(rowOf("abc"), 5)), 5);
  assert.deepEqual(textOf([padRow(rowOf("abcdef"), 4)]), ["abc…"]);
  assert.equal(rowWidth(padRow(rowOf("日本語"), 5)), 5);
});

test("blocks of different heights", () => {
  const left = { columns: 3, rows: [rowOf("a"), rowOf("b")] };
  const right = { columns: 3, rows: [rowOf("x"), rowOf("y"), rowOf("long")] };
  assert.deepEqual(textOf(sideBySide([left, right], 2)), ["a    x", "b    y", "     lo…"]);
  assert.deepEqual(sideBySide([], 1), []);
});
