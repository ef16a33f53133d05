import assert from "node:assert/strict";
import { test } from "node:test";
import { healthJson, healthLine } from "../../../../src/cli/cluster/health.ts";
import { checkHealth } from "../../../../src/cluster/inspection/health.ts";
import { reportNode } from "../../../../src/cluster/inspection/node-report.ts";
import { deadNode, testNode } from "../../../support/pool-nodes.ts";

const LIMITS = { anyVersion: false, maxSkewS: 5 };

test("one line says it is well, or everything that is not", () => {
  const well = checkHealth([testNode(), testNode({ tookMs: 2 })].map(reportNode), LIMITS);
  assert.equal(healthLine(well), "ok: 2 nodes, version 1.6.45, clocks agree, slowest answer 2 ms");
  const enough = checkHealth([testNode(), deadNode()].map(reportNode), { ...LIMITS, minNodes: 1 });
  assert.match(healthLine(enough), /^ok: 1 of 2 nodes, /);
  const ill = checkHealth([testNode(), testNode({ stats: { version: "1.4" } }), deadNode()].map(reportNode), LIMITS);
  assert.equal(healthLine(ill), "failed: could not connect to dead:11211; versions differ: 1.6.45 (1), 1.4 (1)");
});

test("JSON", () => {
  const report = checkHealth([testNode({ tookMs: 3 }), deadNode()].map(reportNode), LIMITS);
  assert.deepEqual(healthJson(report), {
    healthy: false,
    nodes: 2,
    nodes_up: 1,
    versions: { "1.6.45": 1 },
    worst_clock_skew_s: 0,
    worst_round_trip_s: 0.003,
    problems: [{ check: "alive", node: "dead:11211", text: "could not connect to dead:11211" }],
  });
});
