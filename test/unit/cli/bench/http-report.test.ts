/** What is printed of a run against an HTTP application, and with which code it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { deriveHttpResult } from "../../../../src/bench/http/http-derive.ts";
import type { HttpBenchOutcome } from "../../../../src/bench/http/http-runner.ts";
import { parseHttpThreshold } from "../../../../src/bench/http/http-thresholds.ts";
import { reportHttpOutcome } from "../../../../src/cli/bench/http-report.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";
import { httpFacts, record, TWO_REQUESTS } from "../../../support/http-facts.ts";
import { createTestContext } from "../../../support/test-context.ts";

function outcome(changes: Parameters<typeof httpFacts>[1] = {}, thresholds: readonly string[] = []): HttpBenchOutcome {
  const plan = { thresholds: thresholds.map((text) => parseHttpThreshold(text, TWO_REQUESTS, false)) };
  const facts = httpFacts((recorder) => record(recorder, 0, "2xx", 10, 5), changes, plan);
  return { result: deriveHttpResult(facts), latencies: Histogram.create(), error: undefined };
}

async function printed(run: HttpBenchOutcome, signalCode?: number, json = false) {
  const { context, stdoutText, stderrText } = createTestContext();
  const exitCode = await reportHttpOutcome(run, { json, histogram: false }, signalCode, context);
  return { exitCode, stdout: stdoutText(), stderr: stderrText() };
}

test("headline, tables, footer, thresholds", async () => {
  const { exitCode, stdout } = await printed(outcome({}, ["p99<1s"]));
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Closed loop[\s\S]*\nrequest +requests[\s\S]*\nTimes are service times[\s\S]*\npassed +p99<1s/);
});

test("exit codes: missed thresholds, INVALID runs, signals, failures", async () => {
  assert.equal((await printed(outcome({}, ["p99<1us"]))).exitCode, 1);
  const invalid = { ...outcome(), result: { ...outcome().result, valid: false, invalidReasons: ["it was late"] } };
  const shown = await printed(invalid);
  assert.deepEqual([shown.exitCode, /INVALID: it was late/.test(shown.stdout)], [1, true]);
  assert.equal((await printed(outcome({ interrupted: true }), 130)).exitCode, 130);
  const failed = await printed({ ...outcome(), error: new MemtoolError("DISCONNECTED", "it is gone") });
  assert.deepEqual([failed.exitCode, failed.stderr], [3, "memtool bench: it is gone\n"]);
});

test("JSON is the document", async () => {
  const run = outcome();
  const { stdout } = await printed(run, undefined, true);
  assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(run.result)));
});
