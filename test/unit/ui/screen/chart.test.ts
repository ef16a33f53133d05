/** chart: values at the edge, time below. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChartSeries, drawChart, timeAxis } from "../../../../src/ui/screen/chart.ts";
import { rateScale } from "../../../../src/ui/screen/chart-scale.ts";
import type { Row } from "../../../../src/ui/screen/piece-theme.ts";

const text = (row: Row): string => row.map((piece) => piece.text).join("");

const SCALE = rateScale(10);
const SERIES: ChartSeries = {
  samples: [0, 5, 10].map((value, index) => ({
    startMs: index * 1000,
    endMs: (index + 1) * 1000,
    height: SCALE.heightOf(value),
  })),
  combine: "mean",
  shape: "area",
  style: "throughput",
};

test("a chart of five rows", () => {
  assert.deepEqual(drawChart(SCALE.ticks, [SERIES], { columns: 19, rows: 5, spanMs: 5000 }).map(text), [
    "   10/s ┤    ⢰⣿    ",
    "        │   ⢠⣿⣿    ",
    "    5/s ┤  ⢀⣾⣿⣿    ",
    "        │ ⢀⣾⣿⣿⣿    ",
    "      0 ┤⣀⣸⣿⣿⣿⣿    ",
  ]);
});

test("no two values in a row, nor side by side", () => {
  for (const rows of [1, 2, 3, 4, 5, 9, 20]) {
    const edges = drawChart(SCALE.ticks, [], { columns: 20, rows, spanMs: 5000 }).map(text);
    assert.equal(edges.length, rows);
    assert.match(edges[0] ?? "", /10\/s ┤/);
    const inner = edges.slice(1, -1).map((edge) => edge.includes("┤"));
    assert.ok(!inner.some((has, row) => has && inner[row + 1] === true), edges.join("\n"));
  }
});

test("the time axis leaves the middle out where it has no room", () => {
  assert.equal(text(timeAxis({ columns: 39, spanMs: 60_000 })), "         0 s          30 s           1m");
  assert.equal(text(timeAxis({ columns: 20, spanMs: 60_000 })), "         0 s      1m");
});
