/** Charts of `top`: how many fit, what they show of which time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import { chartGrid, gridOf } from "../../../../src/ui/top/top-charts.ts";
import { ROUND_START_MS } from "../../../support/rounds.ts";
import { textOf, threeServers } from "../../../support/top-data.ts";

const SERIES = threeServers(60).series("b:11211");
const WINDOW = { fromMs: ROUND_START_MS, toMs: ROUND_START_MS + 60_000 };

test("the grid takes what there is", () => {
  assert.deepEqual(gridOf(79, 16), { across: 2, down: 3 });
  assert.deepEqual(gridOf(199, 53), { across: 3, down: 3 });
  assert.deepEqual(gridOf(40, 5), { across: 1, down: 1 });
  assert.deepEqual(gridOf(79, 3), { across: 2, down: 0 });
  assert.deepEqual(chartGrid(SERIES, WINDOW, 79, 3), []);
  assert.deepEqual(chartGrid(SERIES, WINDOW, 10, 30), []);
});

test("every row is as wide as asked, and the last is the time", () => {
  const rows = chartGrid(SERIES, WINDOW, 79, 16);
  assert.equal(rows.length, 16);
  assert.ok(rows.every((row) => rowWidth(row) === 79));
  assert.match(textOf(rows).at(-1) ?? "", /^ +\d\d:\d\d:00 +\d\d:\d\d:30 +\d\d:\d\d:00 +\d\d:/);
  assert.match(textOf(rows)[0] ?? "", /^Requests {2}2\.05k\/s {2}sets 50\/s +Hit ratio {2}90% {2}ever 90%$/);
});

test("what lies outside of the window is not drawn, and has no part in the scale", () => {
  const early = textOf(chartGrid(SERIES, { fromMs: ROUND_START_MS - 60_000, toMs: ROUND_START_MS - 1 }, 79, 16));
  assert.match(early[0] ?? "", /^Requests {2}- {2}sets -/);
  assert.ok(early.every((line) => !/[\u2801-\u28ff]/.test(line)));
});
