/** heartbeat: a pause is noticed by the reader who comes first, counted once, and measured by how late the beat was. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { HEARTBEAT_MS, STALL_MS_MIN } from "../../../../src/bench/limits.ts";
import { Heartbeat } from "../../../../src/bench/load/heartbeat.ts";

/** A heart that beats when told, on a clock that the test moves. */
function heartOf(context: TestContext) {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const time = { nowMs: 1000 };
  const heartbeat = new Heartbeat({ monotonicMs: () => time.nowMs, unixMs: () => 0 });
  const stalls: number[] = [];
  heartbeat.onStall = (stalledMs) => stalls.push(stalledMs);
  /** The thread gets to work again `ms` after the last beat. */
  const beatAfter = (ms: number): void => {
    time.nowMs += ms;
    context.mock.timers.tick(HEARTBEAT_MS);
  };
  return { heartbeat, stalls, time, beatAfter };
}

test("beats in time are no stalls; how late they were is kept", (context) => {
  const { heartbeat, stalls, beatAfter } = heartOf(context);
  heartbeat.start();
  beatAfter(HEARTBEAT_MS);
  beatAfter(HEARTBEAT_MS + 2);
  beatAfter(HEARTBEAT_MS - 1);
  beatAfter(HEARTBEAT_MS + STALL_MS_MIN);
  heartbeat.stop();
  assert.deepEqual(stalls, []);
  assert.deepEqual(
    [heartbeat.delays.count, heartbeat.delays.minNs, heartbeat.delays.maxNs],
    [4, 0, STALL_MS_MIN * 1e6],
  );
});

test("a pause is seen before the beat that ends it, and until the sockets have been polled after it", async (context) => {
  const { heartbeat, stalls, time, beatAfter } = heartOf(context);
  heartbeat.start();
  assert.equal(heartbeat.isLate(time.nowMs + HEARTBEAT_MS + STALL_MS_MIN), false);
  assert.equal(heartbeat.isLate(time.nowMs + HEARTBEAT_MS + STALL_MS_MIN + 1), true);
  const missedMs = time.nowMs + HEARTBEAT_MS;
  assert.equal(heartbeat.atWorkMs(missedMs + 800), missedMs);
  beatAfter(HEARTBEAT_MS + 800);
  assert.equal(heartbeat.isLate(time.nowMs), true);
  assert.equal(heartbeat.atWorkMs(time.nowMs), missedMs);
  await setImmediate();
  assert.equal(heartbeat.isLate(time.nowMs), false);
  assert.equal(heartbeat.atWorkMs(time.nowMs), time.nowMs);
  beatAfter(HEARTBEAT_MS);
  heartbeat.stop();
  assert.deepEqual(stalls, [800]);
});

test("who does not beat is never late", (context) => {
  const { heartbeat, beatAfter, time } = heartOf(context);
  assert.equal(heartbeat.isLate(1e9), false);
  heartbeat.start();
  heartbeat.stop();
  beatAfter(5000);
  assert.equal(heartbeat.isLate(time.nowMs), false);
  assert.equal(heartbeat.delays.count, 0);
});
