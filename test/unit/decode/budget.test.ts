/** decode/budget.ts: how many nodes, and how deep. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Budget } from "../../../src/decode/budget.ts";
import { NULL_NODE, type TreeNode } from "../../../src/decode/tree.ts";

test("nodes up to the limit are read, the next is a cut", () => {
  const budget = new Budget({ nodesMax: 2, depthMax: 10 });
  assert.equal(
    budget.nested(() => NULL_NODE),
    NULL_NODE,
  );
  assert.equal(
    budget.nested(() => NULL_NODE),
    NULL_NODE,
  );
  assert.ok(budget.goesOn(0, 1));
  assert.deepEqual(
    budget.nested(() => assert.fail("was read")),
    { kind: "cut", why: "it has more than 2 nodes" },
  );
  assert.ok(budget.isSpent);
  assert.ok(!budget.goesOn(0, 1));
});

test("nesting up to the limit is read, and depth is given back", () => {
  const budget = new Budget({ nodesMax: 100, depthMax: 2 });
  const deep = (levels: number): TreeNode => budget.nested(() => (levels === 1 ? NULL_NODE : deep(levels - 1)));
  assert.equal(deep(2), NULL_NODE);
  assert.equal(deep(2), NULL_NODE);
  assert.deepEqual(deep(3), { kind: "cut", why: "it is nested deeper than 2" });
  assert.equal(budget.cut, "it is nested deeper than 2");
});

test("many can be counted at once, and the first reason stays", () => {
  const budget = new Budget({ nodesMax: 5, depthMax: 0 });
  budget.count(5);
  assert.equal(budget.cut, undefined);
  budget.count();
  budget.nested(() => NULL_NODE);
  assert.equal(budget.cut, "it has more than 5 nodes");
});
