/** run-threads: leads threads through a phase together, and ends all when one fails or somebody interrupts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { INTERRUPT_DRAIN_MS, TICK_MS } from "../../../../src/bench/limits.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import type { ThreadInterval, ThreadReport } from "../../../../src/bench/threads/reports.ts";
import { runThreads } from "../../../../src/bench/threads/run-threads.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";
import { FakeThread } from "../../../support/fake-load-thread.ts";

const PHASE = { kind: "measure" };

/** How late a timer may be on a busy machine. */
const SLACK_MS = 100;

function interval(number: number): ThreadInterval {
  return { interval: number, self: new SelfRecorder().take(Histogram.create()), inFlight: 0 };
}

/** How a thread ends the phase. */
const END: ThreadReport<ThreadInterval> = {
  last: interval(9),
  startedMs: 1000,
  endedMs: 2000,
  busyRatio: undefined,
  usage: { cpuMs: undefined, waitedMs: undefined },
  failure: undefined,
};

function start(interrupt = new AbortController()) {
  const first = new FakeThread<typeof PHASE, ThreadInterval>();
  const second = new FakeThread<typeof PHASE, ThreadInterval>();
  const heard: string[] = [];
  const ended = runThreads({
    threads: [first, second],
    phase: PHASE,
    signal: interrupt.signal,
    onInterval: (thread, report) => heard.push(`${thread} measured ${report.interval}`),
    onEnd: (thread) => heard.push(`${thread} ended`),
    onTick: () => heard.push("tick"),
  });
  return { ended, first, second, heard, interrupt };
}

test("all begin at once; what each measures is heard of, its last interval before its end", async () => {
  const { ended, first, second, heard } = start();
  assert.deepEqual([first.told, second.told, heard], [["measure"], ["measure"], ["tick"]]);
  second.onInterval(interval(0));
  second.end({ ...END, startedMs: 1200, endedMs: 3500 });
  await setImmediate();
  first.onInterval(interval(3));
  first.end(END);
  const { reports, seconds, processCpuMs } = await ended;
  assert.deepEqual(
    heard.filter((word) => word !== "tick"),
    ["1 measured 0", "1 measured 9", "1 ended", "0 measured 3", "0 measured 9", "0 ended"],
  );
  // From the first thread's beginning to the last one's end.
  assert.deepEqual([seconds, reports.map(({ endedMs }) => endedMs)], [2.5, [2000, 3500]]);
  assert.ok(processCpuMs >= 0);
});

test("it ticks until all have ended", async () => {
  const { ended, first, second, heard } = start();
  await sleep(TICK_MS + SLACK_MS);
  first.end(END);
  second.end(END);
  await ended;
  const ticks = heard.filter((word) => word === "tick").length;
  assert.ok(ticks >= 2, `${ticks}`);
  await sleep(TICK_MS + SLACK_MS);
  assert.equal(heard.filter((word) => word === "tick").length, ticks);
});

test("when one thread fails, all are closed", async () => {
  const { ended, first, second } = start();
  first.end({ ...END, failure: { code: "DISCONNECTED", message: "m", hint: undefined } });
  await setImmediate();
  assert.deepEqual(second.told, ["measure", "close"]);
  second.end(END);
  const { reports } = await ended;
  assert.equal(reports[0]?.failure?.code, "DISCONNECTED");
});

test("an interrupt stops all threads, and closes them when replies do not come soon", async () => {
  const { ended, first, second, interrupt } = start();
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
  first.end(END);
  second.end(END);
  await ended;
});

test("a phase that begins interrupted is stopped, one that has ended in time is not closed after it", async () => {
  const interrupt = new AbortController();
  interrupt.abort();
  const { ended, first, second } = start(interrupt);
  first.end(END);
  second.end(END);
  await ended;
  await sleep(INTERRUPT_DRAIN_MS + SLACK_MS);
  assert.deepEqual(first.told.toSorted(), ["measure", "stop"]);
});
