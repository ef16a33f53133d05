/** Items, slabs and connections as people see them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connsView, itemsView, slabsView } from "../../../../src/cli/stats/numbered-views.ts";
import { readingsOf, type StatsView } from "../../../../src/cli/stats/reading.ts";
import { answerOf, readingOf, roundOf } from "../../../support/readings.ts";
import { humanHead, humanRows, written } from "../../../support/result-tables.ts";

function firstRow(view: StatsView, stats: Record<string, string>): Record<string, string> {
  const [block] = view.people([readingOf("a:1", stats)]);
  assert.ok(block !== undefined);
  const [row = []] = humanRows(block);
  return Object.fromEntries(humanHead(block).map((title, column) => [title, row[column] ?? ""]));
}

describe("items", () => {
  it("has queues, ages as durations and memory as sizes", () => {
    const row = firstRow(itemsView, {
      "items:5:number": "1200",
      "items:5:number_cold": "1000",
      "items:5:age": "3700",
      "items:5:mem_requested": "2048",
      "items:5:evicted": "0",
      "items:5:reclaimed": "0",
      "items:5:outofmemory": "2",
    });
    assert.deepEqual(row, {
      class: "5",
      items: "1,200",
      cold: "1,000",
      requested: "2 KiB",
      age: "1h 1m",
      evicted: "0",
      "out of memory": "2",
    });
  });
});

describe("slabs", () => {
  const answer = answerOf("a:1", {
    slabs: {
      "1:chunk_size": 100,
      "1:total_pages": 1,
      "1:total_chunks": 40,
      "1:used_chunks": 10,
      "1:free_chunks": 30,
      "2:chunk_size": 200,
      "2:total_pages": 1,
      "2:total_chunks": 10,
      "2:used_chunks": 10,
      "2:free_chunks": 0,
      active_slabs: 2,
    },
    items: { "items:1:number": 10, "items:1:mem_requested": 800, "items:2:number": 10, "items:2:mem_requested": 1900 },
  });
  const readings = readingsOf(roundOf([answer]), undefined, "slabs");
  it("derives the memory of a class, what is free of it and what its items waste", () => {
    const [block] = slabsView.people(readings);
    assert.ok(block !== undefined);
    assert.deepEqual(humanHead(block), ["class", "chunk", "pages", "memory", "used chunks", "free", "waste"]);
    assert.deepEqual(humanRows(block), [
      ["1", "100 B", "1", "3.91 KiB", "10", "75 %", "20 %"],
      ["2", "200 B", "1", "1.95 KiB", "10", "0 %", "5 %"],
      ["total", " ", "2", "5.86 KiB", "20", "50 %", "10 %"].map((text) => `bold:${text}`),
    ]);
  });
  it("gives programs the bytes too", () => {
    const [line = ""] = written("jsonl", slabsView.rows(readings)).split("\n");
    const { requested_bytes: requested, waste_bytes: waste, waste_ratio: ratio } = JSON.parse(line);
    assert.deepEqual([requested, waste, ratio], [800, 200, 0.2]);
    const [reading] = readings;
    assert.ok(reading?.up === true);
    const { classes } = slabsView.json(reading) as { classes: readonly Record<string, unknown>[] };
    assert.deepEqual([classes[1]?.["waste_bytes"], classes[1]?.["waste_ratio"]], [100n, 0.05]);
  });
});

describe("conns", () => {
  it("has a row for each descriptor", () => {
    const row = firstRow(connsView, {
      "27:addr": "tcp:127.0.0.1:5",
      "27:state": "conn_read",
      "27:secs_since_last_cmd": "61",
    });
    assert.deepEqual(row, { fd: "27", address: "tcp:127.0.0.1:5", state: "conn_read", idle: "1m 1s" });
  });
});
