/** threshold-table: what passed and what failed and why, in columns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { thresholdSummary, thresholdTable, thresholdText } from "../../../../src/bench/reporters/threshold-table.ts";
import { evaluateThresholds } from "../../../../src/bench/thresholds.ts";
import { parseThreshold } from "../../../../src/bench/thresholds-text.ts";
import { histogramOf } from "../../../support/histograms.ts";
import { lookupOf } from "../../../support/threshold-facts.ts";

const LOOKUP = lookupOf(
  {
    "*": histogramOf([
      [1e6, 98],
      [7_200_000, 2],
    ]),
  },
  { hit_rate: 0.9512 },
);

function resultsOf(...texts: readonly string[]) {
  return evaluateThresholds(
    texts.map((text) => parseThreshold(text, ["get"])),
    LOOKUP,
  );
}

test("one row a threshold, every column a text", () => {
  const { head, rows, rightFrom } = thresholdTable(resultsOf("p99 < 5ms", "hit_rate>0.9", "get.miss.max<1s"));
  assert.deepEqual(head, ["", "threshold", "measured", "why"]);
  assert.equal(rightFrom, head.length);
  assert.deepEqual(rows, [
    ["FAILED", "p99 < 5ms", "7.2 ms", "7.2 ms is not < 5 ms; 98 % were below"],
    ["passed", "hit_rate>0.9", "95.1 %", ""],
    ["FAILED", "get.miss.max<1s", "-", "no samples"],
  ]);
});

test("as text: aligned columns and how many passed", () => {
  assert.equal(
    thresholdText(resultsOf("p50<5ms", "get.miss.max<1s")),
    [
      "        threshold        measured  why",
      "passed  p50<5ms          1 ms",
      "FAILED  get.miss.max<1s  -         no samples",
      "1 of 2 thresholds passed",
    ].join("\n"),
  );
  assert.equal(thresholdSummary(resultsOf("p50<5ms")), "1 of 1 threshold passed");
});
