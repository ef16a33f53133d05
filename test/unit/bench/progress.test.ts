/** progress: counts and shares of a phase under way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { progressOf } from "../../../src/bench/progress.ts";
import { recorderWith } from "../../support/bench-facts.ts";

const RECORDER = recorderWith([
  ["get", "hit", 1000, 30],
  ["get", "miss", 1000, 10],
  ["set", "hit", 1000, 8],
  ["set", "error", 1000, 2],
]);

test("counts all replies, the hit rate only of keys asked for", () => {
  const progress = progressOf("measure", 500, { durationMs: 1000 }, RECORDER);
  assert.deepEqual(progress, {
    phase: "measure",
    elapsedMs: 500,
    done: 0.5,
    requests: 50,
    errors: 2,
    hitRate: 0.75,
    p99Ns: 1000,
  });
});

test("how much is done comes from requests or from time, and is never more than all", () => {
  assert.equal(progressOf("populate", 1, { requests: 200 }, RECORDER).done, 0.25);
  assert.equal(progressOf("measure", 2000, { durationMs: 1000 }, RECORDER).done, 1);
  assert.equal(progressOf("measure", 2000, {}, RECORDER).done, undefined);
});

test("before the first reply nothing is known", () => {
  const { hitRate, p99Ns, requests } = progressOf("measure", 0, { requests: 5 }, recorderWith([]));
  assert.deepEqual([hitRate, p99Ns, requests], [null, undefined, 0]);
});
