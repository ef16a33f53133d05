/** Values and their columns. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cellsOf, isNumeric, namedColumns } from "../../../../src/cli/output/result-table.ts";

describe("cellsOf", () => {
  const columns = [...namedColumns(["a"]), { name: "b", label: "b", kind: "bytes" } as const];
  it("gives values the kind of their column, unless they have one of their own", () => {
    const bytes = Buffer.from("x");
    assert.deepEqual(cellsOf(columns, [bytes, 5n]), [
      { value: bytes, kind: "text" },
      { value: 5n, kind: "bytes" },
    ]);
    assert.deepEqual(cellsOf(columns, ["x", { value: 1, kind: "ratio", tone: "bad" }])[1], {
      value: 1,
      kind: "ratio",
      tone: "bad",
    });
  });
  it("fills short rows up", () => {
    assert.deepEqual(
      cellsOf(columns, []).map(({ value }) => value),
      [undefined, undefined],
    );
  });
  it("tells numbers from text", () => {
    assert.deepEqual(columns.map(isNumeric), [false, true]);
  });
});
