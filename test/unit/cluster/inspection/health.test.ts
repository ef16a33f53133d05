import assert from "node:assert/strict";
import { test } from "node:test";
import { checkHealth, type HealthLimits } from "../../../../src/cluster/inspection/health.ts";
import { reportNode } from "../../../../src/cluster/inspection/node-report.ts";
import { ASKED_UNIX_MS, deadNode, testNode } from "../../../support/pool-nodes.ts";

const LIMITS: HealthLimits = { anyVersion: false, maxSkewS: 5 };

function failed(states: readonly Parameters<typeof reportNode>[0][], limits: Partial<HealthLimits> = {}): string[] {
  return checkHealth(states.map(reportNode), { ...LIMITS, ...limits }).problems.map(({ check }) => check);
}

test("nodes that answer, with one version and one time, are well", () => {
  const report = checkHealth([testNode(), testNode({ tookMs: 7 })].map(reportNode), LIMITS);
  assert.deepEqual(report.problems, []);
  assert.deepEqual([report.liveCount, report.worstSkewS, report.worstRoundTripMs], [2, 0, 7]);
});

test("a dead node is a problem unless enough others answer", () => {
  assert.deepEqual(failed([testNode(), deadNode()]), ["alive"]);
  assert.deepEqual(failed([testNode(), deadNode(), deadNode("b:1")]), ["alive", "alive"]);
  assert.deepEqual(failed([testNode(), deadNode()], { minNodes: 1 }), []);
  assert.deepEqual(failed([testNode(), deadNode(), deadNode("b:1")], { minNodes: 2 }), ["alive"]);
});

test("versions", () => {
  const two = [testNode(), testNode({ stats: { version: "1.4.0" } })];
  assert.deepEqual(failed(two), ["version"]);
  assert.deepEqual(failed(two, { anyVersion: true }), []);
});

test("each limit has two sides", () => {
  const nodeWith = (stats: Record<string, number>) => [testNode({ stats, tookMs: 10 })];
  const cases: readonly (readonly [Partial<HealthLimits>, Record<string, number>, Partial<HealthLimits>, string])[] = [
    [{ maxSkewS: 5 }, { time: ASKED_UNIX_MS / 1000 + 7 }, { maxSkewS: 6 }, "clock"],
    [{ maxRoundTripMs: 9 }, {}, { maxRoundTripMs: 10 }, "round_trip"],
    [{ minUptimeS: 101 }, {}, { minUptimeS: 100 }, "uptime"],
    [{ minHitRatio: 0.8 }, { get_hits: 7, get_misses: 3 }, { minHitRatio: 0.7 }, "hit_ratio"],
    [
      { maxConnectionsRatio: 0.5 },
      { curr_connections: 6, max_connections: 10 },
      { maxConnectionsRatio: 0.6 },
      "connections",
    ],
    [{ maxMemoryRatio: 0.5 }, { bytes: 60, limit_maxbytes: 100 }, { maxMemoryRatio: 0.6 }, "memory"],
  ];
  for (const [strict, stats, mild, check] of cases) {
    assert.deepEqual(failed(nodeWith(stats), { maxSkewS: 100, ...strict }), [check]);
    assert.deepEqual(failed(nodeWith(stats), { maxSkewS: 100, ...mild }), []);
  }
  assert.deepEqual(failed(nodeWith({}), { minHitRatio: 1 }), [], "no gets yet");
});
