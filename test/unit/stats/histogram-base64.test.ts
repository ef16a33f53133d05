/** histogram-base64: hdr-histogram-js finds the same count in every bucket; byte for byte what the Java original writes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { decodeFromCompressedBase64, type JsHistogram } from "hdr-histogram-js";
import { BUCKET_COUNT, LATENCY_NS_MAX } from "../../../src/stats/histogram.ts";
import { encodeBase64 } from "../../../src/stats/histogram-base64.ts";
import { histogramOf, RECORDED, type Recorded } from "../../support/histograms.ts";

/** Written by HdrHistogram 2.2.2 for Java: new Histogram(1, 3600000000000L, 3), encodeIntoCompressedByteBuffer. */
const JAVA: readonly (readonly [Recorded, string])[] = [
  [[], "HISTFAAAACF4nJNpmSzMwMDAyAABzFAayGd2M9ixgMH+A1QEAFKmBEw="],
  [
    [
      [1000, 3],
      [5_000_000_000, 1],
    ],
    "HISTFAAAACh4nJNpmSzMwMDAzgABzFCaEch0M9ixgMH+A0TgPD/b30dMTAB6HwcZ",
  ],
  [
    [
      [100_031, 500],
      [250_111, 300],
      [1_000_447, 150],
      [5_001_215, 45],
      [40_009_727, 5],
    ],
    "HISTFAAAADR4nJNpmSzMwMAgxAABzFCaEch0M9ixgMH+A0Rgc8UL9m6xGyx/5dcwHVaJ+qvPBQDwBAw1",
  ],
];

function decode(text: string): JsHistogram {
  return decodeFromCompressedBase64(text, 64) as JsHistogram;
}

function checkEveryBucket(recorded: Recorded): void {
  const histogram = histogramOf(recorded);
  const decoded = decode(encodeBase64(histogram));
  assert.equal(decoded.totalCount, histogram.count);
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    if (decoded.getCountAtIndex(bucket) !== histogram.countAt(bucket)) {
      assert.fail(`bucket ${bucket}: ${decoded.getCountAtIndex(bucket)}, not ${histogram.countAt(bucket)}`);
    }
  }
}

test("the payload is the one that Java writes", () => {
  const payload = (text: string) => inflateSync(Buffer.from(text, "base64").subarray(8)).toString("hex");
  for (const [recorded, text] of JAVA) {
    const encoded = encodeBase64(histogramOf(recorded));
    assert.equal(payload(encoded), payload(text));
    assert.match(encoded, /^HISTFAAAA[A-Za-z0-9+/]+=*$/);
  }
});

test("what hdr-histogram-js decodes has the layout of the original", () => {
  const { lowestDiscernibleValue, highestTrackableValue, numberOfSignificantValueDigits } = decode(
    encodeBase64(histogramOf([[5, 1]])),
  );
  assert.deepEqual(
    [lowestDiscernibleValue, highestTrackableValue, numberOfSignificantValueDigits],
    [1, LATENCY_NS_MAX, 3],
  );
});

test("nothing, one value, an hour, counts beyond 32 bits: every bucket has its count", () => {
  checkEveryBucket([]);
  checkEveryBucket([[0, 1]]);
  checkEveryBucket([[1, 1]]);
  checkEveryBucket([[1_234_567, 1]]);
  checkEveryBucket([[LATENCY_NS_MAX, 1]]);
  checkEveryBucket([
    [3, 2 ** 31],
    [4, 2 ** 32 + 1],
    [77_777, 2 ** 50 + 3],
  ]);
});

test("whatever was recorded: every bucket has its count", () => {
  fc.assert(fc.property(RECORDED, checkEveryBucket), { numRuns: 60 });
});
