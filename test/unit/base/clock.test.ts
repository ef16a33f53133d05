/** clock: the monotonic clock never goes back, the calendar's clock is the machine's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { machineMs, systemClock } from "../../../src/base/clock.ts";

test("monotonic readings never fall", () => {
  let last = systemClock.monotonicMs();
  let lastMachine = machineMs();
  for (let reading = 0; reading < 1000; reading++) {
    const now = systemClock.monotonicMs();
    const nowMachine = machineMs();
    assert.ok(now >= last);
    assert.ok(nowMachine >= lastMachine);
    last = now;
    lastMachine = nowMachine;
  }
});

test("unixMs lies between two readings of Date", () => {
  const before = Date.now();
  const reading = systemClock.unixMs();
  assert.ok(reading >= before && reading <= Date.now());
});
