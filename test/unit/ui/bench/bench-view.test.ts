/** bench-view: whatever the size of the terminal, nothing is wider or higher than it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { latencyBars } from "../../../../src/bench/reporters/latency-bars.ts";
import { progressText } from "../../../../src/bench/reporters/progress-text.ts";
import { initialBench, reduceBench } from "../../../../src/ui/bench/bench-state.ts";
import { type BenchView, viewBench } from "../../../../src/ui/bench/bench-view.ts";
import type { Row } from "../../../../src/ui/screen/piece-theme.ts";
import { rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import { pacedPoint, testPoint, testProgress } from "../../../support/progress.ts";

const TEXTS = { latencyBars, progressText };
const START = initialBench({ target: "cache1:11211", load: ["closed loop", "50 connections"] });
const text = (row: Row): string => row.map((piece) => piece.text).join("");

function titlesOf({ main, side }: BenchView): string[] {
  return [...main, ...(side?.rows ?? [])].filter((row) => row[0]?.style === "title").map((row) => row[0]?.text ?? "");
}

describe("sizes", () => {
  const state = reduceBench(START, testProgress());
  test("80 by 24 shows everything but percentiles", () => {
    assert.deepEqual(titlesOf(viewBench(state, TEXTS, { columns: 80, rows: 24 })), [
      "Throughput",
      "Service time",
      "Hit rate",
      "Service times so far",
      "Requests",
      "Server",
    ]);
  });
  test("60 by 45 shows bars below the charts", () => {
    const view = viewBench(state, TEXTS, { columns: 70, rows: 45 });
    assert.deepEqual(titlesOf(view), ["Throughput", "Service time (closed loop)", "Hit rate", "Service times so far"]);
    assert.match(text(view.main.at(-1) ?? []), /^errors 0 {2}in flight 50 {2}server hit rate 95 %/);
  });
  test("30 by 5 shows the status line", () => {
    const { head, main, foot } = viewBench(state, TEXTS, { columns: 30, rows: 5 });
    assert.deepEqual([head.map(text), main, foot], [["measure 4.5 s 45 %: 1k/s, hit rate 90 %, p99 1 ms"], [], []]);
    assert.deepEqual(viewBench(START, TEXTS, { columns: 30, rows: 5 }).head.map(text), ["cache1:11211: connecting"]);
  });
});

test("before the first key is asked for there is no hit rate to show", () => {
  const state = reduceBench(START, testProgress({ phase: "populate", hitRate: null }));
  assert.ok(!titlesOf(viewBench(state, TEXTS, { columns: 80, rows: 24 })).includes("Hit rate"));
});

test("any moment fits into any terminal", () => {
  const moment = fc.record({
    phase: fc.constantFrom("populate" as const, "warmup" as const, "measure" as const),
    elapsedMs: fc.nat(10 ** 8),
    done: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    requests: fc.nat(),
    hitRate: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    isPaced: fc.boolean(),
    points: fc
      .array(fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0.001, max: 1e9, noNaN: true })), {
        maxLength: 40,
      })
      .map((pairs) =>
        pairs.map(([opsPerSecond, us], index) =>
          (index % 2 === 0 ? testPoint : pacedPoint)(index, { opsPerSecond, serviceP50Us: us, responseMaxUs: us }),
        ),
      ),
    invalidReasons: fc.array(fc.lorem({ maxCount: 40 }), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(moment, fc.integer({ min: 2, max: 220 }), fc.integer({ min: 1, max: 70 }), (changes, columns, rows) => {
      const state = reduceBench(START, testProgress(changes));
      const { head, main, side, mainColumns, foot } = viewBench(state, TEXTS, { columns, rows });
      const height = head.length + Math.max(main.length, side?.rows.length ?? 0) + foot.length;
      assert.ok(height <= rows, `${height} rows in ${rows}`);
      if (foot.length > 0) {
        assert.ok([...head.slice(1), ...foot].every((row) => rowWidth(row) <= columns - 2));
      }
      assert.ok(main.every((row) => rowWidth(row) <= mainColumns));
      assert.ok((side?.rows ?? []).every((row) => rowWidth(row) <= (side?.columns ?? 0)));
    }),
  );
});
