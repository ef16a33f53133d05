/** result-table: rows of operations and outcomes, dashes for what is not known, aligned columns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainTable, resultTable } from "../../../../src/bench/reporters/result-table.ts";
import { BUSY, testResult } from "../../../support/bench-facts.ts";

test("one row an operation, hits and misses below it, the total last", () => {
  const { head, rows } = resultTable(testResult(BUSY));
  assert.deepEqual(
    rows.map(([name]) => name),
    ["get", "  hit", "  miss", "set", "total"],
  );
  assert.ok(rows.every((row) => row.length === head.length));
  assert.deepEqual(rows[0]?.slice(0, 5), ["get", "1,000", "100", "90 %", "100 us"]);
  assert.deepEqual(rows[3]?.slice(0, 4), ["set", "51", "5", "-"]);
  assert.equal(rows[3]?.at(-1), "1");
});

test("an empty set has dashes, not zeros", () => {
  const { rows } = resultTable(testResult());
  assert.deepEqual(rows, [["total", "0", "0", "-", "-", "-", "-", "-", "-", "-", "-", "0"]]);
});

test("columns of plain text are aligned, numbers to the right", () => {
  const text = plainTable({
    head: ["a", "n"],
    rows: [
      ["long", "1"],
      ["b", "1,000"],
    ],
    rightFrom: 1,
  });
  assert.equal(text, "a         n\nlong      1\nb     1,000");
});
