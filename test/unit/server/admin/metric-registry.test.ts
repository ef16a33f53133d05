/** Sources of metrics. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MetricRegistry } from "../../../../src/server/admin/metric-registry.ts";
import type { Family } from "../../../../src/stats/prometheus/exposition.ts";

test("sources are asked at each reading, in the order in which they came", () => {
  const registry = new MetricRegistry();
  let count = 0;
  const family = (name: string, value: number): Family => ({
    name,
    type: "gauge",
    help: name,
    samples: [{ labels: {}, value: String(value) }],
  });
  registry.add(() => [family("memtool_persist_queue", ++count)]);
  registry.add(() => [family("memtool_b", 0), family("memtool_c", 0)]);
  registry.families();
  assert.deepEqual(
    registry.families().map(({ name, samples }) => [name, samples[0]?.value]),
    [
      ["memtool_persist_queue", "2"],
      ["memtool_b", "0"],
      ["memtool_c", "0"],
    ],
  );
});
