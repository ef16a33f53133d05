/** Whole results as text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { namedColumns, type ResultTable } from "../../../../src/cli/output/result-table.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";

const TABLE: ResultTable = {
  title: "a:1",
  columns: [...namedColumns(["name"]), { name: "hits", label: "hits", kind: "count" }],
  rows: [[{ value: "x\x1b", kind: "text", tone: "bad" }, 1000n]],
  note: "first line\nsecond | line",
  emptyText: "nothing here",
};
const PLAIN = { color: false, width: 80 };

describe("resultText", () => {
  it("frames a table, with its title and note", async () => {
    assert.equal(
      await resultText("table", TABLE, PLAIN),
      [
        "a:1",
        "┌──────┬───────┐",
        "│ name │  hits │",
        "├──────┼───────┤",
        "│ x\\e  │ 1,000 │",
        "└──────┴───────┘",
        "first line",
        "second | line",
        "",
      ].join("\n"),
    );
    const colored = await resultText("table", TABLE, { color: true, width: 80 });
    assert.ok(colored.includes("\x1b[31mx\\e\x1b[39m"));
  });
  it("breaks a long note between words", async () => {
    const note = `  kept as it is\n${"words ".repeat(20).trim()}`;
    const text = await resultText("table", { ...TABLE, note }, { color: false, width: 50 });
    assert.match(text, /┘\n {2}kept as it is\n(words ){7}words\n(words ){7}words\n(words ){3}words\n$/);
  });
  it("shows the narrow form where the columns do not fit beside each other, and nowhere else", async () => {
    const narrow = { columns: namedColumns(["short"]), rows: [["row"]], note: "less of it" };
    const wide = { ...TABLE, columns: [...TABLE.columns, ...namedColumns(["more"])], rows: [["x", 1n, "y"]] };
    const table = { ...wide, narrow };
    const text = await resultText("table", table, { color: false, width: 12 });
    assert.match(text, /^a:1\n┌─+┐\n│ short │\n├─+┤\n│ row {3}│\n└─+┘\nless of it\n$/);
    assert.equal(await resultText("table", table, PLAIN), await resultText("table", wide, PLAIN));
    assert.equal(await resultText("markdown", table, PLAIN), await resultText("markdown", wide, PLAIN));
  });
  it("makes a section of Markdown", async () => {
    assert.equal(
      await resultText("markdown", TABLE, { color: true, width: 80 }),
      "### a:1\n\n| name | hits |\n| --- | ---: |\n| x\\\\e | 1,000 |\n\nfirst line  \nsecond \\| line\n",
    );
  });
  it("gives programs rows and nothing else", async () => {
    assert.equal(await resultText("tsv", TABLE, PLAIN), "name\thits\nx\\e\t1000\n");
    assert.deepEqual(JSON.parse(await resultText("json", TABLE, PLAIN)), [{ name: "x\x1b", hits: 1000 }]);
  });
  it("tells people in words when there are no rows", async () => {
    const empty = { ...TABLE, rows: [], note: undefined };
    assert.equal(await resultText("table", empty, PLAIN), "a:1\nnothing here\n");
    assert.equal(await resultText("markdown", empty, PLAIN), "### a:1\n\nnothing here\n");
    assert.equal(await resultText("csv", empty, PLAIN), "name,hits\n");
  });
});
