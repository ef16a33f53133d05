/** Plans: how connections are dealt out, phases in their order, what requests are called. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  httpConnectionsOf,
  httpPhasesOf,
  httpRequestLabel,
  httpThreadPlans,
} from "../../../../src/bench/http/http-plan.ts";
import { httpPlan, httpRequest } from "../../../support/http-plan.ts";

test("every connection belongs to one thread, and no thread is without", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 16 }), (connections, threads) => {
      const shares = httpThreadPlans(httpPlan({ connections, threads })).map(httpConnectionsOf);
      assert.ok(shares.every((share) => share.length > 0));
      assert.deepEqual(
        shares.flat().sort((left, right) => left - right),
        Array.from({ length: connections }, (_, number) => number),
      );
    }),
  );
});

test("warming up comes before measuring", () => {
  const { measure } = httpPlan();
  assert.deepEqual(httpPhasesOf(httpPlan()), [{ kind: "measure", end: measure }]);
  const end = { kind: "duration", durationMs: 7 } as const;
  const phases = httpPhasesOf(httpPlan({ warmup: end }));
  assert.deepEqual(phases, [
    { kind: "warmup", end },
    { kind: "measure", end: measure },
  ]);
  assert.equal(httpPhasesOf(httpPlan({ warmup: { kind: "flat" } })).length, 2);
});

test("a request is called by its name, or by method and path", () => {
  assert.equal(httpRequestLabel(httpRequest({ path: "/a/{key}" })), "GET /a/{key}");
  assert.equal(httpRequestLabel(httpRequest({ name: "buy" })), "buy");
});
