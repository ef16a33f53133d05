/** plan: connections are dealt out to threads without loss, phases come in order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { phasesOf, threadPlans } from "../../../src/bench/plan.ts";
import { testPlan } from "../../support/bench-plan.ts";

const ADDRESS = { kind: "unix", path: "/nowhere" } as const;

test("every connection belongs to exactly one thread, no thread to none", () => {
  for (const [threads, connections] of [
    [1, 1],
    [3, 10],
    [4, 4],
    [8, 3],
  ] as const) {
    const plans = threadPlans(testPlan(ADDRESS, { threads, connections }));
    assert.equal(plans.length, Math.min(threads, connections));
    const owned = plans.flatMap(({ firstConnection, connectionCount }) =>
      Array.from({ length: connectionCount }, (_, index) => firstConnection + index),
    );
    assert.deepEqual(
      owned,
      Array.from({ length: connections }, (_, index) => index),
    );
    assert.ok(plans.every((plan) => plan.connectionCount > 0));
  }
});

test("phases: only those asked for, measuring last", () => {
  assert.deepEqual(
    phasesOf(testPlan(ADDRESS, { populate: false })).map(({ kind }) => kind),
    ["measure"],
  );
  assert.deepEqual(
    phasesOf(testPlan(ADDRESS, { warmupMs: 5 })).map(({ kind }) => kind),
    ["populate", "warmup", "measure"],
  );
});
