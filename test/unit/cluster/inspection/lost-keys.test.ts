/** cluster/inspection/lost-keys.ts: whose keys say nothing of a rule. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { evictedMuch, nodesWithoutKeys, startedLate } from "../../../../src/cluster/inspection/lost-keys.ts";

const life = (uptimeS: number, evictions = 0) => ({ uptimeS, items: 1000, evictions });
const THIRDS = [1 / 3, 1 / 3, 1 / 3];

test("a node that was emptied; chance and an uneven pool are no loss", () => {
  assert.deepEqual(nodesWithoutKeys(THIRDS, [1000, 0, 1073]), [1]);
  assert.deepEqual(nodesWithoutKeys(THIRDS, [1000, 60, 1073]), [1]);
  assert.deepEqual(nodesWithoutKeys(THIRDS, [1000, 300, 1073]), []);
  assert.deepEqual(nodesWithoutKeys(THIRDS, [3, 0, 2]), []);
  assert.deepEqual(nodesWithoutKeys([0.5, 0, 0.5], [500, 0, 500]), []);
});

test("started late, evicting", () => {
  assert.equal(startedLate([life(1000), undefined, life(5)]), 2);
  assert.equal(startedLate([life(1000), life(900)]), undefined);
  assert.equal(startedLate([undefined, undefined]), undefined);
  assert.equal(evictedMuch([life(1), undefined, life(1, 51)]), 2);
  assert.equal(evictedMuch([life(1, 50)]), undefined);
});
