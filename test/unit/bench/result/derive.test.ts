/** derive: the document of a run: rates, clocks, servers and client from what was recorded; nothing is 0 that is not known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import type { TallyName } from "../../../../src/bench/load/recorder.ts";
import { RESULT_SCHEMA } from "../../../../src/bench/result/document.ts";
import { PhaseTotals } from "../../../../src/bench/result/phase-totals.ts";
import { parseThreshold } from "../../../../src/bench/thresholds-text.ts";
import { parseDelay } from "../../../../src/bench/workload/delay.ts";
import { parseKeyLengths } from "../../../../src/bench/workload/key-lengths.ts";
import { OPERATIONS } from "../../../../src/bench/workload/operations.ts";
import {
  answered,
  BUSY,
  recorderWith,
  TEST_ADDRESS,
  testReport,
  testResult,
  testWindow,
  totalsWith,
} from "../../../support/bench-facts.ts";
import { testPlan, testWorkload } from "../../../support/bench-plan.ts";

test("the total: requests of all, hit rate of what was asked for, times without errors", () => {
  const { total, operations, schema, client, rate } = testResult(BUSY);
  assert.equal(schema, RESULT_SCHEMA);
  assert.deepEqual(
    [total.requests, total.opsPerSecond, total.hits, total.misses, total.errors, total.hitRate],
    [1051, 105.1, 900, 100, 1, 0.9],
  );
  assert.deepEqual([total.service.count, total.service.minUs, total.service.maxUs], [1050, 50, 200]);
  assert.deepEqual(
    operations.map(({ operation }) => operation),
    ["get", "set"],
  );
  assert.equal(client.usPerOp, 1_000_000 / 1051);
  assert.equal(rate, null);
});

test("a closed loop has no response time, no send lag and no delay of its own", () => {
  const { total, client, settings } = testResult(BUSY);
  assert.deepEqual([total.response, total.sendLag, client.ownDelay], [null, null, null]);
  assert.deepEqual([settings.loop, settings.stages], ["closed", null]);
});

test("an open loop has all clocks, and rates from what came due, was sent and was answered", () => {
  const plan = testPlan(TEST_ADDRESS, { arrivals: { kind: "poisson", stages: constantStages(10) } });
  const recorder = recorderWith([
    ["get", "hit", 1_000_000, 60, 3_000_000],
    ["get", "unanswered", 5_000_000, 20, 0],
  ]);
  const totals = totalsWith([recorder], (self) => {
    self.due = 100;
    self.sent = 80;
    self.blocked = 25;
    self.ownDelay.record(1000, 80);
    for (const ms of [0, 1, 2, 3]) {
      self.intendedGaps.mark(ms);
    }
    self.sentGaps.mark(0, 2);
    self.sentGaps.mark(1, 2);
  });
  const { rate, total, client, settings } = testResult({ plan, totals });
  assert.deepEqual(rate, {
    offeredPerSecond: 10,
    sentPerSecond: 8,
    achievedPerSecond: 6,
    blockedRatio: 0.25,
    intendedVariation: 0,
    sentVariation: Math.SQRT2,
  });
  assert.deepEqual([total.response?.count, total.response?.maxUs], [80, 5000]);
  assert.deepEqual([total.service.minUs, total.sendLag?.maxUs, client.ownDelay?.count], [1000, 3000, 80]);
  assert.deepEqual([total.requests, total.unanswered, total.opsPerSecond], [80, 20, 6]);
  assert.deepEqual(settings.stages, [{ durationSeconds: null, fromRate: 10, toRate: 10 }]);
});

test("an empty run has nulls, no zeros", () => {
  const { total, operations, bytesReadPerSecond, client, servers } = testResult({ seconds: 0 });
  assert.deepEqual(
    [total.opsPerSecond, total.hitRate, total.hitRateInterval, total.service.p50Us, total.service.meanUs],
    [null, null, null, null, null],
  );
  assert.deepEqual([operations, bytesReadPerSecond, client.usPerOp, servers[0]?.usPerOp], [[], null, null, null]);
});

test("a run that never began has threads without numbers", () => {
  const { client, total } = testResult({
    totals: new PhaseTotals(1, 2),
    reports: [],
    seconds: 0,
    clientCpuMs: undefined,
  });
  const nothing = {
    cpuRatio: null,
    waitedForCpuRatio: null,
    busyRatio: null,
    loopDelayP99Us: null,
    loopDelayMaxUs: null,
  };
  assert.deepEqual([client.threads, client.usPerOp, total.requests], [[nothing, nothing], null, 0]);
});

test("what load threads used, each for itself", () => {
  const totals = totalsWith([recorderWith([])], (_, loopDelay) => loopDelay.record(2_000_000, 1));
  const { threads } = testResult({ totals, reports: [testReport({ busyRatio: 0.25 })] }).client;
  assert.deepEqual(threads, [
    { cpuRatio: 0.5, waitedForCpuRatio: 0.01, busyRatio: 0.25, loopDelayP99Us: 2000, loopDelayMaxUs: 2000 },
  ]);
});

test("each server has its own numbers, and the total those of all", () => {
  const other = { ...TEST_ADDRESS, port: 11212 };
  const result = testResult({
    plan: testPlan(TEST_ADDRESS, { addresses: [TEST_ADDRESS, other] }),
    serverVersions: ["1.6.45", "1.6.18"],
    totals: totalsWith([recorderWith([["get", "hit", 1000, 30]]), recorderWith([["get", "miss", 1000, 10]])]),
    serverWindows: [testWindow({ get_hits: 30, get_misses: 0 }), undefined],
  });
  assert.deepEqual(
    result.servers.map(({ address, version, total, hitRate, counters, usPerOp, threads }) => [
      address,
      version,
      total.requests,
      total.hitRate,
      hitRate,
      counters,
      usPerOp,
      threads,
    ]),
    [
      ["127.0.0.1:11211", "1.6.45", 30, 1, 1, { get_hits: 30, get_misses: 0 }, 2_000_000 / 30, 4],
      ["127.0.0.1:11212", "1.6.18", 10, 0, null, null, null, null],
    ],
  );
  assert.deepEqual([result.total.requests, result.total.hitRate], [40, 0.75]);
});

test("counters that fell are left out; CPU of an embedded server is that of this process", () => {
  const reset = testResult({ ...BUSY, serverWindows: [testWindow({ get_hits: -5 }, { wasReset: true })] }).servers[0];
  assert.deepEqual([reset?.counters, reset?.hitRate, reset?.usPerOp], [null, null, null]);
  const embedded = testResult({ ...BUSY, embedded: true, embeddedCpuMs: 1051 }).servers[0];
  assert.deepEqual([embedded?.usPerOp, embedded?.embedded], [1000, true]);
});

test("interrupted and failed runs say so", () => {
  assert.equal(testResult().complete, true);
  assert.equal(testResult({ interrupted: true }).complete, false);
  const failed = testResult({ failure: { code: "TIMEOUT", message: "m", hint: undefined } });
  assert.deepEqual([failed.complete, failed.error], [false, { code: "TIMEOUT", message: "m", hint: null }]);
});

test("a run that the client could not do is not valid, and says why", () => {
  const totals = totalsWith([recorderWith([["get", "hit", 1000, 10]])], (self) => self.countStall(500));
  const { valid, invalidReasons, client } = testResult({ totals });
  assert.deepEqual([valid, invalidReasons.length, client.stalls, client.stallMsMax], [false, 1, 1, 500]);
  assert.deepEqual([testResult(BUSY).valid, testResult(BUSY).invalidReasons], [true, []]);
});

test("bytes per second are those of all servers", () => {
  const recorders = [recorderWith([]), recorderWith([])];
  for (const { tallies } of recorders) {
    tallies.bytesRead = 50;
    tallies.bytesWritten = 100;
  }
  const { bytesReadPerSecond, bytesWrittenPerSecond } = testResult({ totals: totalsWith(recorders) });
  assert.deepEqual([bytesReadPerSecond, bytesWrittenPerSecond], [10, 20]);
});

/** A result whose recorder's tallies are these. */
function tallied(tallies: Partial<Record<TallyName, number>>, plan = testPlan(TEST_ADDRESS)) {
  const recorders = [recorderWith([]), recorderWith([])];
  for (const recorder of recorders) {
    Object.assign(recorder.tallies, tallies);
  }
  return testResult({ plan, totals: totalsWith(recorders) });
}

