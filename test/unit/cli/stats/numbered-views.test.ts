/** Items, slabs and connections as people see them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connsView, itemsView, slabsView } from "../../../../src/cli/stats/numbered-views.ts";
import type { StatsView } from "../../../../src/cli/stats/reading.ts";
import { readingOf } from "../../../support/readings.ts";
import { humanHead, humanRows } from "../../../support/result-tables.ts";

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
  it("derives the memory of a class and how much of it is in use", () => {
    const row = firstRow(slabsView, {
      "1:chunk_size": "96",
      "1:total_pages": "1",
      "1:total_chunks": "10922",
      "1:used_chunks": "10",
      "1:free_chunks": "30",
      active_slabs: "1",
    });
    assert.deepEqual(row, {
      class: "1",
      chunk: "96 B",
      pages: "1",
      memory: "1 MiB",
      "used chunks": "10",
      "free chunks": "30",
      "in use": "25 %",
    });
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
