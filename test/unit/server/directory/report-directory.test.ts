/** server/directory/report-directory.ts and directory-stats.ts: numbers for people and for Prometheus. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MetricRegistry } from "../../../../src/server/admin/metric-registry.ts";
import { Readiness } from "../../../../src/server/admin/readiness.ts";
import { reportDirectory } from "../../../../src/server/directory/report-directory.ts";

const COUNTS = { version: 17, nodes: 2, joins: 3, leaves: 1, expired: 0, refused: 5 };

test("each count is a metric, and what can't be kept is told without keeping clients away", () => {
  const [readiness, metrics] = [new Readiness(), new MetricRegistry()];
  const directory = { counts: COUNTS, writeFailure: undefined as string | undefined };
  reportDirectory({ readiness, metrics }, directory);
  const values = metrics.families().map(({ name, type, samples }) => `${name} ${type} ${samples[0]?.value}`);
  assert.deepEqual(values, [
    "memtool_directory_nodes gauge 2",
    "memtool_directory_version gauge 17",
    "memtool_directory_joins_total counter 3",
    "memtool_directory_leaves_total counter 1",
    "memtool_directory_expired_total counter 0",
    "memtool_directory_refused_total counter 5",
  ]);
  assert.deepEqual(readiness.report().conditions, [{ name: "directory", ready: true }]);
  directory.writeFailure = "no space left";
  assert.deepEqual(readiness.report(), {
    ready: true,
    conditions: [{ name: "directory", ready: true, reason: "the list of nodes cannot be kept: no space left" }],
  });
});
