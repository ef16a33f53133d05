/** latency-bars: every value is in one row, rows fit the width, bars are proportional, nothing counted is invisible. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { latencyBars } from "../../../../src/bench/reporters/latency-bars.ts";
import { histogramOf, RECORDED, type Recorded } from "../../../support/histograms.ts";

const SLOW_REPLY: Recorded = [
  [90_000, 500],
  [100_000, 800],
  [150_000, 199],
  [20_000_000, 1],
];

test("a run with one slow reply: ranges of one factor, the gap between them is seen", () => {
  assert.deepEqual(latencyBars(histogramOf(SLOW_REPLY), { width: 48, rowsMax: 6 }), [
    "<=  222 us  ████████████████████  1,499  99.93 %",
    "<=  545 us                            0  99.93 %",
    "<= 1.34 ms                            0  99.93 %",
    "<=  3.3 ms                            0  99.93 %",
    "<= 8.13 ms                            0  99.93 %",
    "<=   20 ms  ▏                         1    100 %",
  ]);
});

test("bars have the length of their counts, in eighths of a column or in whole ones", () => {
  const histogram = histogramOf([
    [1_000_000, 10],
    [1_900_000, 25],
    [4_000_000, 40],
  ]);
  assert.deepEqual(latencyBars(histogram, { width: 34, rowsMax: 3 }), [
    "<= 1.59 ms  ██▌         10  13.3 %",
    "<= 2.52 ms  ██████▎     25  46.7 %",
    "<=    4 ms  ██████████  40   100 %",
  ]);
  assert.deepEqual(latencyBars(histogram, { width: 34, rowsMax: 3, ascii: true }), [
    "<= 1.59 ms  ###         10  13.3 %",
    "<= 2.52 ms  ######      25  46.7 %",
    "<=    4 ms  ##########  40   100 %",
  ]);
});

test("what does not fit is left out: first the counts, then the bars", () => {
  const histogram = histogramOf(SLOW_REPLY);
  const lastLine = (width: number) => latencyBars(histogram, { width, rowsMax: 3 }).at(-1);
  assert.equal(lastLine(36), "<=  20 ms  ▏              1    100 %");
  assert.equal(lastLine(30), "<=  20 ms  ▏             100 %");
  assert.equal(lastLine(20), "<=  20 ms    100 %");
  assert.equal(lastLine(9), "<=  20 ms");
});

test("ranges that read the same are one, and what is below a microsecond is all in the first", () => {
  assert.deepEqual(latencyBars(histogramOf([[1_234_567, 3]]), { width: 30 }), ["<= 1.23 ms  ████████  3  100 %"]);
  const close = histogramOf([
    [1_000_000, 1],
    [1_003_000, 1],
  ]);
  assert.equal(latencyBars(close, { width: 60 }).length, 1);
  const short = latencyBars(
    histogramOf([
      [0, 5],
      [999, 5],
      [8000, 10],
    ]),
    { width: 60 },
  );
  assert.match(short[0] ?? "", /^<= 1\.\d+ us .* 10 +50 %$/);
});

test("of an empty histogram one line says so", () => {
  assert.deepEqual(latencyBars(histogramOf([]), { width: 60 }), ["no latencies were measured"]);
  assert.deepEqual(latencyBars(histogramOf([]), { width: 12 }), ["no latencies"]);
});

test("counts add up, quantiles rise to 100 %, a count is never without a bar, no line is longer than the width", () => {
  fc.assert(
    fc.property(
      RECORDED.filter((recorded) => recorded.length > 0),
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 20 }),
      (recorded, width, rowsMax) => {
        const histogram = histogramOf(recorded);
        const narrow = latencyBars(histogram, { width, rowsMax });
        assert.ok(narrow.length <= rowsMax && narrow.every((line) => line.length <= width));
        const rows = latencyBars(histogram, { width: 120, rowsMax, ascii: true }).map((line) => {
          const [, bar, count = "", percent] = /^<= .+? {2}(#*) +([0-9,]+) +([0-9.]+) %$/.exec(line) ?? [];
          return { bar, count: Number(count.replaceAll(",", "")), percent: Number(percent) };
        });
        assert.equal(
          rows.reduce((sum, { count }) => sum + count, 0),
          histogram.count,
        );
        assert.ok(rows.every(({ bar, count }) => count > 0 === (bar !== "")));
        assert.ok(rows.every(({ percent }, row) => percent >= (rows[row - 1]?.percent ?? 0)));
        assert.equal(rows.at(-1)?.percent, 100);
      },
    ),
  );
});
