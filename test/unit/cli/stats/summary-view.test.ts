/** The summary in its three shapes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { summaryView, windowSeconds } from "../../../../src/cli/stats/summary-view.ts";
import { deadReading, readingOf } from "../../../support/readings.ts";
import { humanRows, written } from "../../../support/result-tables.ts";

const BUSY = {
  pid: "1",
  version: "1.6.45",
  uptime: "100",
  get_hits: "3",
  get_misses: "1",
  cmd_get: "4",
  bytes: "1024",
  limit_maxbytes: "4096",
};
const ONE = readingOf("a:1", BUSY);
const THREE = [ONE, deadReading("b:1"), readingOf("c:1", { ...BUSY, get_misses: "5" })];

function rowsOf(text: string): Map<string, string[]> {
  return new Map(
    text
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"))
      .map(([name = "", ...values]) => [name, values]),
  );
}

describe("plain", () => {
  it("has one column for one server, no total", () => {
    const rows = rowsOf(written("tsv", summaryView.plain([ONE])));
    assert.deepEqual(rows.get("name"), ["a:1"]);
    assert.deepEqual(rows.get("status"), ["up"]);
    assert.deepEqual(rows.get("hit_ratio"), ["0.75"]);
    assert.deepEqual(rows.get("evictions"), ["-"]);
    assert.equal(rows.has("window_hit_ratio"), false);
  });
  it("has a column each and a total for several; a dead one is a column of dashes", () => {
    const rows = rowsOf(written("tsv", summaryView.plain(THREE)));
    assert.deepEqual(rows.get("name"), ["a:1", "b:1", "c:1", "total"]);
    assert.deepEqual(rows.get("status"), ["up", "down", "up", "2/3 up"]);
    assert.deepEqual(rows.get("get_hits"), ["3", "-", "3", "6"]);
    assert.deepEqual(rows.get("hit_ratio"), ["0.75", "-", "0.375", "0.5"]);
    assert.deepEqual(rows.get("version"), ["1.6.45", "-", "1.6.45", "-"]);
  });
});

describe("csv", () => {
  it("has a line a server and the total", () => {
    const lines = written("csv", summaryView.rows(THREE)).trimEnd().split("\n");
    assert.match(lines[0] ?? "", /^server,status,version,uptime,hit_ratio,/);
    assert.match(lines[1] ?? "", /^a:1,up,1\.6\.45,100,0\.75,3,1,/);
    assert.match(lines[2] ?? "", /^b:1,down,,,/);
    assert.match(lines[4] ?? "", /^total,2\/3 up,,,0\.5,/);
  });
});

describe("narrow terminal", () => {
  it("has a row a server, and the total", () => {
    const [table] = summaryView.people(THREE);
    const narrow = table?.narrow ?? assert.fail("no narrow form");
    assert.deepEqual(
      narrow.columns.map(({ label }) => label),
      ["server", "hits", "gets", "sets", "memory", "evicted"],
    );
    assert.deepEqual(humanRows(narrow), [
      ["a:1", "75 %", "0.04/s", "—", "25 %", "—"],
      ["b:1", "bad:down", "—", "—", "—", "—"],
      ["c:1", "37.5 %", "0.04/s", "—", "25 %", "—"],
      ["total 2/3 up", "50 %", "0.08/s", "—", "25 %", "—"],
    ]);
    assert.match(narrow.note ?? "", /^rates are averages.*\nmore of each server/);
    assert.equal(summaryView.people([ONE])[0]?.narrow, undefined);
  });
});

describe("terminal", () => {
  it("is short, with units, and says what the rates are", () => {
    const [block] = summaryView.people([ONE]);
    assert.ok(block !== undefined);
    const rows = new Map(humanRows(block).map(([label = "", ...values]) => [label, values]));
    assert.deepEqual(rows.get("hit ratio since start"), ["75 %"]);
    assert.deepEqual(rows.get("memory used"), ["1 KiB of 4 KiB (25 %)"]);
    assert.deepEqual(rows.get("version (uptime)"), ["1.6.45 (1m 40s)"]);
    assert.equal(rows.has("status"), false);
    assert.match(block.note ?? "", /averages since the start/);
  });
  it("marks who is down", () => {
    const [block] = summaryView.people(THREE);
    assert.deepEqual(block && humanRows(block)[0], ["status", "good:up", "bad:down", "good:up", "2/3 up"]);
  });
});

describe("a window", () => {
  const reading = readingOf("a:1", { ...BUSY, get_hits: "5", get_misses: "3", cmd_get: "8" }, BUSY);
  it("adds the window's fields and measures rates over it", () => {
    const rows = rowsOf(written("tsv", summaryView.plain([reading])));
    assert.deepEqual(rows.get("window_hit_ratio"), ["0.5"]);
    assert.deepEqual(rows.get("gets_per_second"), ["4"]);
    assert.equal(windowSeconds([reading]), 1);
    assert.equal(windowSeconds([ONE]), undefined);
    assert.match(summaryView.people([reading])[0]?.note ?? "", /rates over 1 s/);
  });
});

describe("what the numbers mean", () => {
  const full = { ...BUSY, get_hits: 20, get_misses: 180, rejected_connections: 2 };
  it("is said below the table, of whom when there are several", () => {
    const [alone] = summaryView.people([readingOf("a:1", full)]);
    assert.deepEqual(
      alone?.remarks?.map(({ label, tone }) => [label, tone]),
      [
        ["bad", "bad"],
        ["warn", "warn"],
      ],
    );
    assert.match(alone?.remarks?.[1]?.text ?? "", /^hit ratio 10 % since the start 1m 40s ago/);
    const [two] = summaryView.people([readingOf("a:1", full), ONE]);
    assert.match(two?.remarks?.[0]?.text ?? "", /^a:1: 2 connections were turned away/);
    assert.deepEqual(summaryView.people([ONE])[0]?.remarks, []);
  });
  it("is an array in JSON, with the numbers that led to it", () => {
    const { advice } = summaryView.json(readingOf("a:1", full)) as { advice: { rule: string; facts: object }[] };
    assert.deepEqual(
      advice.map(({ rule }) => rule),
      ["rejected-connections", "low-hit-ratio"],
    );
    assert.deepEqual(advice[1]?.facts, { get_hits: 20n, get_misses: 180n, get_expired: 0n });
  });
  it("shows rare events only where they happened", () => {
    const labels = (stats: Record<string, string | number>) =>
      summaryView.people([readingOf("a:1", stats)]).flatMap((table) => humanRows(table).map(([label]) => label));
    assert.ok(labels(full).includes("  rejected"));
    assert.ok(!labels({ ...full, rejected_connections: 0 }).includes("  rejected"));
  });
});

describe("json", () => {
  it("has the summary, every stat, and the total", () => {
    const json = summaryView.json(ONE) as { summary: Record<string, unknown>; stats: Record<string, unknown> };
    assert.equal(json.summary["hit_ratio"], 0.75);
    assert.equal(json.summary["get_hits"], 3n);
    assert.equal(json.summary["evictions"], undefined);
    assert.equal(json.stats["pid"], 1n);
    const total = summaryView.jsonTotal?.(THREE) as Record<string, unknown>;
    assert.deepEqual([total["servers"], total["servers_up"], total["hit_ratio"]], [3, 2, 0.5]);
  });
});
