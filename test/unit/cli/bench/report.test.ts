/** report: what goes to stdout and stderr for each way a run can end, and the exit code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import type { RunFacts } from "../../../../src/bench/result/derive.ts";
import type { BenchOutcome } from "../../../../src/bench/runner.ts";
import { parseThreshold } from "../../../../src/bench/thresholds-text.ts";
import { OPERATIONS } from "../../../../src/bench/workload/operations.ts";
import { type ReportOptions, reportOutcome } from "../../../../src/cli/bench/report.ts";
import { answered, BUSY, TEST_ADDRESS, testResult, totalsWith } from "../../../support/bench-facts.ts";
import { testPlan, testWorkload } from "../../../support/bench-plan.ts";
import { histogramOf } from "../../../support/histograms.ts";
import { createTestContext, type TestContextOptions } from "../../../support/test-context.ts";

const PLAIN: ReportOptions = { json: false, histogram: false };

/** Reports a run of these facts. */
async function reported(
  facts: Partial<RunFacts>,
  options: ReportOptions = PLAIN,
  { error, signalCode, context = {} }: { error?: MemtoolError; signalCode?: number; context?: TestContextOptions } = {},
) {
  const test = createTestContext(context);
  const outcome: BenchOutcome = { result: testResult(facts), latencies: histogramOf([[100_000, 900]]), error };
  const exitCode = await reportOutcome(outcome, options, signalCode, test.context);
  return { exitCode, stdout: test.stdoutText(), stderr: test.stderrText() };
}

/** A run that verified values, so many of which were wrong or old. */
function verified(mismatches: number, lostUpdates: number): Partial<RunFacts> {
  const [recorder] = answered([["get", "hit", 1000, 9]]).servers;
  assert.ok(recorder !== undefined);
  Object.assign(recorder.tallies, { verified: 9, mismatches, lostUpdates });
  return {
    ...BUSY,
    plan: testPlan(TEST_ADDRESS, { workload: testWorkload({ verifyRun: 1 }) }),
    totals: totalsWith([recorder]),
  };
}

function judged(...texts: readonly string[]): Partial<RunFacts> {
  const thresholds = texts.map((text) => parseThreshold(text, OPERATIONS));
  return { ...BUSY, plan: testPlan(TEST_ADDRESS, { thresholds }) };
}

test("a good run: headline, tables and footer, blank lines between, exit 0", async () => {
  const { exitCode, stdout, stderr } = await reported(BUSY);
  assert.deepEqual([exitCode, stderr], [0, ""]);
  assert.match(
    stdout,
    /^Closed loop against [^\n]+\n[\s\S]*\n\noperation +requests[\s\S]*\ntotal +1,051 [\s\S]*\n\nHit rate 90\.00 %/,
  );
  assert.doesNotMatch(stdout, /\n\n\n|\n\n$/);
  assert.ok(stdout.endsWith("\n"));
});

test("bars are drawn where they are asked for", async () => {
  const [without, withBars] = [await reported(BUSY), await reported(BUSY, { json: false, histogram: true })];
  assert.doesNotMatch(without.stdout, /█|▏|#{5}/);
  assert.match(withBars.stdout, /900/);
  assert.ok(withBars.stdout.length > without.stdout.length);
});

test("JSON is one document and nothing else, bars or not", async () => {
  const { stdout } = await reported(judged("ops>1"), { json: true, histogram: true });
  const document = JSON.parse(stdout) as { schema: string; thresholds: readonly unknown[] };
  assert.deepEqual([document.schema, document.thresholds.length], ["memtool.bench/2", 1]);
});

test("on a terminal the table is framed and lines are as wide as it", async () => {
  const { stdout } = await reported(BUSY, PLAIN, { context: { isTerminal: true, width: 120 } });
  assert.match(stdout, /│ total /);
  assert.ok(stdout.split("\n").every((line) => line.length <= 120));
});

test("a run that is not valid ends with 1", async () => {
  const totals = totalsWith([], (self) => self.countStall(700));
  const { exitCode, stdout } = await reported({ totals });
  assert.equal(exitCode, 1);
  assert.match(stdout, /INVALID/);
});

test("thresholds: 0 when all hold, 1 when one does not, and how many", async () => {
  const good = await reported(judged("p99<1s", "hit_rate>0.5"));
  assert.equal(good.exitCode, 0);
  assert.match(good.stdout, /p99<1s/);
  const bad = await reported(judged("p99<1s", "hit_rate>0.95"));
  assert.equal(bad.exitCode, 1);
  assert.match(bad.stdout, /1 of 2 thresholds/);
});

test("values that were not as stored, or older than they may be, end with 1", async () => {
  assert.equal((await reported(verified(0, 0))).exitCode, 0);
  assert.equal((await reported(verified(1, 0))).exitCode, 1);
  assert.equal((await reported(verified(0, 1))).exitCode, 1);
});

test("a failure: what was measured on stdout, why on stderr, and its own exit code, whatever else was wrong", async () => {
  const error = new MemtoolError("DISCONNECTED", "lost it", { hint: "look there" });
  const failure = { code: "DISCONNECTED", message: "lost it", hint: "look there" } as const;
  const { exitCode, stdout, stderr } = await reported({ ...judged("ops>99M"), failure }, PLAIN, { error });
  assert.equal(exitCode, 3);
  assert.match(stdout, /\ntotal +1,051 /);
  assert.match(stderr, /^memtool bench: lost it\n {2}look there\n$/);
});

test("a run that measured nothing has no table", async () => {
  const { stdout, exitCode } = await reported(
    { reports: [], seconds: 0, interrupted: true, startedUnixMs: undefined },
    PLAIN,
    { signalCode: 130 },
  );
  assert.equal(exitCode, 130);
  assert.doesNotMatch(stdout, /operation +requests/);
});

test("a signal's code goes before what was missed", async () => {
  const { exitCode } = await reported({ ...judged("ops>99M"), interrupted: true }, PLAIN, { signalCode: 143 });
  assert.equal(exitCode, 143);
});
