/** The table of `slabs`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fullText, plainText } from "../../../src/repl/segments.ts";
import { formatSlabsPlain, formatSlabTable, slabRows } from "../../../src/repl/slab-table.ts";
import { ONE_SLAB_CLASS } from "../../support/one-slab-class.ts";

const slabs = Object.entries({
  "10:chunk_size": "752",
  "10:total_pages": "2",
  "10:total_chunks": "2788",
  "10:used_chunks": "100",
  "10:mem_requested": "37600",
  "10:get_hits": "5",
  "1:chunk_size": "96",
  "1:total_pages": "1",
  "1:total_chunks": "10922",
  "1:used_chunks": "10922",
  "1:mem_requested": "1048512",
  active_slabs: "2",
}).map(([name, value]) => ({ name, value }));
const items = Object.entries({
  "items:1:number": "10922",
  "items:10:number": "100",
  "items:1:evicted": "10",
  "items:1:evicted_unfetched": "9",
  "items:1:age": "3600",
  "items:10:outofmemory": "2",
}).map(([name, value]) => ({ name, value }));

test("classes in order of their number, with what can be said about them", () => {
  assert.deepEqual(formatSlabTable(slabRows(slabs, items), 100).map(fullText), [
    "class  chunk  pages  memory    used      of  wasted  hits  evicted  unread  oldest",
    "    1   96 B      1   1 MiB  10,922  10,922     0 %     0       10       9      1h",
    "   10  752 B      2   2 MiB     100   2,788    50 %     5        0       0      0s",
    "(3 MiB in 3 pages, 36 % of it used, 3 % of that wasted)",
    "class 1: most evicted items were never read",
    "class 10: 2 items found no memory",
  ]);
});

test("a narrow terminal gets fewer columns; an empty server a word", () => {
  const narrow = formatSlabTable(slabRows(slabs, items), 40).map(fullText);
  assert.ok(
    narrow.slice(0, 3).every((line) => line.length <= 40),
    narrow.join("\n"),
  );
  assert.equal(
    formatSlabTable(slabRows(ONE_SLAB_CLASS, []), 80).map(fullText).at(-1),
    "(1 MiB in 1 page, 0 % of it used)",
  );
  assert.deepEqual(formatSlabTable([], 80).map(fullText), ["(no slab class has a page yet)"]);
});

test("a pipe gets numbers between tabs", () => {
  const [heading, first] = formatSlabsPlain(slabRows(slabs, items)).map(plainText);
  assert.match(heading ?? "", /^slabClass\tchunkBytes\tpages\t/);
  assert.equal(first, "1\t96\t1\t1048512\t10922\t10922\t1048512\t0\t0\t10\t9\t0\t3600");
  assert.deepEqual(formatSlabsPlain([]), []);
});

test("waste is told only where it is known: items of several chunks are counted in the largest class", () => {
  const entries = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));
  const rows = slabRows(
    entries({
      "36:chunk_size": "252696",
      "36:total_chunks": "40",
      "36:used_chunks": "40",
      "39:chunk_size": "524288",
      "39:total_chunks": "80",
      "39:used_chunks": "80",
    }),
    entries({ "items:39:number": "40", "items:39:mem_requested": "52002000" }),
  );
  assert.deepEqual(
    rows.map(({ wastedBytes }) => wastedBytes),
    [0, null],
  );
  assert.match(fullText(formatSlabTable(rows, 100).at(-1) ?? []), /0 % of that wasted/);
  assert.match(plainText(formatSlabsPlain(rows)[2] ?? []), /^39\t524288\t0\t41943040\t80\t80\t52002000\t-\t/);
});
