/** bench-charts: titles say what is drawn, and of which clock. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hitRateChart, latencyChart, throughputChart } from "../../../../src/ui/bench/bench-charts.ts";
import type { Row } from "../../../../src/ui/screen/piece-theme.ts";
import { pacedPoint, testPoint, testProgress } from "../../../support/progress.ts";

const text = (row: Row | undefined): string => (row ?? []).map((piece) => piece.text).join("");
const stylesOf = (rows: readonly Row[]): Set<string> => new Set(rows.flat().map(({ style }) => style));
const SIZE = { columns: 60, rows: 6, spanMs: 5000 };
const PACED = testProgress({ isPaced: true, points: [0, 1, 2].map((index) => pacedPoint(index)) });

describe("throughput", () => {
  test("of a closed loop: the rate of the last second", () => {
    const rows = throughputChart(testProgress(), SIZE);
    assert.equal(rows.length, 6);
    assert.equal(text(rows[0]), "Throughput  1k/s");
    assert.match(text(rows[1]), /^ +1k\/s ┤⣿{40}/);
    assert.ok(!stylesOf(rows).has("offered"));
  });
  test("of an open loop: what was offered too, and room for it", () => {
    const rows = throughputChart(PACED, SIZE);
    assert.equal(text(rows[0]), "Throughput  1k/s of 1.5k/s offered");
    assert.match(text(rows[1]), /^ +1\.5k\/s ┤/);
    assert.ok(stylesOf(rows.slice(1)).has("offered"));
  });
  test("before the first second: the rate since the start, and no scale", () => {
    const rows = throughputChart(testProgress({ points: [], elapsedMs: 500, requests: 100 }), SIZE);
    assert.equal(text(rows[0]), "Throughput  200/s");
    assert.ok(rows.slice(1).every((row) => text(row).trim() === "│"));
  });
});

describe("latency", () => {
  test("a closed loop shows service times and says so", () => {
    const rows = latencyChart(testProgress(), SIZE);
    assert.equal(text(rows[0]), "Service time (closed loop)  p50 100 us  p99 1 ms  max 10 ms");
    assert.match(text(rows[1]), /^ +10 ms ┤/);
    assert.match(text(rows[5]), /^ +100 us ┤/);
    assert.deepEqual(
      ["p50", "p99", "max"].filter((style) => stylesOf(rows.slice(1)).has(style)),
      ["p50", "p99", "max"],
    );
  });
  test("an open loop shows response times", () => {
    assert.equal(text(latencyChart(PACED, SIZE)[0]), "Response time  p50 200 us  p99 2 ms  max 20 ms");
  });
  test("where it is narrow the title is short", () => {
    assert.equal(text(latencyChart(PACED, { ...SIZE, columns: 43 })[0]), "Response  p50 200 us  p99 2 ms  max 20 ms");
  });
  test("before the first second: of all requests, or nothing", () => {
    assert.match(text(latencyChart(testProgress({ points: [] }), SIZE)[0]), /p50 100 us {2}p99 10 ms {2}max 10 ms$/);
  });
});

describe("hit rate", () => {
  test("ours and the server's", () => {
    const rows = hitRateChart(testProgress(), SIZE);
    assert.equal(text(rows[0]), "Hit rate  90 %  server 95 %");
    assert.match(text(rows[5]), /^ +90 % ┤/);
    assert.ok(stylesOf(rows.slice(1)).has("serverHitRate") && stylesOf(rows.slice(1)).has("hitRate"));
  });
  test("a server that tells nothing, and a second without keys", () => {
    const silent = testPoint(0, { serverHitRate: null });
    assert.equal(text(hitRateChart(testProgress({ points: [silent] }), SIZE)[0]), "Hit rate  90 %");
    const idle = testPoint(1, { serverHitRate: null, hitRate: null });
    assert.equal(text(hitRateChart(testProgress({ points: [silent, idle] }), SIZE)[0]), "Hit rate  -");
  });
});
