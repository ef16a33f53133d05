/** The help of `top`: whole at 80 by 24. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import { helpRows } from "../../../../src/ui/top/top-help.ts";
import { textOf } from "../../../support/top-data.ts";

test("every key, nothing cut off, in the rows of the smallest usual terminal", () => {
  const rows = helpRows(79);
  assert.ok(rows.length <= 22, `${rows.length}`);
  assert.ok(rows.every((row) => rowWidth(row) <= 79));
  const text = textOf(rows).join("\n");
  assert.ok(!text.includes("…"), text);
  for (const key of ["Enter", "s c", "t m", "PgUp PgDn", "Home End", "Ctrl-Z", "q Ctrl-C", "[ ]", "+ -", "n p"]) {
    assert.ok(text.includes(key), key);
  }
});

test("narrow, one below the other", () => {
  assert.ok(helpRows(45).length > helpRows(79).length);
});
