/** phase-run: sums up what threads measure in a phase, and tells how it goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { TICK_MS } from "../../../src/bench/limits.ts";
import type { IntervalReport, PhaseReport } from "../../../src/bench/load/reports.ts";
import { SelfRecorder } from "../../../src/bench/load/self-recorder.ts";
import { PhaseRun } from "../../../src/bench/phase-run.ts";
import type { Phase } from "../../../src/bench/plan.ts";
import type { Progress } from "../../../src/bench/progress.ts";
import type { FinishedPoint } from "../../../src/bench/result/series.ts";
import { countOutcomes } from "../../../src/bench/result/summarize.ts";
import { Histogram } from "../../../src/stats/histogram.ts";
import { recorderWith, testReport } from "../../support/bench-facts.ts";
import { FakeThread } from "../../support/fake-load-thread.ts";

/** How a thread ends the phase. */
const END: PhaseReport = testReport({ last: interval(4, 1) });

function interval(number: number, hits: number): IntervalReport {
  const servers = [recorderWith([["get", "hit", 1000, hits]]).take()];
  return { interval: number, servers, self: new SelfRecorder().take(Histogram.create()), inFlight: 0 };
}

/** How late a timer may be on a busy machine. */
const SLACK_MS = 100;

const PHASE: Phase = { kind: "measure", end: { kind: "duration", durationMs: 10_000 } };

function phaseOf() {
  const threads = [new FakeThread<Phase, IntervalReport>(), new FakeThread<Phase, IntervalReport>()];
  const progress: Progress[] = [];
  const points: FinishedPoint[] = [];
  const run = new PhaseRun({
    threads,
    phase: PHASE,
    serverCount: 1,
    expected: { requests: 40 },
    isPaced: false,
    signal: new AbortController().signal,
    onProgress: (moment) => progress.push(moment),
    onPoint: (point) => points.push(point),
  });
  const [first, second] = threads as [FakeThread<Phase, IntervalReport>, FakeThread<Phase, IntervalReport>];
  return { run, first, second, progress, points };
}

test("what all threads measured adds up, their last interval included", async () => {
  const { run, first, second, points } = phaseOf();
  const ended = run.run();
  for (const number of [0, 1, 2, 3]) {
    first.onInterval(interval(number, 2));
    second.onInterval(interval(number, 3));
  }
  assert.deepEqual(
    points.map(({ point }) => point.requests),
    [20],
  );
  first.end({ ...END, startedMs: 1000, endedMs: 2100 });
  second.end({ ...END, startedMs: 1100, endedMs: 2200 });
  const { totals, reports, seconds } = await ended;
  assert.deepEqual([countOutcomes(totals.servers).hit, reports.length, seconds], [22, 2, 1.2]);
  assert.deepEqual(
    points.map(({ point }) => [point.requests, point.startMs, point.endMs]),
    [
      [20, 0, 1000],
      [2, 1000, 1200],
    ],
  );
  assert.deepEqual([first.told, second.told], [["measure"], ["measure"]]);
});

test("the points of a thread that goes on do not wait for one that has ended", async () => {
  const { run, first, second, points } = phaseOf();
  const ended = run.run();
  first.end({ ...END, last: interval(0, 5) });
  await setImmediate();
  second.onInterval(interval(3, 2));
  assert.deepEqual(
    points.map(({ point }) => point.requests),
    [7],
  );
  second.end(END);
  await ended;
});

test("how it goes is told when it begins and with every tick, and no longer once it has ended", async () => {
  const { run, first, second, progress } = phaseOf();
  const ended = run.run();
  assert.deepEqual([progress.length, progress[0]?.requests, progress[0]?.done], [1, 0, 0]);
  first.onInterval(interval(0, 10));
  await sleep(TICK_MS + SLACK_MS);
  const told = progress.length;
  assert.ok(told >= 2);
  assert.deepEqual([progress[1]?.requests, progress[1]?.done], [10, 0.25]);
  first.end(END);
  second.end(END);
  await ended;
  await sleep(TICK_MS + SLACK_MS);
  assert.equal(progress.length, told);
});

test("the points so far are told with it", async () => {
  const { run, first, second, progress } = phaseOf();
  const ended = run.run();
  first.onInterval(interval(3, 5));
  second.onInterval(interval(3, 5));
  await sleep(TICK_MS + SLACK_MS);
  assert.deepEqual(
    progress.at(-1)?.points.map(({ requests }) => requests),
    [10],
  );
  first.end(END);
  second.end(END);
  await ended;
});
