/** The tables against memcached_exporter's own, in both directions. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CLASS_GROUPS } from "../../../../src/stats/prometheus/class-metrics.ts";
import { EXTRA_CLASS_GROUPS, EXTRA_SERVER_GROUPS } from "../../../../src/stats/prometheus/extra-metrics.ts";
import type { Metric, MetricGroup } from "../../../../src/stats/prometheus/metric.ts";
import { OPTION_GROUPS } from "../../../../src/stats/prometheus/option-metrics.ts";
import { commandSources, SERVER_GROUPS } from "../../../../src/stats/prometheus/server-metrics.ts";
import { exporterMetrics } from "../../../support/memcached-exporter.ts";

function metricsIn(groups: readonly MetricGroup[]): Metric[] {
  return groups.flatMap(({ metrics }) => metrics);
}

const OURS = metricsIn([...SERVER_GROUPS, ...OPTION_GROUPS, ...CLASS_GROUPS]);
const EXTRAS = metricsIn([...EXTRA_SERVER_GROUPS, ...EXTRA_CLASS_GROUPS]);

/** Names, types and labels as the table of memcached_exporter writes them. */
function lineOf({ name, type, scope, sources }: Metric): string {
  const labels = sources.flatMap((source) => [
    ...Object.keys(source.labels ?? {}),
    ...(source.form === "label" ? [source.stat] : []),
    ...(scope.startsWith("class") ? ["slab"] : []),
  ]);
  return `${name} ${type} ${[...new Set(labels)].sort().join()}`;
}

describe("the tables of metrics", () => {
  it("are memcached_exporter's, no more and no less", () => {
    const theirs = exporterMetrics()
      .map(({ name, type, labels }) => `${name} ${type} ${labels}`)
      .filter((line) => !line.startsWith("memcached_up "));
    assert.equal(theirs.length, 103);
    assert.deepEqual(OURS.map(lineOf).sort(), theirs.sort());
  });
  it("read the same statistics", () => {
    const views = { stats: "stats", settings: "settings", "class items": "items", "class slabs": "slabs" } as const;
    for (const { name, type, statistics } of exporterMetrics()) {
      const metric = OURS.find((candidate) => candidate.name === name && candidate.type === type);
      for (const { view, stat } of statistics) {
        const isThere = metric?.sources.some((source) => [source.stat, ...(source.minus ?? [])].includes(stat));
        // total_malloced stands in `stats slabs` and belongs to no class.
        const expected = stat === "total_malloced" ? "stats" : view;
        assert.ok(
          isThere === true && metric !== undefined && views[metric.scope] === expected,
          `${name} ${view} ${stat}`,
        );
      }
    }
  });
  it("add metrics under names that memcached_exporter does not have", () => {
    const theirs = new Set(exporterMetrics().map(({ name }) => name));
    const names = EXTRAS.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => theirs.has(name)),
      [],
    );
    assert.equal(new Set(names).size, names.length);
  });
  it("have names and texts that Prometheus takes; counters of ours end in _total", () => {
    for (const { name, help } of [...OURS, ...EXTRAS]) {
      assert.match(name, /^memcached_[a-z_]+$/);
      assert.match(help, /^[A-Z1].*\.$/);
    }
    for (const { name, type } of EXTRAS) {
      assert.equal(name.endsWith("_total"), type === "counter", name);
    }
  });
});

describe("commandSources", () => {
  it("has hits and misses of each command, and badval of cas", () => {
    assert.equal(commandSources(["hit", "miss"]).length, 13);
    assert.deepEqual(
      commandSources(["hit"]).map(({ stat }) => stat),
      ["get_hits", "delete_hits", "incr_hits", "decr_hits", "cas_hits", "touch_hits", "cas_badval"],
    );
  });
});