test("connections that were lost and opened again, on all servers", () => {
  assert.deepEqual(tallied({ lostConnections: 3, reconnects: 2 }).connections, { lost: 6, reopened: 4 });
});

test("what misses led to, and what was verified; null where it was not asked for", () => {
  const without = tallied({ loads: 5, verified: 5 });
  assert.deepEqual([without.cacheAside, without.verification], [null, null]);
  const cacheAside = { penalty: parseDelay("5ms"), leaseWaitMs: 10 };
  const plan = testPlan(TEST_ADDRESS, { workload: testWorkload({ cacheAside, verifyRun: 4 }) });
  const result = tallied({ loads: 5, duplicateLoads: 1, verified: 7, mismatches: 2, lostUpdates: 3 }, plan);
  assert.deepEqual(result.cacheAside, { missPenalty: "5ms", lease: true, loads: 10, duplicateLoads: 2 });
  assert.deepEqual(result.verification, { verified: 14, mismatches: 4, lostUpdates: 6 });
  assert.equal(result.settings.verify, true);
});

test("settings say how keys are placed, how long they are, and how it was warmed up", () => {
  const one = testResult({}).settings;
  assert.deepEqual([one.placement, one.keyLength, one.warmup, one.verify], [null, null, "none", false]);
  const { settings } = testResult({
    plan: testPlan(TEST_ADDRESS, {
      addresses: [TEST_ADDRESS, { ...TEST_ADDRESS, port: 11212 }],
      warmup: { kind: "flat" },
      workload: testWorkload({ keyLengths: parseKeyLengths("16-32") }),
    }),
    totals: totalsWith([recorderWith([]), recorderWith([])]),
  });
  assert.deepEqual([settings.placement, settings.keyLength, settings.warmup], ["ketama", "16-32", "auto"]);
  const timed = testResult({ plan: testPlan(TEST_ADDRESS, { warmup: { kind: "duration", durationMs: 1500 } }) });
  assert.equal(timed.settings.warmup, "1.5 s");
});

