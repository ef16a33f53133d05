/** Histograms for tests: from pairs of value and count, drawn by fast-check, and the same in hdr-histogram-js. */
import fc from "fast-check";
import { build, type JsHistogram } from "hdr-histogram-js";
import { Histogram, LATENCY_NS_MAX } from "../../src/stats/histogram.ts";

/** Values in ns and how often each came. */
export type Recorded = readonly (readonly [valueNs: number, count: number])[];

/** Whole values of all magnitudes, some of them 0 and some an hour, with counts beyond 32 bits now and then. */
export const RECORDED: fc.Arbitrary<Recorded> = fc.array(
  fc.tuple(
    fc.oneof(
      fc.nat(3000),
      fc.nat(10_000_000),
      fc.double({ min: 0, max: LATENCY_NS_MAX, noNaN: true }).map(Math.floor),
      fc.constantFrom(0, 2047, 2048, 4294967295, 4294967296, LATENCY_NS_MAX),
    ),
    fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 300 }) }, fc.integer({ min: 1, max: 2 ** 40 })),
  ),
  { maxLength: 40 },
);

/** A histogram of these values. */
export function histogramOf(recorded: Recorded): Histogram {
  const histogram = Histogram.create();
  for (const [valueNs, count] of recorded) {
    histogram.record(valueNs, count);
  }
  return histogram;
}

/** The library's plain JavaScript build of the same layout, whose class also tells the edges of buckets, with these values. */
export function libraryHistogram(recorded: Recorded = []): JsHistogram {
  const library = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LATENCY_NS_MAX,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
    useWebAssembly: false,
  }) as JsHistogram;
  for (const [valueNs, count] of recorded) {
    library.recordValueWithCount(valueNs, count);
  }
  return library;
}
