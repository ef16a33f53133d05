/** Whether a thread was on time, and who is told when it was not. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { getPriority } from "node:os";
import { test } from "node:test";
import { machineMs } from "../../../src/base/clock.ts";
import { Histogram } from "../../../src/stats/histogram.ts";
import { machineTrouble, preferThisProcess, TurnWatch } from "../../support/punctual-thread.ts";

function histogram(counts: Readonly<Record<number, number>>): Histogram {
  const made = Histogram.create();
  for (const [ns, count] of Object.entries(counts)) made.record(Number(ns), count);
  return made;
}

test("a machine that was too busy is named with its figures, whichever way it was", () => {
  const fine = histogram({ 50000: 1000 });
  const late = histogram({ 50000: 980, 2000000: 20 });
  assert.equal(machineTrouble({ lateness: fine, turns: fine }, 0.1), undefined);
  assert.equal(machineTrouble({ turns: Histogram.create() }, 0.1), undefined);
  assert.equal(machineTrouble({ lateness: late, turns: late }, 2.01), undefined);
  assert.equal(machineTrouble({ lateness: late, turns: late }, 1, 98), undefined);
  const figures = "(p99 2.000 ms, worst 2.000 ms, tolerated 1 ms)";
  assert.equal(
    machineTrouble({ lateness: late, turns: fine }, 1),
    `this machine is too busy to judge: what was due was done late ${figures}`,
  );
  assert.equal(
    machineTrouble({ lateness: fine, turns: late }, 1),
    `this machine is too busy to judge: its thread was away ${figures}`,
  );
});

test("turns weigh as much as they last, and sleep is none", () => {
  const watch = new TurnWatch();
  const wait = (ms: number) => {
    for (const endMs = machineMs() + ms; machineMs() < endMs; );
  };
  watch.turn();
  wait(5);
  watch.turn();
  watch.rest();
  wait(5);
  watch.turn();
  assert.ok((watch.turns.minNs ?? 0) >= 5e6);
  assert.equal(watch.turns.count, Math.ceil((watch.turns.maxNs ?? 0) / 1000));
  watch.reset();
  watch.turn();
  assert.equal(watch.turns.count, 0);
});

test("a preferred process can be made ordinary again, and what it started meanwhile stays preferred", async () => {
  const before = getPriority();
  const undo = preferThisProcess();
  const preferred = getPriority();
  const child = spawn(process.execPath, ["-e", "process.exitCode = os.getPriority() + 100"]);
  undo();
  assert.equal(getPriority(), before);
  assert.ok(preferred <= before);
  const [exitCode] = await once(child, "exit");
  assert.equal(exitCode, preferred + 100);
});
