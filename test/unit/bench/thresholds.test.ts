/** thresholds: the edges of every comparison, percentiles equal to the histogram's, and no samples is not passed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { COMPARISONS, type Comparison } from "../../../src/base/comparison.ts";
import { evaluateThresholds, type ThresholdLookup, type ThresholdResult } from "../../../src/bench/thresholds.ts";
import { parseThreshold } from "../../../src/bench/thresholds-text.ts";
import { histogramOf, RECORDED } from "../../support/histograms.ts";
import { lookupOf } from "../../support/threshold-facts.ts";

function judge(text: string, lookup: ThresholdLookup): ThresholdResult {
  const [result] = evaluateThresholds([parseThreshold(text, ["get", "set"])], lookup);
  assert.ok(result !== undefined);
  assert.equal(result.threshold, text);
  return result;
}

/** Whether each comparison holds below, at and above the limit. */
const EDGES: Readonly<Record<Comparison, readonly [boolean, boolean, boolean]>> = {
  "<": [true, false, false],
  "<=": [true, true, false],
  ">": [false, false, true],
  ">=": [false, true, true],
  "==": [false, true, false],
  "!=": [true, false, true],
};

test("every comparison, just below, at and just above its limit: times, ratios, rates and counts", () => {
  const cases: readonly (readonly [metric: string, limit: string, around: readonly number[]])[] = [
    ["max", "5ms", [4_999_999, 5_000_000, 5_000_001]],
    ["hit_rate", "99.9%", [0.9989999, 0.999, 0.9990001]],
    ["ops", "100k", [99_999.99, 100_000, 100_000.01]],
    ["unanswered", "3", [2, 3, 4]],
  ];
  for (const [metric, limit, around] of cases) {
    for (const operator of Object.keys(COMPARISONS) as Comparison[]) {
      const passed = around.map((value) => {
        const lookup = lookupOf({ "*": histogramOf([[value, 1]]) }, { [metric]: value });
        return judge(`${metric}${operator}${limit}`, lookup).passed;
      });
      assert.deepEqual(passed, EDGES[operator], `${metric}${operator}${limit}`);
    }
  }
});

test("aggregations are those of the histogram, exactly", () => {
  fc.assert(
    fc.property(
      RECORDED.filter((recorded) => recorded.length > 0),
      fc.nat(10_000).map((part) => part / 100),
      (recorded, percentile) => {
        const histogram = histogramOf(recorded);
        const lookup = lookupOf({ "*": histogram });
        const actual = (aggregation: string) => judge(`${aggregation}>0`, lookup).actual;
        assert.equal(actual(`p${percentile}`), histogram.percentilesNs([percentile])[0]);
        assert.deepEqual(["min", "max", "avg", "med", "count"].map(actual), [
          histogram.minNs,
          histogram.maxNs,
          histogram.meanNs,
          histogram.percentilesNs([50])[0],
          histogram.count,
        ]);
      },
    ),
  );
});

test("the selection is what the lookup is asked for; a clock that was not named is not chosen here", () => {
  const lookup = lookupOf({
    "*": histogramOf([[1e6, 1]]),
    "get.miss": histogramOf([[2e6, 1]]),
    "get.miss.service": histogramOf([[3e6, 1]]),
    send_lag: histogramOf([[4e6, 1]]),
  });
  const actual = ["max<1s", "get.miss.max<1s", "get.miss.service.max<1s", "send_lag.max<1s"].map(
    (text) => judge(text, lookup).actual,
  );
  assert.deepEqual(actual, [1e6, 2e6, 3e6, 4e6]);
});

test("numbers are of the run or of an operation", () => {
  const lookup = lookupOf({}, { hit_rate: 0.5, "get.hit_rate": 0.75, "set.ops": 10 });
  assert.equal(judge("hit_rate>0.9", lookup).actual, 0.5);
  assert.equal(judge("get.hit_rate>0.7", lookup).passed, true);
  assert.equal(judge("set.ops>100", lookup).actual, 10);
});

test("without samples every comparison fails, and says so", () => {
  const lookup = lookupOf({ "get.miss": histogramOf([]) }, { hit_rate: Number.NaN });
  for (const metric of ["p99", "get.miss.p99", "get.miss.max", "get.miss.min", "get.miss.avg"]) {
    for (const operator of Object.keys(COMPARISONS)) {
      assert.deepEqual(judge(`${metric}${operator}5ms`, lookup), {
        threshold: `${metric}${operator}5ms`,
        passed: false,
        actual: null,
        actualText: "-",
        reason: "no samples",
      });
    }
  }
  assert.equal(judge("hit_rate!=0.9", lookup).reason, "no samples");
  assert.equal(judge("ops>0", lookup).reason, "no samples");
});

test("a count of what was measured and never happened is 0; of what was not measured it has no samples", () => {
  const lookup = lookupOf({ "get.error": histogramOf([]) });
  assert.deepEqual(judge("get.error.count==0", lookup), {
    threshold: "get.error.count==0",
    passed: true,
    actual: 0,
    actualText: "0",
    reason: null,
  });
  assert.equal(judge("set.error.count==0", lookup).reason, "no samples");
});

test("the reason has both numbers, and the part below when a latency was to be below", () => {
  const lookup = lookupOf(
    {
      "*": histogramOf([
        [1e6, 90],
        [7_200_000, 10],
      ]),
    },
    { hit_rate: 0.85, ops: 900, unanswered: 2 },
  );
  const reasons = ["p99<5ms", "p99<=5ms", "min>2ms", "hit_rate>0.9", "ops>1k", "unanswered==0", "count>1M"].map(
    (text) => judge(text, lookup).reason,
  );
  assert.deepEqual(reasons, [
    "7.2 ms is not < 5 ms; 90 % were below",
    "7.2 ms is not <= 5 ms; 90 % were below",
    "1 ms is not > 2 ms",
    "85 % is not > 90 %",
    "900/s is not > 1k/s",
    "2 is not == 0",
    "100 is not > 1,000,000",
  ]);
  assert.equal(judge("p99<5ms", lookup).actualText, "7.2 ms");
});

test("numbers that look the same when they are shortened are told apart", () => {
  const lookup = lookupOf({ "*": histogramOf([[5_000_001, 1]]) }, { ops: 99_999.5 });
  assert.equal(judge("max<5ms", lookup).reason, "5000001 ns is not < 5000000 ns; 0 % were below");
  assert.equal(judge("ops>=100k", lookup).reason, "99999.5 is not >= 100000");
});

test("results stand in the order of the thresholds", () => {
  const thresholds = ["ops>1", "hit_rate>0.9", "ops<1"].map((text) => parseThreshold(text, []));
  const results = evaluateThresholds(thresholds, lookupOf({}, { ops: 5 }));
  assert.deepEqual(
    results.map(({ threshold, passed }) => [threshold, passed]),
    [
      ["ops>1", true],
      ["hit_rate>0.9", false],
      ["ops<1", false],
    ],
  );
});
