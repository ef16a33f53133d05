/** The summary of one server and the total of several. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { StatSample } from "../../../src/stats/rates.ts";
import { SUMMARY_FIELDS, summarize, summaryFields, totalOf } from "../../../src/stats/summary.ts";

function sample(stats: Record<string, string | number>, atMs = 0): StatSample {
  return { atMs, stats: new Map(Object.entries(stats).map(([name, value]) => [name, String(value)])) };
}

const BUSY = {
  version: "1.6.45",
  pid: 1,
  uptime: 100,
  get_hits: 90,
  get_misses: 10,
  cmd_get: 100,
  cmd_set: 20,
  bytes: 25,
  limit_maxbytes: 100,
};

describe("summarize", () => {
  it("derives ratios and averages since the start", () => {
    const summary = summarize(sample(BUSY));
    assert.equal(summary.version, "1.6.45");
    assert.equal(summary.hit_ratio, 0.9);
    assert.equal(summary.memory_used_ratio, 0.25);
    assert.equal(summary.gets_per_second, 1);
    assert.equal(summary.sets_per_second, 0.2);
    assert.equal(summary.window_hit_ratio, undefined);
  });
  it("derives the window's hit ratio and rates from two readings", () => {
    const later = sample({ ...BUSY, get_hits: 91, get_misses: 13, cmd_get: 104 }, 2000);
    const summary = summarize(later, sample(BUSY));
    assert.equal(summary.window_hit_ratio, 0.25);
    assert.equal(summary.hit_ratio, 91 / 104);
    assert.equal(summary.gets_per_second, 2);
  });
  it("says nothing about what an old or odd server does not tell", () => {
    const summary = summarize(sample({ version: "1.2" }));
    for (const { name } of SUMMARY_FIELDS.filter((field) => field.name !== "version")) {
      assert.equal(summary[name], undefined, name);
    }
  });
});

describe("totalOf", () => {
  it("adds counters and rates, computes ratios from the sums, leaves out what cannot be added", () => {
    const other = { ...BUSY, get_hits: 0, get_misses: 300, limit_maxbytes: 300 };
    const total = totalOf([summarize(sample(BUSY)), summarize(sample(other))]);
    assert.equal(total.get_hits, 90n);
    assert.equal(total.hit_ratio, 90 / 400);
    assert.equal(total.memory_used_ratio, 50 / 400);
    assert.equal(total.gets_per_second, 2);
    assert.equal(total.version, undefined);
    assert.equal(total.uptime, undefined);
  });
  it("has no sum with a hole in it", () => {
    const total = totalOf([summarize(sample(BUSY)), summarize(sample({ ...BUSY, get_hits: "?" }))]);
    assert.equal(total.get_hits, undefined);
    assert.equal(total.hit_ratio, undefined);
    assert.equal(totalOf([]).get_hits, undefined);
  });
  it("is between the smallest and the largest hit ratio", () => {
    const counts = fc.record({ get_hits: fc.nat(), get_misses: fc.nat({ max: 1e6 }).map((misses) => misses + 1) });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 5 }), (servers) => {
        const summaries = servers.map((server) => summarize(sample(server)));
        const ratios = summaries.map(({ hit_ratio }) => Number(hit_ratio));
        const total = Number(totalOf(summaries).hit_ratio);
        assert.ok(total >= Math.min(...ratios) - 1e-9 && total <= Math.max(...ratios) + 1e-9);
      }),
    );
  });
});

describe("summaryFields", () => {
  it("has the window's fields only with a window", () => {
    const names = (hasWindow: boolean): string[] => summaryFields(hasWindow).map(({ name }) => name);
    assert.ok(names(true).includes("window_hit_ratio"));
    assert.ok(!names(false).some((name) => name.startsWith("window_")));
  });
});
