import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleQuotas } from "../../../../src/cluster/inspection/sample-quotas.ts";

test("quotas follow the items, no node with items is left out, and none has to give more than it has", () => {
  assert.deepEqual(sampleQuotas([600, 300, 100], 100), [60, 30, 10]);
  assert.deepEqual(sampleQuotas([1_000_000, 1, 0], 100), [100, 1, 0]);
  assert.deepEqual(sampleQuotas([3, 2], 1000), [3, 2]);
  assert.deepEqual(sampleQuotas([0, 0], 10), [0, 0]);
});
