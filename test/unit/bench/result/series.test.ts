/** series: points come when every thread has delivered, in order, and nothing that was measured is left out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { IntervalReport } from "../../../../src/bench/load/reports.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import type { SeriesPoint } from "../../../../src/bench/result/document.ts";
import { type FinishedPoint, Series } from "../../../../src/bench/result/series.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";
import { type Replies, recorderWith, testWindow } from "../../../support/bench-facts.ts";

function interval(number: number, replies: readonly Replies[], due = 0, inFlight = 0): IntervalReport {
  const self = new SelfRecorder();
  self.due = due;
  const servers = [recorderWith(replies).take()];
  return { interval: number, servers, self: self.take(Histogram.create()), inFlight };
}

/** One get that hit. */
const HIT: readonly Replies[] = [["get", "hit", 1000, 1]];

function seriesOf(threads: number, isPaced = false) {
  const finished: FinishedPoint[] = [];
  const series = new Series({ threads, pointMs: 1000, isPaced, onPoint: (point) => finished.push(point) });
  return { series, finished, points: (): SeriesPoint[] => finished.map(({ point }) => point) };
}

test("a point is finished once every thread has delivered its last interval", () => {
  const { series, points } = seriesOf(2);
  for (const number of [0, 1, 2, 3]) {
    series.add(0, interval(number, HIT));
  }
  for (const number of [0, 1, 2]) {
    series.add(1, interval(number, HIT));
  }
  assert.deepEqual(points(), []);
  series.add(0, interval(4, HIT));
  series.add(1, interval(3, HIT));
  assert.deepEqual(
    points().map(({ index, startMs, endMs, requests }) => [index, startMs, endMs, requests]),
    [[0, 0, 1000, 8]],
  );
});

test("a thread that has ended is not waited for, and the last one leaves its last point to the end", () => {
  const { series, points } = seriesOf(2);
  series.add(0, interval(1, HIT));
  series.add(1, interval(5, HIT));
  assert.equal(points().length, 0);
  series.endThread(0);
  assert.deepEqual(
    points().map(({ requests, inFlight }) => [requests, inFlight]),
    [[1, 0]],
  );
  series.endThread(1);
  assert.equal(points().length, 1);
  series.end(1500);
  assert.deepEqual(
    points().map(({ endMs, requests }) => [endMs, requests]),
    [
      [1000, 1],
      [1500, 1],
    ],
  );
});

test("an interval that was skipped, and a point in which nothing happened, are there all the same", () => {
  const { series, points } = seriesOf(1);
  series.add(0, interval(1, HIT));
  series.add(0, interval(9, HIT));
  series.end(2600);
  assert.deepEqual(
    points().map(({ index, startMs, endMs, requests, hitRate, serviceP50Us }) => [
      index,
      startMs,
      endMs,
      requests,
      hitRate,
      serviceP50Us,
    ]),
    [
      [0, 0, 1000, 1, 1, 1],
      [1, 1000, 2000, 0, null, null],
      [2, 2000, 2600, 1, 1, 1],
    ],
  );
});

test("the end finishes what is left, over the time there was", () => {
  const { series, points } = seriesOf(2);
  series.add(0, interval(0, [["get", "hit", 1000, 30]]));
  series.add(1, interval(1, [["get", "miss", 1000, 20]]));
  series.end(500);
  assert.deepEqual(
    points().map(({ endMs, requests, opsPerSecond, hitRate }) => [endMs, requests, opsPerSecond, hitRate]),
    [[500, 50, 100, 0.6]],
  );
});

test("nothing is finished when nothing came", () => {
  const { series, points } = seriesOf(1);
  series.end(0);
  assert.deepEqual(points(), []);
});

test("what comes for a point that is finished already counts in the next", () => {
  const { series, points } = seriesOf(1);
  series.add(0, interval(3, HIT));
  series.add(0, interval(3, HIT));
  series.end(1100);
  assert.deepEqual(
    points().map(({ index, endMs, requests }) => [index, endMs, requests]),
    [
      [0, 1000, 1],
      [1, 1100, 1],
    ],
  );
});

test("whatever comes in whatever order: points in order, and their sum is everything", () => {
  const reports = fc.array(fc.tuple(fc.nat(2), fc.nat(3), fc.integer({ min: 1, max: 5 })), { maxLength: 60 });
  fc.assert(
    fc.property(reports, (steps) => {
      const { series, points } = seriesOf(3);
      const numbers = [0, 0, 0];
      let total = 0;
      for (const [thread, forward, count] of steps) {
        numbers[thread] = (numbers[thread] as number) + forward;
        series.add(thread, interval(numbers[thread] as number, [["get", "hit", 1000, count]], count));
        total += count;
      }
      series.end((Math.max(...numbers) + 1) * 250);
      assert.equal(
        points().reduce((sum, { requests }) => sum + requests, 0),
        total,
      );
      assert.deepEqual(
        points().map(({ index }) => index),
        points().map((_, index) => index),
      );
      assert.ok(points().every(({ startMs, endMs }) => endMs >= startMs && endMs <= startMs + 1000));
    }),
  );
});

test("an open loop has what came due and response times; in flight is what all threads had last", () => {
  const { series, points, finished } = seriesOf(2, true);
  const replies: readonly Replies[] = [
    ["get", "hit", 1000, 10, 4000],
    ["set", "error", 9000, 2],
    ["get", "unanswered", 50_000, 3, 0],
  ];
  series.add(0, interval(0, replies, 100, 9));
  series.add(0, interval(3, [], 50, 4));
  series.add(1, interval(3, [], 0, 2));
  const [point] = points();
  assert.deepEqual(
    [point?.requests, point?.errors, point?.opsPerSecond, point?.offeredPerSecond, point?.inFlight],
    [12, 2, 12, 150, 6],
  );
  assert.deepEqual(
    [point?.serviceP50Us, point?.responseP50Us, point?.responseMaxUs, point?.sendLagP99Us],
    [1, 5.003, 50, 4],
  );
  assert.equal(finished[0]?.recorder.errors.length, 0);
});

test("a closed loop has neither", () => {
  const { series, points } = seriesOf(1);
  series.add(0, interval(3, HIT));
  const [point] = points();
  assert.deepEqual(
    [point?.offeredPerSecond, point?.responseP50Us, point?.responseMaxUs, point?.sendLagP99Us],
    [null, null, null, null],
  );
});

test("the servers' window stands beside the points that follow", () => {
  const { series, points } = seriesOf(1);
  series.add(0, interval(3, HIT));
  series.serverWindow = testWindow({ get_hits: 3, get_misses: 1, evictions: 5 }, { elapsedMs: 1000, cpuMs: 500 });
  series.add(0, interval(7, HIT));
  assert.deepEqual(
    points().map(({ serverHitRate, serverEvictions, serverCpuPercent }) => [
      serverHitRate,
      serverEvictions,
      serverCpuPercent,
    ]),
    [
      [null, null, null],
      [0.75, 5, 50],
    ],
  );
});
