/** Tables for scripts can be split again, whatever a server sent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { textCell } from "../../../../src/cli/output/cell.ts";
import { commaSeparated, tabSeparated } from "../../../../src/cli/output/text-table.ts";

describe("tabSeparated", () => {
  it("has a header, a dash for nothing, and as many tabs in each line", () => {
    const table = { columns: ["name", "a"], rows: [[textCell("x\ty"), textCell(undefined)]] };
    assert.equal(tabSeparated(table), "name\ta\nx\\ty\t-\n");
  });
});

describe("commaSeparated", () => {
  it("quotes as RFC 4180 asks for, and leaves nothing empty", () => {
    const row = ['say "hi"', "1,2", " x", undefined, "plain"].map(textCell);
    assert.equal(
      commaSeparated({ columns: ["a", "b", "c", "d", "e"], rows: [row] }),
      'a,b,c,d,e\n"say ""hi""","1,2"," x",,plain\n',
    );
  });
});

describe("any text", () => {
  it("keeps rows and columns apart and every control byte out", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 }), (texts) => {
        const table = { columns: texts, rows: [texts.map(textCell)] };
        const tabs = tabSeparated(table);
        const commas = commaSeparated(table);
        assert.equal(tabs.split("\n").length, 3);
        assert.ok(
          tabs
            .split("\n")
            .slice(0, 2)
            .every((line) => line.split("\t").length === texts.length),
        );
        assert.equal(commas.split("\n").length, 3);
        assert.ok(!/[\p{Cc}]/u.test((tabs + commas).replaceAll(/[\t\n]/g, "")));
      }),
    );
  });
});
