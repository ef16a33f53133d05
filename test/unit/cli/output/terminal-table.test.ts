/** Tables for people. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createStyle } from "../../../../src/cli/output/style.ts";
import { fitsTerminal, terminalTable } from "../../../../src/cli/output/terminal-table.ts";

const TABLE = {
  head: ["class", "items", "age"],
  rows: [
    ["1", "1,234", "5 s"],
    ["22", "7", "1m 30s"],
  ],
  rightFrom: 1,
};

describe("terminalTable", () => {
  it("frames the rows, numbers to the right", () => {
    assert.equal(
      terminalTable(TABLE, createStyle(false), 80),
      [
        "┌───────┬───────┬────────┐",
        "│ class │ items │    age │",
        "├───────┼───────┼────────┤",
        "│ 1     │ 1,234 │    5 s │",
        "│ 22    │     7 │ 1m 30s │",
        "└───────┴───────┴────────┘",
      ].join("\n"),
    );
  });
  it("knows whether it fits", () => {
    assert.deepEqual([fitsTerminal(TABLE, 26), fitsTerminal(TABLE, 25)], [true, false]);
  });
  it("deals columns out when they do not fit, none lost, each with the first column", () => {
    const text = terminalTable(TABLE, createStyle(false), 20);
    const lines = text.split("\n");
    assert.ok(lines.every((line) => [...line].length <= 20));
    assert.equal(lines.filter((line) => line.startsWith("│ class")).length, 2);
    assert.ok(text.includes("1,234") && text.includes("1m 30s"));
  });
  it("gives a column that never fits a table of its own", () => {
    const wide = { head: ["a", "b".repeat(50), "c"], rows: [["1", "2", "3"]], rightFrom: 1 };
    assert.equal(terminalTable(wide, createStyle(false), 20).match(/│ a /g)?.length, 2);
  });
  it("measures coloured text by what is seen", () => {
    const style = createStyle(true);
    const rows = TABLE.rows.map((row) => row.map((text) => style.bad(text)));
    const plain = terminalTable(TABLE, createStyle(false), 30);
    const colored = terminalTable({ ...TABLE, rows }, style, 30);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes begin with ESC
    assert.equal(colored.replaceAll(/\x1b\[\d+m/g, ""), plain);
  });
});
