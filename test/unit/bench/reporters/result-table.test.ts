/** result-table: rows of operations and outcomes, clocks side by side, dashes for what is not known, aligned columns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import {
  clocksTable,
  operationsTable,
  plainTable,
  resultTables,
  serversTable,
} from "../../../../src/bench/reporters/result-table.ts";
import { answered, BUSY, recorderWith, TEST_ADDRESS, testResult, totalsWith } from "../../../support/bench-facts.ts";
import { testPlan } from "../../../support/bench-plan.ts";

const OPEN_LOOP = testResult({
  plan: testPlan(TEST_ADDRESS, { arrivals: { kind: "constant", stages: constantStages(10) } }),
  totals: totalsWith([recorderWith([["get", "hit", 1_000_000, 100, 3_000_000]])], (self) =>
    self.ownDelay.record(5000, 1),
  ),
});

test("one row an operation, hits and misses below it, the total last", () => {
  const { head, rows } = operationsTable(testResult(BUSY));
  assert.deepEqual(
    rows.map(([name]) => name),
    ["get", "  hit", "  miss", "set", "total"],
  );
  assert.ok(rows.every((row) => row.length === head.length));
  assert.deepEqual(rows[0]?.slice(0, 5), ["get", "1,000", "100", "90 %", "100 us"]);
  assert.deepEqual(rows[3]?.slice(0, 4), ["set", "51", "5", "-"]);
  assert.equal(rows[3]?.at(-1), "1");
});

test("what is no retrieval was done or not done", () => {
  const { rows } = operationsTable(
    testResult({
      totals: answered([
        ["add", "hit", 1000, 1],
        ["add", "miss", 1000, 1],
      ]),
    }),
  );
  assert.deepEqual(
    rows.map(([name]) => name),
    ["add", "  done", "  not done", "total"],
  );
});

test("an empty set has dashes, not zeros", () => {
  const { rows } = operationsTable(testResult());
  assert.deepEqual(rows, [["total", "0", "0", "-", "-", "-", "-", "-", "-"]]);
});

test("errors have a column only when there are any", () => {
  assert.equal(operationsTable(testResult(BUSY)).head.at(-1), "errors");
  assert.equal(operationsTable(testResult()).head.at(-1), "max");
});

test("the times of an open loop's operations are response times; its clocks stand side by side", () => {
  assert.equal(operationsTable(OPEN_LOOP).rows[0]?.[4], "4 ms");
  const clocks = clocksTable(OPEN_LOOP);
  assert.deepEqual(
    clocks?.rows.map(([name, , p50]) => [name, p50]),
    [
      ["response time", "4 ms"],
      ["service time", "1 ms"],
      ["send lag", "3 ms"],
      ["  of it our own", "5 us"],
    ],
  );
  assert.ok(clocks?.rows.every((row) => row.length === clocks.head.length));
});

test("a closed loop has one clock, a single server no table of servers", () => {
  const result = testResult(BUSY);
  assert.deepEqual([clocksTable(result), serversTable(result)], [undefined, undefined]);
  assert.equal(resultTables(result).length, 1);
  assert.equal(resultTables(OPEN_LOOP).length, 2);
});

test("several servers: a row each", () => {
  const result = testResult({
    plan: testPlan(TEST_ADDRESS, { addresses: [TEST_ADDRESS, { ...TEST_ADDRESS, port: 11212 }] }),
    totals: totalsWith([recorderWith([["get", "hit", 1000, 30]]), recorderWith([["get", "miss", 1000, 10]])]),
  });
  assert.deepEqual(
    serversTable(result)?.rows.map((row) => row.slice(0, 4)),
    [
      ["127.0.0.1:11211", "30", "3", "100 %"],
      ["127.0.0.1:11212", "10", "1", "0 %"],
    ],
  );
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
