/** Relative time and the two ways of flushing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Control } from "../../../src/memory/control.ts";
import { Clock, RELATIVE_EXPTIME_MAX } from "../../../src/store/clock.ts";

const START = 1_700_000_000;

function clockAt(seconds: number): Clock {
  const clock = new Clock(new Control(Control.create(1)).words, START);
  clock.tick(START + seconds);
  return clock;
}

describe("clock", () => {
  it("starts 62 s after its zero and never goes back", () => {
    const clock = clockAt(0);
    assert.equal(clock.now(), 62);
    assert.equal(clock.processStarted, START - 62);
    clock.tick(START + 10);
    clock.tick(START + 5);
    assert.equal(clock.now(), 72);
  });

  it("reads exptimes as memcached does", () => {
    const clock = clockAt(100);
    assert.equal(clock.realTime(0), 0);
    assert.equal(clock.realTime(1), 163);
    assert.equal(clock.realTime(-1), 1);
    assert.equal(clock.realTime(RELATIVE_EXPTIME_MAX), RELATIVE_EXPTIME_MAX + 162);
    assert.equal(clock.realTime(RELATIVE_EXPTIME_MAX + 1), 1);
    assert.equal(clock.realTime(START - 62), 1);
    assert.equal(clock.realTime(START + 200), 262);
    assert.equal(clock.realTime(0xffffffff), 0xffffffff - START + 62);
    assert.equal(clock.realTime(2 ** 40), 0xffffffff);
  });

  it("lets an item die when its second has come", () => {
    const clock = clockAt(0);
    assert.equal(clock.isExpired(0), false);
    assert.equal(clock.isExpired(62), true);
    assert.equal(clock.isExpired(63), false);
    assert.equal(clock.isExpired(0xf0000000 | 0), false);
  });

  it("flushes at once by epoch", () => {
    const clock = clockAt(0);
    const epoch = clock.epoch();
    assert.equal(clock.isFlushed(epoch, 62), false);
    clock.flushNow();
    assert.equal(clock.isFlushed(epoch, 62), true);
    assert.equal(clock.isFlushed(clock.epoch(), 62), false);
  });

  it("flushes later by time", () => {
    const clock = clockAt(0);
    clock.flushAt(70);
    assert.equal(clock.isFlushed(0, 62), false);
    clock.tick(START + 8);
    assert.equal(clock.isFlushed(0, 70), true);
    assert.equal(clock.isFlushed(0, 71), false);
  });

  it("leaves dead what a replaced order had killed", () => {
    const clock = clockAt(0);
    clock.flushAt(64);
    clock.tick(START + 5);
    clock.flushAt(100);
    assert.equal(clock.isFlushed(0, 64), true);
    assert.equal(clock.isFlushed(0, 65), false);
  });

  it("asks for a sweep before epochs repeat", () => {
    const clock = clockAt(0);
    let sweeps = 0;
    for (let flush = 0; flush < 65536; flush++) {
      sweeps += clock.flushNow() ? 1 : 0;
    }
    assert.equal(sweeps, 2);
  });
});
