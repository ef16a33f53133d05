/** plan: connections are dealt out to threads without loss, phases come in order, warming up goes at the rate it warms up for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { constantStages } from "../../../src/bench/arrivals/arrivals.ts";
import { connectionsOf, type MeasurePhase, pacingOf, phasesOf, threadPlans } from "../../../src/bench/plan.ts";
import { testPlan } from "../../support/bench-plan.ts";

const ADDRESS = { kind: "unix", path: "/nowhere" } as const;

test("every connection belongs to exactly one thread, dealt out in turn, no thread to none", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 100 }), (threads, connections) => {
      const plans = threadPlans(testPlan(ADDRESS, { threads, connections }));
      assert.equal(plans.length, Math.min(threads, connections));
      const owned = plans.map(connectionsOf);
      const sizes = owned.map(({ length }) => length);
      assert.ok(Math.min(...sizes) > 0 && Math.max(...sizes) - Math.min(...sizes) <= 1);
      const dealt = Array.from({ length: connections }, (_, number) => owned[number % plans.length]?.shift());
      assert.deepEqual(
        dealt,
        Array.from({ length: connections }, (_, number) => number),
      );
    }),
  );
});

test("phases: only those asked for, measuring last", () => {
  assert.deepEqual(
    phasesOf(testPlan(ADDRESS, { populate: false })).map(({ kind }) => kind),
    ["measure"],
  );
  assert.deepEqual(
    phasesOf(testPlan(ADDRESS, { warmup: { kind: "duration", durationMs: 5 } })).map(({ kind }) => kind),
    ["populate", "warmup", "measure"],
  );
});

const WARMUP: MeasurePhase = { kind: "warmup", end: { kind: "duration", durationMs: 5 } };
const MEASURE: MeasurePhase = { kind: "measure", end: { kind: "duration", durationMs: 5 } };

test("measuring follows the stages, warming up holds the rate that the first of them leads to", () => {
  const stages = [
    { durationMs: 1000, fromRate: 0, toRate: 0 },
    { durationMs: 1000, fromRate: 0, toRate: 50 },
    { durationMs: 1000, fromRate: 50, toRate: 500 },
  ];
  const plan = testPlan(ADDRESS, { arrivals: { kind: "poisson", stages } });
  assert.deepEqual(pacingOf(plan, MEASURE), { spacing: "poisson", stages });
  assert.deepEqual(pacingOf(plan, WARMUP), { spacing: "poisson", stages: constantStages(50) });
});

test("a closed loop has no pace", () => {
  assert.throws(() => pacingOf(testPlan(ADDRESS), MEASURE), /a closed loop has no pace/);
});
