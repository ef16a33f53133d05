/** Named conditions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConditionState, Readiness } from "../../../../src/server/admin/readiness.ts";

test("ready while every condition is, and asked anew each time", () => {
  const readiness = new Readiness();
  assert.deepEqual(readiness.report(), { ready: true, conditions: [] });
  let recovery: ConditionState = { ready: false, reason: "recovering: 5 of 10 items" };
  readiness.add("server", () => ({ ready: true }));
  readiness.add("recovery", () => recovery);
  assert.deepEqual(readiness.report(), {
    ready: false,
    conditions: [
      { name: "server", ready: true },
      { name: "recovery", ready: false, reason: "recovering: 5 of 10 items" },
    ],
  });
  recovery = { ready: true, reason: "recovered all but 1 damaged item" };
  assert.deepEqual(readiness.report().ready, true);
  assert.deepEqual(readiness.report().conditions[1], { name: "recovery", ...recovery });
});

test("a condition replaces one of its name, in its place", () => {
  const readiness = new Readiness();
  readiness.add("a", () => ({ ready: false }));
  readiness.add("b", () => ({ ready: true }));
  readiness.add("a", () => ({ ready: true }));
  assert.deepEqual(readiness.report(), {
    ready: true,
    conditions: [
      { name: "a", ready: true },
      { name: "b", ready: true },
    ],
  });
});
