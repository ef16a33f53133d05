/** data-table: what fits, in which order, and the chosen row in sight. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  chosenRow,
  fitColumns,
  headRow,
  itemRow,
  sortItems,
  type TableColumn,
  visibleRange,
} from "../../../../src/ui/screen/data-table.ts";
import { rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import { textOf } from "../../../support/top-data.ts";

interface Item {
  readonly name: string;
  readonly size: number;
}

const NAME: TableColumn<Item> = {
  key: "name",
  label: "name",
  width: 6,
  isFlexible: true,
  align: "left",
  rank: 0,
  isDescending: false,
  sortBy: ({ name }) => name,
  cell: ({ name }) => ({ text: name, style: "plain" }),
};
const SIZE: TableColumn<Item> = {
  key: "size",
  label: "size",
  width: 5,
  align: "right",
  rank: 1,
  isDescending: true,
  sortBy: ({ size }) => size,
  cell: ({ size }) => ({ text: String(size), style: "plain" }),
};
const COLUMNS = [NAME, SIZE, { ...SIZE, key: "again", label: "again", rank: 2 }];
const ITEMS = [
  { name: "b", size: 3 },
  { name: "a", size: Number.NaN },
  { name: "c", size: 7 },
];
const names = (items: readonly Item[]): string => items.map(({ name }) => name).join("");

describe("order", () => {
  test("by a column's own direction, or the other; unknown numbers always last", () => {
    assert.equal(names(sortItems(ITEMS, COLUMNS, { sort: "size", isReversed: false })), "cba");
    assert.equal(names(sortItems(ITEMS, COLUMNS, { sort: "size", isReversed: true })), "bca");
    assert.equal(names(sortItems(ITEMS, COLUMNS, { sort: "name", isReversed: false })), "abc");
    assert.equal(names(sortItems(ITEMS, COLUMNS, { sort: "name", isReversed: true })), "cba");
    assert.equal(names(sortItems(ITEMS, COLUMNS, { sort: "", isReversed: false })), "bac");
  });
});

describe("columns", () => {
  test("those of low rank first, the flexible one takes the rest", () => {
    assert.deepEqual(
      [20, 18, 17, 12, 11, 3].map((width) => fitColumns(COLUMNS, width).map(({ key, width: own }) => `${key}${own}`)),
      [
        ["name8", "size5", "again5"],
        ["name6", "size5", "again5"],
        ["name11", "size5"],
        ["name6", "size5"],
        ["name11"],
        ["name3"],
      ],
    );
  });
  test("never wider than there is room", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.string({ unit: "grapheme", maxLength: 30 }), (width, name) => {
        const fitted = fitColumns(COLUMNS, width);
        assert.ok(rowWidth(itemRow(fitted, { name: name.replace(/\p{C}/gu, ""), size: 5 })) <= Math.max(width, 1));
      }),
    );
  });
  test("head and items stand under each other; the mark tells the order", () => {
    const fitted = fitColumns(COLUMNS, 12);
    assert.deepEqual(
      textOf([
        headRow(fitted, { sort: "size", isReversed: false }),
        itemRow(fitted, { name: "日本語版です", size: 3 }),
      ]),
      ["name   ▼size", "日本…      3"],
    );
    assert.deepEqual(textOf([headRow(fitted, { sort: "name", isReversed: false })]), ["name▲   size"]);
  });
});

test("the chosen row has one style", () => {
  assert.deepEqual(
    chosenRow([
      { text: "a", style: "good" },
      { text: "b", style: "bad" },
    ]),
    [{ text: "ab", style: "selected" }],
  );
});

test("the chosen row is always in sight, and no room is wasted", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.integer({ min: 1, max: 50 }), (count, pick, rows) => {
      const chosen = pick % count;
      const { first, end } = visibleRange(count, chosen, rows);
      assert.ok(first <= chosen && chosen < end);
      assert.equal(end - first, Math.min(rows, count));
    }),
  );
});
