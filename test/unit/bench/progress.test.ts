/** progress: counts, clocks and shares of a phase under way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { progressOf } from "../../../src/bench/progress.ts";
import { answered, recorderWith, totalsWith } from "../../support/bench-facts.ts";

const TOTALS = answered([
  ["get", "hit", 1000, 30],
  ["get", "miss", 2000, 10],
  ["set", "hit", 1000, 8],
  ["set", "error", 9000, 2],
  ["get", "unanswered", 50_000, 1],
]);

test("counts all replies, the hit rate only of keys asked for, times of all but errors", () => {
  const { latencies, ...progress } = progressOf("measure", 500, { durationMs: 1000 }, false, TOTALS, []);
  assert.deepEqual(progress, {
    phase: "measure",
    elapsedMs: 500,
    done: 0.5,
    requests: 50,
    errors: 2,
    hitRate: 0.75,
    isPaced: false,
    points: [],
    invalidReasons: [],
  });
  assert.deepEqual([latencies.count, latencies.minNs, latencies.maxNs], [49, 1000, 50_000]);
});

test("of an open loop the times are response times, and what makes a run invalid is said while it runs", () => {
  const totals = totalsWith([recorderWith([["get", "hit", 1000, 10, 5_000_000]])], (self) => {
    self.due = 10;
    self.ownDelay.record(4_900_000, 10);
  });
  const progress = progressOf("measure", 500, {}, true, totals, []);
  assert.deepEqual([progress.latencies.minNs, progress.latencies.count], [5_001_000, 10]);
  assert.equal(progress.invalidReasons.length, 1);
  assert.match(progress.invalidReasons[0] ?? "", /the client sent late/);
});

test("how much is done comes from requests or from time, and is never more than all", () => {
  const done = (elapsedMs: number, expected: Parameters<typeof progressOf>[2]) =>
    progressOf("populate", elapsedMs, expected, false, TOTALS, []).done;
  assert.equal(done(1, { requests: 200 }), 0.25);
  assert.equal(done(2000, { durationMs: 1000 }), 1);
  assert.equal(done(2000, {}), undefined);
});

test("before the first reply nothing is known", () => {
  const { hitRate, latencies, requests } = progressOf("measure", 0, { requests: 5 }, false, answered([]), []);
  assert.deepEqual([hitRate, latencies.count, requests], [null, 0, 0]);
});
