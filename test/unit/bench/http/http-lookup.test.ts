/** What thresholds find: requests by name and method, classes of status, clocks, and nothing where nothing was measured. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpLookup } from "../../../../src/bench/http/http-lookup.ts";
import { HttpRecorder } from "../../../../src/bench/http/http-recorder.ts";
import { SelfTotals } from "../../../../src/bench/result/self-totals.ts";
import { record, TWO_REQUESTS } from "../../../support/http-facts.ts";

const RATE = {
  offeredPerSecond: 20,
  sentPerSecond: 20,
  achievedPerSecond: 20,
  blockedRatio: 0,
  intendedVariation: 0,
  sentVariation: 0,
};

function lookup(isPaced: boolean, fill: (recorder: HttpRecorder) => void): HttpLookup {
  const recorder = new HttpRecorder();
  fill(recorder);
  const rate = isPaced ? RATE : null;
  return new HttpLookup({ recorder, self: new SelfTotals(), requests: TWO_REQUESTS, seconds: 10, rate, cache: null });
}

function fill(recorder: HttpRecorder): void {
  record(recorder, 0, "2xx", 90, 5, 2);
  record(recorder, 0, "failed", 10, 50, 2);
}

test("an open loop's own clock is the response time; the others have names", () => {
  const run = lookup(true, fill);
  assert.equal(run.latency({})?.maxNs, 52e6);
  assert.equal(run.latency({ clock: "service" })?.maxNs, 50e6);
  assert.equal(run.latency({ clock: "send_lag" })?.maxNs, 2e6);
  assert.equal(run.latency({ operation: "2xx" })?.count, 90);
  assert.equal(run.latency({ outcome: "error" })?.count, 10);
  assert.equal(run.latency({ operation: "5xx" })?.count, 0);
  assert.equal(run.number("offered"), 20);
});

test("a request that was never drawn, and clocks of a closed loop, have no samples", () => {
  const run = lookup(false, fill);
  assert.equal(run.latency({})?.maxNs, 50e6);
  for (const selector of [
    { operation: "buy" },
    { operation: "PUT" },
    { clock: "response" },
    { clock: "client_lag" },
  ] as const) {
    assert.equal(run.latency(selector), undefined);
  }
  assert.equal(run.number("error_rate", "buy"), undefined);
  assert.equal(run.number("ops", "buy"), undefined);
  assert.equal(run.number("hit_rate"), undefined);
});

test("numbers of all requests and of one", () => {
  const run = lookup(false, fill);
  assert.deepEqual(
    [run.number("error_rate"), run.number("error_rate", "GET"), run.number("ops", "2xx")],
    [0.1, 0.1, 9],
  );
  assert.equal(run.number("unanswered"), 0);
});
