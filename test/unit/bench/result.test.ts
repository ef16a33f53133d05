/** result: rates, hit rates and percentiles from what was recorded; nothing is 0 that is not known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hitRateOf, isRetrieval, RESULT_SCHEMA, summarizeLatency } from "../../../src/bench/result.ts";
import { Histogram } from "../../../src/stats/histogram.ts";
import { BUSY, recorderWith, testResult } from "../../support/bench-facts.ts";

test("the total: requests of all, hit rate of what was asked for, latency without errors", () => {
  const { total, operations, schema, cpu } = testResult(BUSY);
  assert.equal(schema, RESULT_SCHEMA);
  assert.deepEqual(
    [total.requests, total.opsPerSecond, total.hits, total.misses, total.errors, total.hitRate],
    [1051, 105.1, 900, 100, 1, 0.9],
  );
  assert.deepEqual([total.latency.count, total.latency.minUs, total.latency.maxUs], [1050, 50, 200]);
  assert.deepEqual(
    operations.map(({ operation }) => operation),
    ["get", "set"],
  );
  assert.equal(cpu.clientUsPerOp, 1_000_000 / 1051);
});

test("each operation has its hits and misses apart", () => {
  const [get, set] = testResult(BUSY).operations;
  assert.deepEqual([get?.hitLatency.p50Us, get?.missLatency.p50Us, get?.latency.count], [100, 50, 1000]);
  assert.deepEqual([set?.requests, set?.errors, set?.latency.count], [51, 1, 50]);
});

test("stores that were refused do not count as missed keys", () => {
  const { total, operations } = testResult({ recorder: recorderWith([["add", "miss", 1000, 5]]) });
  assert.deepEqual([total.hits, total.misses, total.hitRate], [0, 0, null]);
  assert.equal(operations[0]?.misses, 5);
});

test("an empty run has nulls, no zeros", () => {
  const { total, operations, bytesReadPerSecond, cpu } = testResult({ seconds: 0 });
  assert.deepEqual(
    [total.opsPerSecond, total.hitRate, total.latency.p50Us, total.latency.meanUs],
    [null, null, null, null],
  );
  assert.deepEqual([operations, bytesReadPerSecond, cpu.clientUsPerOp], [[], null, null]);
});

test("interrupted and failed runs say so", () => {
  assert.equal(testResult().complete, true);
  assert.equal(testResult({ interrupted: true }).complete, false);
  const failed = testResult({ failure: { code: "TIMEOUT", message: "m", hint: undefined } });
  assert.deepEqual([failed.complete, failed.error], [false, { code: "TIMEOUT", message: "m", hint: null }]);
});

test("what a server sent is escaped", () => {
  const recorder = recorderWith([]);
  recorder.countError("SERVER_ERROR \x1b[2J");
  const result = testResult({ recorder, serverVersion: "1\x07" });
  assert.doesNotMatch(JSON.stringify([result.errorReplies, result.server]), /\\u00/);
});

test("summaries of single values are exact", () => {
  const histogram = Histogram.create();
  histogram.record(123_456, 1);
  const { p50Us, p999Us, meanUs } = summarizeLatency(histogram);
  assert.deepEqual([p50Us, p999Us, meanUs], [123.456, 123.456, 123.456]);
});

test("hit rates", () => {
  assert.deepEqual([hitRateOf(0, 0), hitRateOf(0, 1), hitRateOf(3, 1)], [null, 0, 0.75]);
  assert.deepEqual([isRetrieval("gat"), isRetrieval("set")], [true, false]);
});