test("requests that follow from others are no part of the rate", () => {
  const plan = testPlan(TEST_ADDRESS, { arrivals: { kind: "poisson", stages: constantStages(10) } });
  const totals = answered([
    ["get", "miss", 1000, 40, 0],
    ["fill", "hit", 1000, 40, 0],
    ["read", "miss", 5000, 40, 0],
  ]);
  const { rate, total } = testResult({ plan, totals });
  assert.deepEqual([rate?.achievedPerSecond, total.requests], [4, 80]);
});

test("thresholds are judged by what was measured, and every histogram is in the document", () => {
  const thresholds = ["hit_rate>0.8", "get.hit.p99<1us"].map((text) => parseThreshold(text, OPERATIONS));
  const result = testResult({ ...BUSY, plan: testPlan(TEST_ADDRESS, { thresholds }) });
  assert.deepEqual(
    result.thresholds.map(({ passed }) => passed),
    [true, false],
  );
  assert.deepEqual(Object.keys(result.histograms), [
    "total.service",
    "get.hit.service",
    "get.miss.service",
    "set.hit.service",
    "set.error.service",
  ]);
});

test("a load thread that waits for a CPU makes an open loop invalid, a closed one not", () => {
  const reports = [testReport({ usage: { cpuMs: 5000, waitedMs: 2500 } })];
  const plan = testPlan(TEST_ADDRESS, { arrivals: { kind: "constant", stages: constantStages(10) } });
  assert.deepEqual([testResult({ reports }).valid, testResult({ reports, plan }).valid], [true, false]);
});

test("what a server sent is escaped", () => {
  const recorder = recorderWith([]);
  recorder.countError("SERVER_ERROR \x1b[2J");
  const result = testResult({ totals: totalsWith([recorder]), serverVersions: ["1\x07"] });
  assert.doesNotMatch(JSON.stringify([result.errorReplies, result.servers]), /\\u00/);
});

test("stores that were refused do not count as missed keys", () => {
  const { total, operations } = testResult({ totals: answered([["add", "miss", 1000, 5]]) });
  assert.deepEqual([total.hits, total.misses, total.hitRate], [0, 0, null]);
  assert.equal(operations[0]?.misses, 5);
});
