/** shared-moment: gaps over several threads' clocks, the first without one, never negative, over the wrap of its ticks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { machineMs } from "../../../../src/base/clock.ts";
import { SharedMoment } from "../../../../src/bench/load/shared-moment.ts";

/** A clock that began `agoMs` ago and stands still. */
function clockFrom(agoMs: number) {
  return { monotonicMs: () => agoMs, unixMs: () => 0 };
}

test("two threads whose clocks began at different moments measure one gap", () => {
  const shared = SharedMoment.create();
  const one = new SharedMoment(shared, clockFrom(1000));
  const other = new SharedMoment(shared, clockFrom(50));
  assert.ok(Number.isNaN(one.exchange(1000)));
  const gapMs = other.exchange(60);
  // The clocks were set within this test's own running time of each other.
  assert.ok(gapMs >= 9.9 && gapMs < 1000, `${gapMs} ms`);
  assert.equal(one.exchange(900), 0);
});

test("gaps are exact to a tick, and a cleared moment has none", () => {
  const moment = new SharedMoment(SharedMoment.create(), clockFrom(machineMs()));
  moment.exchange(5000);
  for (const gapMs of [0.25, 1, 60_000]) {
    moment.clear();
    assert.ok(Number.isNaN(moment.exchange(7000)));
    assert.ok(Math.abs(moment.exchange(7000 + gapMs) - gapMs) < 0.0002);
  }
});

test("the ticks wrap around without a trace", () => {
  const moment = new SharedMoment(SharedMoment.create(), clockFrom(0));
  let ms = 0;
  moment.exchange(ms);
  for (let step = 0; step < 20; step++) {
    ms += 100_000.5;
    assert.ok(Math.abs(moment.exchange(ms) - 100_000.5) < 0.001, `${step}`);
  }
});
