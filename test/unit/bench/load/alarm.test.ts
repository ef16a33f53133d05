/** alarm: calls back once, at its moment and never before it, however early the timer wakes up. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Alarm } from "../../../../src/bench/load/alarm.ts";

/** How far the clock goes on at each look at it, in ms. */
const LOOK_MS = 0.001;

/** An alarm on a clock that the test moves, and that moves a little at each look; timers and turns of the loop come when the test says so. */
function alarmOf(context: TestContext) {
  context.mock.timers.enable({ apis: ["setTimeout", "setImmediate"] });
  const time = { nowMs: 1000 };
  const rung: number[] = [];
  const clock = { monotonicMs: () => (time.nowMs += LOOK_MS), unixMs: () => 0 };
  const alarm = new Alarm(clock, () => rung.push(time.nowMs));
  /** Lets `ms` pass. */
  const pass = (ms: number): void => {
    for (let step = 0; step < ms; step++) {
      time.nowMs = Math.floor(time.nowMs) + 1;
      context.mock.timers.tick(1);
    }
  };
  return { alarm, time, rung, pass };
}

test("at its moment, not before, and once", (context) => {
  const { alarm, rung, pass } = alarmOf(context);
  alarm.set(1010);
  pass(8);
  assert.deepEqual(rung, []);
  pass(3);
  assert.equal(rung.length, 1);
  assert.ok((rung[0] ?? 0) >= 1010 && (rung[0] ?? 0) < 1011, String(rung[0]));
  pass(50);
  assert.equal(rung.length, 1);
});

test("a moment that is past calls back at once", (context) => {
  const { alarm, rung } = alarmOf(context);
  alarm.set(1000);
  alarm.set(999);
  assert.equal(rung.length, 2);
});

test("setting it again replaces the moment: earlier, later, the same", (context) => {
  const { alarm, rung, pass } = alarmOf(context);
  alarm.set(1100);
  alarm.set(1010);
  pass(12);
  assert.equal(rung.length, 1);
  alarm.set(1020);
  alarm.set(1100);
  pass(50);
  assert.equal(rung.length, 1);
  alarm.set(1100);
  pass(50);
  assert.equal(rung.length, 2);
});

test("cleared, or set to a moment that never comes, it is silent", (context) => {
  const { alarm, rung, pass } = alarmOf(context);
  alarm.set(1005);
  alarm.clear();
  pass(20);
  alarm.set(1021);
  alarm.clear();
  alarm.set(Number.POSITIVE_INFINITY);
  pass(20);
  assert.deepEqual(rung, []);
});
