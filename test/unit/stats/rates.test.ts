/** Rates over a server's life and between two readings. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ratePerSecond, type StatSample, windowBetween, windowSinceStart } from "../../../src/stats/rates.ts";

function sample(atMs: number, stats: Record<string, number>): StatSample {
  return { atMs, stats: new Map(Object.entries(stats).map(([name, value]) => [name, String(value)])) };
}

describe("windowSinceStart", () => {
  it("divides by the uptime", () => {
    const window = windowSinceStart(sample(0, { uptime: 10, cmd_get: 50 }));
    assert.equal(ratePerSecond(window, "cmd_get"), 5);
    assert.equal(ratePerSecond(window, "absent"), undefined);
  });
  it("has no rate in the first second and without an uptime", () => {
    assert.equal(ratePerSecond(windowSinceStart(sample(0, { uptime: 0, cmd_get: 5 })), "cmd_get"), undefined);
    assert.equal(ratePerSecond(windowSinceStart(sample(0, { cmd_get: 5 })), "cmd_get"), undefined);
  });
});

describe("windowBetween", () => {
  const earlier = sample(1000, { pid: 7, uptime: 10, cmd_get: 50 });
  it("divides what was gained by the time in between", () => {
    const window = windowBetween(earlier, sample(1500, { pid: 7, uptime: 10, cmd_get: 75 }));
    assert.equal(window.seconds, 0.5);
    assert.equal(ratePerSecond(window, "cmd_get"), 50);
  });
  it("does not count through a reset", () => {
    const window = windowBetween(earlier, sample(2000, { pid: 7, uptime: 11, cmd_get: 3 }));
    assert.equal(window.gained("cmd_get"), undefined);
    assert.equal(ratePerSecond(window, "cmd_get"), undefined);
  });
  it("does not count through a restart", () => {
    for (const later of [
      sample(2000, { pid: 8, uptime: 11, cmd_get: 99 }),
      sample(2000, { pid: 7, uptime: 1, cmd_get: 99 }),
    ]) {
      const window = windowBetween(earlier, later);
      assert.equal(window.seconds, 0);
      assert.equal(ratePerSecond(window, "cmd_get"), undefined);
    }
  });
});
