/** bench-layout: every size of terminal has a screen that fits. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layoutBench, type ScreenLayout, SIDE_GAP } from "../../../../src/ui/bench/bench-layout.ts";

const FACTS = { hasHitRate: true, verdictRows: 1 };

function screen(columns: number, rows: number, facts = FACTS): ScreenLayout {
  const layout = layoutBench({ columns, rows }, facts);
  assert.ok(layout.kind === "screen");
  return layout;
}

describe("sizes", () => {
  test("80 by 24: three charts, and beside them bars and tables", () => {
    const { charts, side, barRows, isAiry } = screen(80, 24);
    assert.ok(charts.throughput >= 4 && charts.latency >= 5 && charts.hitRate >= 3);
    assert.deepEqual([side?.columns, side?.hasTables, side?.hasPercentiles], [30, true, false]);
    assert.ok((side?.barRows ?? 0) >= 7 && barRows === 0 && isAiry);
  });
  test("60 by 24: bars below", () => {
    const { side, barRows, chartColumns } = screen(60, 24);
    assert.deepEqual([side, chartColumns], [undefined, 58]);
    assert.equal(barRows, 0);
    assert.ok(screen(60, 40).barRows >= 5);
  });
  test("160 by 50: percentiles too", () => {
    const { side, chartColumns } = screen(160, 50);
    assert.equal(side?.hasPercentiles, true);
    assert.equal(chartColumns + SIDE_GAP + (side?.columns ?? 0), 158);
  });
  test("50 by 12: the two charts that matter most", () => {
    const { charts, side, isAiry, verdictRows } = screen(50, 12, { hasHitRate: true, verdictRows: 3 });
    assert.ok(charts.latency >= 3 && charts.throughput >= 3);
    assert.deepEqual([side, isAiry, verdictRows], [undefined, false, 1]);
  });
  test("the verdict has more rows where there are more", () => {
    const rows = [9, 24, 30, 60].map((height) => screen(80, height, { hasHitRate: true, verdictRows: 3 }).verdictRows);
    assert.deepEqual(rows, [1, 2, 3, 3]);
  });
  test("without hit rates the others have its rows", () => {
    const { charts } = screen(80, 24, { hasHitRate: false, verdictRows: 1 });
    assert.equal(charts.hitRate, 0);
    assert.ok(charts.latency > screen(80, 24).charts.latency);
  });
  test("less than that: one line", () => {
    assert.deepEqual(layoutBench({ columns: 43, rows: 24 }, FACTS), { kind: "line", columns: 42 });
    assert.deepEqual(layoutBench({ columns: 80, rows: 8 }, FACTS), { kind: "line", columns: 79 });
    assert.deepEqual(layoutBench({ columns: 1, rows: 1 }, FACTS), { kind: "line", columns: 1 });
  });
});
