/** keys/move/flow.ts: how much at a time, and how fast. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate, Throttle } from "../../../../src/keys/move/flow.ts";

test("as many and as much as there is room for; a larger piece goes alone", async () => {
  const gate = new Gate(3, 100);
  assert.ok(gate.tryEnter(500), "alone");
  assert.ok(!gate.tryEnter(1));
  gate.leave(500);
  assert.ok(gate.tryEnter(40) && gate.tryEnter(40));
  assert.ok(!gate.tryEnter(40), "too many bytes");
  assert.ok(gate.tryEnter(1));
  assert.ok(!gate.tryEnter(1), "too many pieces");
  assert.ok(gate.ready() !== undefined);
  const order: string[] = [];
  const entering = gate.enter(40).then(() => order.push("entered"));
  const idle = gate.idle().then(() => order.push("idle"));
  gate.leave(40);
  await entering;
  gate.leave(40);
  gate.leave(1);
  gate.leave(40);
  await idle;
  assert.deepEqual(order, ["entered", "idle"]);
  assert.equal(gate.ready(), undefined);
});

test("a rate is kept over time, in waits that are worth a timer; a pause is not made up for", async () => {
  let nowMs = 0;
  const clock = {
    monotonicMs: () => nowMs,
    unixMs: () => nowMs,
    sleep: async (ms: number) => {
      assert.ok(ms > 5);
      nowMs += ms;
    },
  };
  const throttle = new Throttle(1000, clock);
  for (let count = 0; count < 500; count++) {
    await throttle.next();
  }
  assert.ok(nowMs > 480 && nowMs <= 500, `${nowMs} ms`);
  nowMs += 10_000;
  const resumedMs = nowMs;
  for (let count = 0; count < 500; count++) {
    await throttle.next();
  }
  assert.ok(nowMs - resumedMs > 480);
  assert.equal(new Throttle(undefined, clock).next(), undefined);
});
