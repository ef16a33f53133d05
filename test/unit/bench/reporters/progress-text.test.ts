/** progress-text: the line of a moment: of the last second once there is one, errors of all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Progress } from "../../../../src/bench/progress.ts";
import { progressText } from "../../../../src/bench/reporters/progress-text.ts";
import type { SeriesPoint } from "../../../../src/bench/result/document.ts";
import { histogramOf } from "../../../support/histograms.ts";

const MOMENT: Progress = {
  phase: "measure",
  elapsedMs: 3200,
  done: 0.329,
  requests: 451_200,
  errors: 3,
  hitRate: 0.998,
  isPaced: false,
  latencies: histogramOf([[812_000, 1]]),
  points: [],
  invalidReasons: [],
};

const SECOND = {
  opsPerSecond: 99_000,
  offeredPerSecond: null,
  hitRate: 0.5,
  responseP99Us: 5000,
  serviceP99Us: 700,
} as SeriesPoint;

test("before the first second is over: since the start", () => {
  assert.equal(progressText(MOMENT), "measure 3.2 s 32 %: 141k/s, hit rate 99.8 %, p99 812 us, 3 errors");
});

test("then of the last second: the service time of a closed loop", () => {
  const points = [{ ...SECOND, opsPerSecond: 1 }, SECOND];
  assert.equal(progressText({ ...MOMENT, points }), "measure 3.2 s 32 %: 99k/s, hit rate 50 %, p99 700 us, 3 errors");
});

test("of an open loop what was due beside it, and the response time", () => {
  const points = [{ ...SECOND, offeredPerSecond: 150_000 }];
  assert.equal(
    progressText({ ...MOMENT, isPaced: true, points, errors: 0 }),
    "measure 3.2 s 32 %: 99k/s of 150k/s, hit rate 50 %, p99 5 ms",
  );
});

test("nothing known yet", () => {
  const moment = { ...MOMENT, elapsedMs: 0, done: undefined, requests: 0, errors: 0, hitRate: null } as const;
  assert.equal(progressText({ ...moment, phase: "warmup", latencies: histogramOf([]) }), "warm-up 0 s: -");
});
