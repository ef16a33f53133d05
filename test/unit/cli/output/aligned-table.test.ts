/** Columns aligned while rows come. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openAlignedTable } from "../../../../src/cli/output/aligned-table.ts";
import { createStyle } from "../../../../src/cli/output/style.ts";

const COLUMNS = [
  { name: "key", label: "key", kind: "text" },
  { name: "items", label: "items", kind: "count" },
  { name: "state", label: "state", kind: "text" },
] as const;

function open(color = false) {
  const pieces: string[] = [];
  return { writer: openAlignedTable(COLUMNS, (text) => pieces.push(text), createStyle(color)), pieces };
}

describe("openAlignedTable", () => {
  it("takes widths from the first rows; a wider one later moves only itself", () => {
    const { writer, pieces } = open();
    writer.row(["a", 1000n, "x"]);
    writer.row(["bcdef", 1n, "y"]);
    assert.deepEqual(pieces, []);
    writer.flush();
    writer.row(["longer than all", 5n, "z"]);
    writer.end();
    assert.equal(pieces.join(""), "key    items  state\na      1,000  x\nbcdef      1  y\nlonger than all      5  z\n");
  });
  it("holds at most a hundred rows back", () => {
    const { writer, pieces } = open();
    for (let row = 0; row < 100; row++) {
      writer.row(["k", BigInt(row), ""]);
    }
    assert.equal(pieces.length, 101);
  });
  it("has its head without rows too", () => {
    const { writer, pieces } = open();
    writer.end();
    assert.equal(pieces.join(""), "key  items  state\n");
  });
  it("measures colours and wide characters by what is seen", () => {
    const { writer, pieces } = open(true);
    writer.row([{ value: "日本", kind: "text", tone: "bad" }, 1n, "x"]);
    writer.end();
    assert.equal(pieces[1], "\x1b[31m日本\x1b[39m      1  x\n");
  });
});
