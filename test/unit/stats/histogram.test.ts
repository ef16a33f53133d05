/** histogram: bucket by bucket and percentile by percentile against hdr-histogram-js with the same settings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { build, type JsHistogram } from "hdr-histogram-js";
import { Prng } from "../../../src/base/prng.ts";
import {
  BUCKET_COUNT,
  bucketHighest,
  bucketLowest,
  bucketOf,
  HISTOGRAM_WORDS,
  Histogram,
  LATENCY_NS_MAX,
} from "../../../src/stats/histogram.ts";

const PERCENTILES = [0.001, 1, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.9, 99.99, 99.999, 100] as const;

/** The library's plain JavaScript build, whose class also tells the edges of buckets. */
function reference(): JsHistogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LATENCY_NS_MAX,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
    useWebAssembly: false,
  }) as JsHistogram;
}

/** Values spread over all magnitudes. */
function spread(prng: Prng): number {
  return Math.min(LATENCY_NS_MAX, Math.floor(2 ** (prng.nextDouble() * 41.7)));
}

test("every bucket has the edges that hdr-histogram-js gives it", () => {
  const hdr = reference();
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    const low = bucketLowest(bucket);
    const high = bucketHighest(bucket);
    assert.equal(bucketOf(low), bucket);
    assert.equal(bucketOf(high), bucket);
    if (hdr.lowestEquivalentValue(low) !== low || hdr.highestEquivalentValue(low) !== high) {
      assert.fail(`bucket ${bucket}: ${low}..${high}`);
    }
  }
});

test("percentiles, count, mean, smallest and largest agree with hdr-histogram-js", () => {
  for (let seed = 0; seed < 20; seed++) {
    const prng = Prng.stream(seed, 0);
    const hdr = reference();
    const histogram = Histogram.create();
    const total = 1 + prng.nextBelow(5000);
    let sum = 0;
    let largest = 0;
    for (let draw = 0; draw < total; draw++) {
      const value = spread(prng);
      const count = 1 + prng.nextBelow(4);
      hdr.recordValueWithCount(value, count);
      histogram.record(value, count);
      sum += value * count;
      largest = Math.max(largest, value);
    }
    assert.equal(histogram.count, hdr.totalCount);
    assert.equal(histogram.maxNs, largest);
    const expected = PERCENTILES.map((percentile) => Math.min(largest, hdr.getValueAtPercentile(percentile)));
    assert.deepEqual(histogram.percentilesNs(PERCENTILES), expected, `seed ${seed}`);
    const mean = histogram.meanNs ?? -1;
    assert.ok(Math.abs(mean - sum / hdr.totalCount) <= 1e-9 * mean);
    assert.ok(Math.abs(mean - hdr.mean) <= 0.001 * mean);
  }
});

test("counts of each bucket agree after a merge", () => {
  const prng = Prng.stream(77, 0);
  const hdr = reference();
  const parts = [Histogram.create(), Histogram.create(), Histogram.create()];
  for (let draw = 0; draw < 3000; draw++) {
    const value = spread(prng);
    hdr.recordValue(value);
    parts[draw % 3]?.record(value, 1);
  }
  const merged = Histogram.create();
  for (const part of parts) {
    merged.add(Histogram.attach(part.snapshot()));
  }
  assert.equal(merged.count, 3000);
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    assert.equal(merged.countAt(bucket), hdr.getCountAtIndex(bucket));
  }
});

test("an empty histogram has no percentiles, no mean and no extremes, not zeros", () => {
  const histogram = Histogram.create();
  assert.equal(histogram.count, 0);
  assert.deepEqual(histogram.percentilesNs([50, 99]), [undefined, undefined]);
  assert.deepEqual([histogram.meanNs, histogram.minNs, histogram.maxNs], [undefined, undefined, undefined]);
  histogram.record(5, 1);
  histogram.reset();
  assert.deepEqual([histogram.count, histogram.minNs, histogram.maxNs], [0, undefined, undefined]);
});

test("values out of range count at the ends, fractions are cut", () => {
  const histogram = Histogram.create();
  histogram.record(-5, 1);
  histogram.record(1.9, 1);
  histogram.record(LATENCY_NS_MAX * 10, 1);
  assert.deepEqual([histogram.minNs, histogram.maxNs, histogram.count], [0, LATENCY_NS_MAX, 3]);
  assert.equal(histogram.countAt(0), 1);
  assert.equal(histogram.countAt(1), 1);
  assert.equal(histogram.countAt(BUCKET_COUNT - 1), 1);
});

test("one value is every percentile, exactly", () => {
  const histogram = Histogram.create();
  histogram.record(1_234_567, 3);
  assert.deepEqual(histogram.percentilesNs([0, 50, 100]), [1_234_567, 1_234_567, 1_234_567]);
});

test("state of a wrong length is refused", () => {
  assert.throws(() => Histogram.attach(new Float64Array(HISTOGRAM_WORDS - 1)), RangeError);
});
