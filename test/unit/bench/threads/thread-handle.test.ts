/** thread-handle: a real load thread: connects, runs phases, sends intervals, and tells when it cannot or is no more. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { TICK_MS } from "../../../../src/bench/limits.ts";
import { startLoadThread } from "../../../../src/bench/load/load-thread.ts";
import type { IntervalReport } from "../../../../src/bench/load/reports.ts";
import { type BenchPlan, type MeasurePhase, type ThreadPlan, threadPlans } from "../../../../src/bench/plan.ts";
import { PhaseTotals } from "../../../../src/bench/result/phase-totals.ts";
import { countOutcomes } from "../../../../src/bench/result/summarize.ts";
import { testPlan } from "../../../support/bench-plan.ts";
import { cacheScript, type Script, ScriptedCache } from "../../../support/scripted-cache.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
});

async function threadFor(script: Script, changes: Partial<BenchPlan> = {}) {
  const server = await ScriptedCache.start(script);
  const thread = startLoadThread(threadPlans(testPlan(server.address, { ...changes, threads: 1 }))[0] as ThreadPlan);
  closers.push(
    () => thread.terminate(),
    () => server.stop(),
  );
  return { server, thread };
}

function phase(end: MeasurePhase["end"]): MeasurePhase {
  return { kind: "measure", end };
}

const FOREVER = phase({ kind: "duration", durationMs: 600_000 });

test("it connects, runs one phase after the other, and reports what it measured", async () => {
  const { server, thread } = await threadFor(cacheScript());
  assert.deepEqual(await thread.connected, ["1.6.45"]);
  const populated = await thread.run({ kind: "populate" });
  assert.equal(populated.failure, undefined);
  const totals = new PhaseTotals(1, 1);
  thread.onInterval = (report) => totals.add(0, report);
  const { last, startedMs, endedMs } = await thread.run(phase({ kind: "requests", requestCount: 500 }));
  totals.add(0, last);
  const { hit, miss, error } = countOutcomes(totals.servers);
  assert.deepEqual([hit, miss, error, server.requests.length], [500, 0, 0, 600]);
  assert.ok(endedMs > startedMs);
});

test("intervals come while it runs; stopping ends the phase with everything answered", async () => {
  const { server, thread } = await threadFor(cacheScript());
  await thread.connected;
  const intervals: IntervalReport[] = [];
  thread.onInterval = (report) => {
    intervals.push(report);
    thread.stop();
  };
  const { last, startedMs, endedMs } = await thread.run(FOREVER);
  assert.ok(intervals.length >= 1 && endedMs - startedMs >= TICK_MS * 0.9);
  const totals = new PhaseTotals(1, 1);
  for (const interval of [...intervals, last]) {
    totals.add(0, interval);
  }
  const { hit, miss, unanswered } = countOutcomes(totals.servers);
  assert.deepEqual([hit + miss, unanswered, last.inFlight], [server.requests.length, 0, 0]);
});

test("closing does not wait: what is in flight is unanswered", async () => {
  const { thread } = await threadFor((request) => (request.words[0] === "version" ? "VERSION 1.6.45\r\n" : undefined));
  await thread.connected;
  const running = thread.run(FOREVER);
  thread.close();
  const { last, failure } = await running;
  const totals = new PhaseTotals(1, 1);
  totals.add(0, last);
  assert.deepEqual([countOutcomes(totals.servers).unanswered, failure], [16, undefined]);
});

test("a server that is none: its error, with code and hint", async () => {
  const { thread } = await threadFor(() => "-ERR unknown command 'version'\r\n");
  await assert.rejects(thread.connected, {
    code: "PROTOCOL",
    message: /-ERR unknown/,
    hint: /check what listens at this address/,
  });
});

test("a failure of the server is in the report", async () => {
  const { thread } = await threadFor((request) =>
    request.words[0] === "version" ? "VERSION 1.6.45\r\n" : { text: "", ending: "close" },
  );
  await thread.connected;
  const { failure } = await thread.run(FOREVER);
  assert.equal(failure?.code, "DISCONNECTED");
});

test("a thread that is ended rejects what waits for it, and what comes after", async () => {
  const { thread } = await threadFor(cacheScript());
  await thread.connected;
  const running = assert.rejects(thread.run(FOREVER), { code: "INTERRUPTED", message: "a load thread ended early" });
  await thread.terminate();
  await running;
  await assert.rejects(thread.run(FOREVER), { code: "INTERRUPTED" });
});
