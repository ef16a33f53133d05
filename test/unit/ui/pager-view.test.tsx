/** The pager as Ink draws it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { renderToString } from "ink";
import { segment } from "../../../src/repl/segments.ts";
import { openPager, pagerKey } from "../../../src/ui/pager.ts";
import { PagerView } from "../../../src/ui/pager-view.tsx";

const lines = [[segment("key", "one")], [], [segment("plain", "three")], [segment("plain", "four")]];

test("the rows that are seen, empty ones too, and the status below", () => {
  const drawn = renderToString(<PagerView pager={openPager(lines, 60, 5)} hasColor={false} />);
  assert.deepEqual(stripVTControlCharacters(drawn).split("\n"), [
    "one",
    "",
    "three",
    "rows 1-3 of 4 (75 %)  space, b, /, n; q leaves",
  ]);
});

test("what is typed to be looked for", () => {
  let pager = openPager(lines, 60, 5);
  for (const text of ["/", "fo"]) {
    pager = pagerKey(pager, { kind: "text", text }) ?? pager;
  }
  const drawn = renderToString(<PagerView pager={pager} hasColor={false} />);
  assert.equal(stripVTControlCharacters(drawn).split("\n").at(-1), "/fo");
});
