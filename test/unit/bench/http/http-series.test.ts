/** The run over time: intervals of threads become seconds, once every thread has told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheWindows, joinCaches } from "../../../../src/bench/http/http-caches.ts";
import type { HttpIntervalReport } from "../../../../src/bench/http/http-engine.ts";
import { HttpRecorder } from "../../../../src/bench/http/http-recorder.ts";
import { HttpSeries } from "../../../../src/bench/http/http-series.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import type { SeriesPoint } from "../../../../src/bench/result/document.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";
import { cacheReading, record } from "../../../support/http-facts.ts";

function interval(number: number, count: number, due = 0): HttpIntervalReport {
  const recorder = new HttpRecorder();
  record(recorder, 0, "2xx", count, 5, 1);
  const self = new SelfRecorder();
  self.due = due;
  return { interval: number, recorder: recorder.take(), self: self.take(Histogram.create()), inFlight: 2 };
}

function seriesOf(threads: number): { series: HttpSeries; points: SeriesPoint[] } {
  const points: SeriesPoint[] = [];
  const onPoint = ({ point }: { readonly point: SeriesPoint }) => points.push(point);
  return { series: new HttpSeries({ threads, requestCount: 1, isPaced: true, onPoint }), points };
}

test("a second is finished when every thread has delivered its four intervals", () => {
  const { series, points } = seriesOf(2);
  for (const number of [0, 1, 2, 3]) {
    series.add(0, interval(number, 10, 12));
  }
  assert.equal(points.length, 0);
  for (const number of [0, 1, 2, 3]) {
    series.add(1, interval(number, 5, 5));
  }
  const [point] = points;
  assert.deepEqual([point?.requests, point?.opsPerSecond, point?.offeredPerSecond, point?.inFlight], [60, 60, 68, 4]);
  assert.ok(Math.abs((point?.responseP50Us ?? 0) - 6000) < 20 && Math.abs((point?.serviceP50Us ?? 0) - 5000) < 20);
  assert.deepEqual([point?.hits, point?.hitRate, point?.serverHitRate], [0, null, null]);
});

test("what is left is finished at the end, as long as it lasted", () => {
  const { series, points } = seriesOf(1);
  series.add(0, interval(0, 10));
  series.end(500);
  assert.deepEqual([points[0]?.endMs, points[0]?.opsPerSecond], [500, 20]);
});

test("what the caches counted is shown in one point, and all of it", () => {
  const { series, points } = seriesOf(1);
  const readings = [0, 30, 80].map((hits, index) => cacheReading({ get_hits: hits, get_misses: hits }, index * 1000));
  for (const step of [0, 1]) {
    const window = joinCaches(cacheWindows([readings[step]], [readings[step + 1]]));
    assert.ok(window !== undefined);
    series.addCaches(window);
  }
  for (let number = 0; number < 8; number++) {
    series.add(0, interval(number, 1));
  }
  assert.deepEqual(
    points.map(({ hits, misses, hitRate }) => [hits, misses, hitRate]),
    [
      [80, 80, 0.5],
      [0, 0, null],
    ],
  );
});

test("a thread that has ended is not waited for, and what comes for a finished second counts in the next", () => {
  const { series, points } = seriesOf(2);
  series.add(0, interval(1, 10));
  series.add(1, interval(3, 5));
  assert.equal(points.length, 0);
  series.endThread(0);
  assert.deepEqual(
    points.map(({ requests }) => requests),
    [15],
  );
  series.add(1, interval(3, 7));
  series.endThread(1);
  series.end(1200);
  assert.deepEqual(
    points.map(({ index, endMs, requests }) => [index, endMs, requests]),
    [
      [0, 1000, 15],
      [1, 1200, 7],
    ],
  );
});
