import assert from "node:assert/strict";
import { test } from "node:test";
import { liveNodes, reportNode, versionCounts } from "../../../../src/cluster/inspection/node-report.ts";
import { deadNode, testNode } from "../../../support/pool-nodes.ts";

test("a node that answers is summed up; its clock is compared where it tells the time", () => {
  const report = reportNode(testNode({ stats: { get_hits: 3, get_misses: 1 }, tookMs: 2 }));
  assert.ok(report.up);
  assert.deepEqual([report.summary.hit_ratio, report.roundTripMs, report.skew?.lowS], [0.75, 2, -1.002]);
  const silentOnTime = reportNode(testNode({ stats: { time: "?" } }));
  assert.ok(silentOnTime.up && silentOnTime.skew === undefined);
});

test("dead nodes stay dead, and have no version", () => {
  const reports = [testNode({ stats: { version: "1" } }), deadNode(), testNode(), testNode()].map(reportNode);
  assert.equal(liveNodes(reports).length, 3);
  assert.deepEqual(versionCounts(liveNodes(reports)), [
    ["1.6.45", 2],
    ["1", 1],
  ]);
});
