/** Plans: how connections are dealt out, what requests are called. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { httpRequestLabel, httpThreadPlans } from "../../../../src/bench/http/http-plan.ts";
import { connectionsOf } from "../../../../src/bench/plan.ts";
import { httpPlan, httpRequest } from "../../../support/http-plan.ts";

test("every connection belongs to one thread, and no thread is without", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 16 }), (connections, threads) => {
      const shares = httpThreadPlans(httpPlan({ connections, threads })).map(connectionsOf);
      assert.ok(shares.every((share) => share.length > 0));
      assert.deepEqual(
        shares.flat().sort((left, right) => left - right),
        Array.from({ length: connections }, (_, number) => number),
      );
    }),
  );
});

test("a request is called by its name, or by method and path", () => {
  assert.equal(httpRequestLabel(httpRequest({ path: "/a/{key}" })), "GET /a/{key}");
  assert.equal(httpRequestLabel(httpRequest({ name: "buy" })), "buy");
});
