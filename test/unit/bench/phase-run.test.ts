/** phase-run: leads threads through a phase together: sums up, tells how it goes, and ends all when one fails or somebody interrupts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { INTERRUPT_DRAIN_MS, TICK_MS } from "../../../src/bench/limits.ts";
import type { IntervalReport, PhaseReport } from "../../../src/bench/load/reports.ts";
import { SelfRecorder } from "../../../src/bench/load/self-recorder.ts";
import { PhaseRun } from "../../../src/bench/phase-run.ts";
import type { Phase } from "../../../src/bench/plan.ts";
import type { Progress } from "../../../src/bench/progress.ts";
import type { FinishedPoint } from "../../../src/bench/result/series.ts";
import { countOutcomes } from "../../../src/bench/result/summarize.ts";
import type { ThreadHandle } from "../../../src/bench/thread-handle.ts";
import { Histogram } from "../../../src/stats/histogram.ts";
import { recorderWith, testReport } from "../../support/bench-facts.ts";

function interval(number: number, hits: number): IntervalReport {
  const servers = [recorderWith([["get", "hit", 1000, hits]]).take()];
  return { interval: number, servers, self: new SelfRecorder().take(Histogram.create()), inFlight: 0 };
}

/** A thread without a thread: it says what the test says, and notes what it is told. */
class FakeThread {
  readonly told: string[] = [];
  onInterval: (report: IntervalReport) => void = () => {};
  #resolve: (report: PhaseReport) => void = () => {};

  run(phase: Phase): Promise<PhaseReport> {
    this.told.push(phase.kind);
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  end(changes: Partial<PhaseReport> = {}): void {
    this.#resolve(testReport({ last: interval(4, 1), ...changes }));
  }

  stop(): void {
    this.told.push("stop");
  }

  close(): void {
    this.told.push("close");
  }
}

/** How late a timer may be on a busy machine. */
const SLACK_MS = 100;

const PHASE: Phase = { kind: "measure", end: { kind: "duration", durationMs: 10_000 } };

function phaseOf(interrupt = new AbortController()) {
  const threads = [new FakeThread(), new FakeThread()];
  const progress: Progress[] = [];
  const points: FinishedPoint[] = [];
  const run = new PhaseRun({
    threads: threads as unknown as readonly ThreadHandle[],
    phase: PHASE,
    serverCount: 1,
    expected: { requests: 40 },
    isPaced: false,
    signal: interrupt.signal,
    onProgress: (moment) => progress.push(moment),
    onPoint: (point) => points.push(point),
  });
  const [first, second] = threads as [FakeThread, FakeThread];
  return { run, first, second, progress, points, interrupt };
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
  first.end({ startedMs: 1000, endedMs: 2100 });
  second.end({ startedMs: 1100, endedMs: 2200 });
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
  first.end({ last: interval(0, 5) });
  await setImmediate();
  second.onInterval(interval(3, 2));
  assert.deepEqual(
    points.map(({ point }) => point.requests),
    [7],
  );
  second.end();
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
  first.end();
  second.end();
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
  first.end();
  second.end();
  await ended;
});

test("when one thread fails, all are closed", async () => {
  const { run, first, second } = phaseOf();
  const ended = run.run();
  first.end({ failure: { code: "DISCONNECTED", message: "m", hint: undefined } });
  await setImmediate();
  assert.deepEqual(second.told, ["measure", "close"]);
  second.end();
  const { reports } = await ended;
  assert.equal(reports[0]?.failure?.code, "DISCONNECTED");
});

test("an interrupt stops all threads, and closes them when replies do not come soon", async () => {
  const { run, first, second, interrupt } = phaseOf();
  const ended = run.run();
  interrupt.abort();
  assert.deepEqual(
    [first.told, second.told],
    [
      ["measure", "stop"],
      ["measure", "stop"],
    ],
  );
  await sleep(INTERRUPT_DRAIN_MS + SLACK_MS);
  assert.deepEqual([first.told.at(-1), second.told.at(-1)], ["close", "close"]);
  first.end();
  second.end();
  await ended;
});

test("a phase that begins interrupted is stopped, one that has ended in time is not closed after it", async () => {
  const interrupt = new AbortController();
  interrupt.abort();
  const { run, first, second } = phaseOf(interrupt);
  const ended = run.run();
  first.end();
  second.end();
  await ended;
  await sleep(INTERRUPT_DRAIN_MS + SLACK_MS);
  assert.deepEqual(first.told.toSorted(), ["measure", "stop"]);
});
