/** result-text: the sentences around the table. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constantStages, parseStages } from "../../../../src/bench/arrivals/arrivals.ts";
import type { RateStage } from "../../../../src/bench/arrivals/rate-curve.ts";
import { footer, headline, isMeasured } from "../../../../src/bench/reporters/result-text.ts";
import {
  BUSY,
  recorderWith,
  TEST_ADDRESS,
  testReport,
  testResult,
  testWindow,
  totalsWith,
} from "../../../support/bench-facts.ts";
import { testPlan } from "../../../support/bench-plan.ts";

test("the headline says what ran", () => {
  assert.deepEqual(headline(testResult(BUSY)), [
    "Closed loop against 127.0.0.1:11211 (version 1.6.45): 4 connections on 1 thread, pipeline 4",
    "set=1,get=9, 100 keys uniform, values of 10 bytes, seed 1",
    "Populated with 100 sets in 500 ms",
    "Measured 10 s",
  ]);
  assert.match(headline(testResult({ embedded: true }))[0] ?? "", /the embedded server at/);
  assert.match(headline(testResult({ interrupted: true })).at(-1) ?? "", /until it was interrupted$/);
  const failure = { code: "TIMEOUT", message: "m", hint: undefined } as const;
  assert.match(headline(testResult({ failure })).at(-1) ?? "", /until it failed$/);
});

test("the headline of an open loop has its rates", () => {
  const first = (stages: readonly RateStage[], kind: "constant" | "poisson") =>
    headline(testResult({ plan: testPlan(TEST_ADDRESS, { arrivals: { kind, stages } }) }))[0] ?? "";
  assert.match(first(constantStages(50_000), "constant"), /^Open loop, 50,000\/s evenly spaced, against 127/);
  assert.match(first(constantStages(0.5), "poisson"), /^Open loop, 0\.5\/s Poisson arrivals, against 127/);
  assert.match(
    first(parseStages("1s:100,1s:50", 0), "poisson"),
    /^Open loop, 0\/s -> 100\/s -> 50\/s Poisson arrivals/,
  );
});

test("the footer has hit rate, clock, CPU, traffic, counters, errors, notes", () => {
  const recorder = recorderWith([["get", "hit", 1, 3]]);
  recorder.countError("SERVER_ERROR x", 2);
  recorder.tallies.bytesRead = 10_240;
  const lines = footer(
    testResult({
      totals: totalsWith([recorder]),
      serverWindows: [testWindow({ get_hits: 3, get_misses: 0, evictions: 0, conn_yields: 0 }, { cpuMs: undefined })],
      clientCpuMs: 3,
      reports: [testReport({ busyRatio: 1 })],
    }),
  );
  assert.deepEqual(lines.slice(0, 6), [
    "Hit rate 100.00 % (95 % between 43.85 % and 100.00 %): 3 of 3 keys asked for; the server's own 100.00 %",
    "Times are service times (sent -> reply): a closed loop asks a slow server less, so it shows no response time; --rate gives one",
    "CPU per request: client 1 ms, server unknown; load threads used 50 % of a core",
    "Traffic: 1 KiB/s read, 0 B/s written",
    "Server counted: get_hits 3, get_misses 0, evictions 0",
    "Error reply, 2 times: SERVER_ERROR x",
  ]);
  assert.match(lines[6] ?? "", /^Note: the load threads were busy 100 %/);
});

test("the footer of an open loop has what was due, sent and answered, and how evenly", () => {
  const plan = testPlan(TEST_ADDRESS, { arrivals: { kind: "constant", stages: constantStages(10) } });
  const totals = totalsWith([recorderWith([["get", "hit", 1000, 40, 0]])], (self) => {
    self.due = 50;
    self.sent = 45;
    self.blocked = 5;
    self.ownDelay.record(1000, 45);
    for (const ms of [0, 1, 2]) {
      self.intendedGaps.mark(ms);
    }
  });
  assert.equal(
    footer(testResult({ plan, totals }))[1],
    "Rate: 5/s due, 4.5/s sent, 4/s answered; 10 % had to wait for a free connection; " +
      "coefficient of variation of the gaps 0.000 as due, - as sent",
  );
});

test("several servers count for themselves, and none has the run's hit rate", () => {
  const lines = footer(
    testResult({
      plan: testPlan(TEST_ADDRESS, { addresses: [TEST_ADDRESS, { ...TEST_ADDRESS, port: 11212 }] }),
      totals: totalsWith([recorderWith([["get", "hit", 1, 3]]), recorderWith([["get", "stale", 1, 1]])]),
      serverWindows: [testWindow({ get_hits: 3, get_misses: 0 }), testWindow({ get_hits: 1, get_misses: 0 })],
    }),
  );
  assert.match(lines[0] ?? "", /^Hit rate 75\.00 % \(.*\): 3 of 4 keys asked for, 1 stale$/);
  assert.deepEqual(
    lines.filter((line) => line.includes("counted:")),
    ["127.0.0.1:11211 counted: get_hits 3, get_misses 0", "127.0.0.1:11212 counted: get_hits 1, get_misses 0"],
  );
});

test("a run that is not valid says so last", () => {
  const totals = totalsWith([recorderWith([["get", "hit", 1, 3]])], (self) => self.countStall(700));
  assert.match(footer(testResult({ totals })).at(-1) ?? "", /^INVALID: a load thread stood still for 700 ms/);
});

test("without gets there is no hit rate", () => {
  assert.equal(footer(testResult())[0], "Hit rate: no key was asked for");
});

test("a run that ended before its measured part has no table and no footer", () => {
  const populate = { complete: false, requests: 60, errors: 10, seconds: 0.5, errorReplies: [] };
  const result = testResult({ populate, seconds: 0, interrupted: true, serverWindows: [] });
  assert.equal(isMeasured(result), false);
  assert.deepEqual(headline(result).slice(2), [
    "Populated with 50 sets in 500 ms until it was interrupted",
    "Nothing was measured",
  ]);
  assert.deepEqual(
    footer(result).filter((line) => !line.startsWith("Note")),
    [],
  );
});
