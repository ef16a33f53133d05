/** histogram: bucket by bucket and percentile by percentile against hdr-histogram-js with the same settings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Prng } from "../../../src/base/prng.ts";
import {
  BUCKET_COUNT,
  bucketHighest,
  bucketLowest,
  bucketOf,
  Histogram,
  LATENCY_NS_MAX,
} from "../../../src/stats/histogram.ts";
import { histogramOf, libraryHistogram, RECORDED } from "../../support/histograms.ts";

const PERCENTILES = [0.001, 1, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.9, 99.99, 99.999, 100] as const;

/** Values spread over all magnitudes. */
function spread(prng: Prng): number {
  return Math.min(LATENCY_NS_MAX, Math.floor(2 ** (prng.nextDouble() * 41.7)));
}

test("every bucket has the edges that hdr-histogram-js gives it", () => {
  const hdr = libraryHistogram();
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
    const hdr = libraryHistogram();
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
  const hdr = libraryHistogram();
  const parts = [Histogram.create(), Histogram.create(), Histogram.create()];
  for (let draw = 0; draw < 3000; draw++) {
    const value = spread(prng);
    hdr.recordValue(value);
    parts[draw % 3]?.record(value, 1);
  }
  const merged = Histogram.create();
  for (const part of parts) {
    merged.addPacked(part.pack());
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

/** What can be seen of a histogram. */
function seen(histogram: Histogram) {
  const { minNs, maxNs, meanNs, count, bucketRange } = histogram;
  const buckets = Array.from({ length: BUCKET_COUNT }, (_, bucket) => histogram.countAt(bucket)).entries();
  return { minNs, maxNs, meanNs, count, bucketRange, hit: [...buckets].filter(([, hits]) => hits > 0) };
}

test("packed, reset, added again: the same histogram as one that recorded everything", () => {
  fc.assert(
    fc.property(RECORDED, RECORDED, (left, right) => {
      const expected = seen(histogramOf([...left, ...right]));
      const used = histogramOf(right);
      used.reset();
      assert.deepEqual(seen(used), seen(Histogram.create()));
      used.addPacked(histogramOf(left).pack());
      used.addPacked(histogramOf(right).pack());
      const added = histogramOf(left);
      added.add(histogramOf(right));
      for (const sum of [seen(used), seen(added)]) {
        const difference = Math.abs((sum.meanNs ?? 0) - (expected.meanNs ?? 0));
        assert.ok(difference <= 1e-9 * (expected.meanNs ?? 0));
        assert.deepEqual({ ...sum, meanNs: expected.meanNs }, expected);
      }
    }),
    { numRuns: 50 },
  );
});

test("the range of buckets holds everything, and its ends were hit", () => {
  fc.assert(
    fc.property(RECORDED, (records) => {
      const { bucketRange, hit } = seen(histogramOf(records));
      const expected =
        hit.length === 0 ? { first: 0, end: 0 } : { first: hit[0]?.[0], end: (hit.at(-1)?.[0] ?? 0) + 1 };
      assert.deepEqual(bucketRange, expected);
    }),
    { numRuns: 50 },
  );
});

test("a packed histogram has only the buckets that were hit, on a buffer of its own", () => {
  const histogram = histogramOf([
    [7, 2],
    [3_000_000, 5],
  ]);
  const packed = histogram.pack();
  assert.deepEqual([...packed], [7, 3_000_000, 15_000_014, 7, 2, bucketOf(3_000_000), 5]);
  assert.equal(packed.buffer.byteLength, packed.byteLength);
  assert.deepEqual([...Histogram.create().pack()], [Number.POSITIVE_INFINITY, 0, 0]);
});

test("packed state that cannot be one is refused", () => {
  for (const words of [
    [],
    [1, 1, 1, 5],
    [1, 1, 1, -1, 1],
    [1, 1, 1, BUCKET_COUNT, 1],
    [1, 1, 1, 1.5, 1],
    [1, 1, 1, Number.NaN, 1],
  ]) {
    assert.throws(() => Histogram.create().addPacked(Float64Array.from(words)), RangeError);
  }
});

test("percentiles may be asked for in any order", () => {
  fc.assert(
    fc.property(
      RECORDED,
      fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 6 }),
      (records, asked) => {
        const histogram = histogramOf(records);
        const single = asked.map((percentile) => histogram.percentilesNs([percentile])[0]);
        assert.deepEqual(histogram.percentilesNs(asked), single);
      },
    ),
  );
});

test("a percentile's quantile is at least what was asked for, and less was below it", () => {
  fc.assert(
    fc.property(RECORDED, fc.double({ min: 0.01, max: 100, noNaN: true }), (records, percentile) => {
      const histogram = histogramOf(records);
      const [value] = histogram.percentilesNs([percentile]);
      if (value === undefined) {
        assert.equal(histogram.quantileAt(5), undefined);
      } else {
        const least = (percentile / 100) * (1 - 2 * Number.EPSILON);
        assert.ok((histogram.quantileAt(value) ?? 0) >= least);
        assert.ok(histogram.countBelow(bucketLowest(bucketOf(value))) / histogram.count < percentile / 100);
      }
    }),
  );
});

test("countBelow and quantileAt count by value, exactly where buckets are one nanosecond wide", () => {
  const histogram = histogramOf([
    [10, 1],
    [20, 2],
    [1000, 1],
    [5_000_000, 4],
  ]);
  const below = [-1, 0, 10, 10.5, 11, 20, 21, 1000, 1001, 5_000_000, 5_000_001, LATENCY_NS_MAX * 2];
  assert.deepEqual(
    below.map((value) => histogram.countBelow(value)),
    [0, 0, 0, 1, 1, 1, 3, 3, 4, 4, 8, 8],
  );
  const at = [-1, 0, 9, 10, 10.9, 20, 999, 1000, 4_990_000, 5_000_000, LATENCY_NS_MAX * 2];
  assert.deepEqual(
    at.map((value) => histogram.quantileAt(value)),
    [0, 0, 0, 0.125, 0.125, 0.375, 0.375, 0.5, 0.5, 1, 1],
  );
});
