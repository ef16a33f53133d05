/** Series: nothing is lost while it fits, then thinned, then forgotten. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DOWN } from "../../../src/monitor/metrics.ts";
import { Series, THINNED_POINTS } from "../../../src/monitor/series.ts";

/** A series of `count` seconds, whose gets are their numbers. */
function seriesOf(count: number, pointsMax?: number): Series {
  const series = new Series(pointsMax);
  for (let second = 1; second <= count; second++) {
    series.add((second - 1) * 1000, second * 1000, { ...DOWN, gets: second, p99Us: second });
  }
  return series;
}

describe("Series", () => {
  it("is found by time: the last point that had ended", () => {
    const series = seriesOf(1000);
    assert.equal(series.at(999), undefined);
    assert.equal(series.at(1000)?.metrics.gets, 1);
    assert.equal(series.at(500_500)?.metrics.gets, 500);
    assert.equal(series.at(9e9)?.metrics.gets, 1000);
    assert.equal(series.firstMs, 1000);
    assert.deepEqual(
      series.samples("gets", 5000, 7000).map(({ startMs, endMs, value }) => [startMs, endMs, value]),
      [
        [5000, 6000, 6],
        [6000, 7000, 7],
      ],
    );
    assert.ok(Number.isNaN(series.at(1000)?.metrics.sets));
  });
  it("ten of the oldest become one: means, but the peaks of times", () => {
    const series = seriesOf(21, 20);
    assert.equal(series.count, 12);
    const [oldest, next] = series.samples("gets", 0, 12_000);
    assert.deepEqual(oldest, { startMs: 0, endMs: 10_000, value: 5.5 });
    assert.deepEqual(next, { startMs: 10_000, endMs: 11_000, value: 11 });
    assert.equal(series.samples("p99Us", 0, 12_000)[0]?.value, 10);
    assert.ok(Number.isNaN(series.samples("sets", 0, 12_000)[0]?.value));
  });
  it("never has more points than it may, and its points follow each other without a hole", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: THINNED_POINTS, max: 40 }),
        (count, pointsMax) => {
          const series = seriesOf(count, pointsMax);
          assert.ok(series.count <= 2 * pointsMax);
          const samples = series.samples("gets", 0, count * 1000);
          assert.equal(samples.length, series.count);
          for (const [index, { startMs }] of samples.entries()) {
            assert.equal(startMs, index === 0 ? startMs : samples[index - 1]?.endMs);
          }
          assert.equal(samples.at(-1)?.value, count);
        },
      ),
    );
  });
  it("an empty one knows nothing", () => {
    const series = new Series();
    assert.equal(series.firstMs, undefined);
    assert.equal(series.at(5), undefined);
    assert.deepEqual(series.samples("gets", 0, 1e15), []);
  });
});
