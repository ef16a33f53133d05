/** bench-facts: the head, the counts, the server's side, the verdict. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  countFacts,
  headRows,
  percentileFacts,
  serverFacts,
  verdictRows,
} from "../../../../src/ui/bench/bench-facts.ts";
import { initialBench, reduceBench } from "../../../../src/ui/bench/bench-state.ts";
import { factRow, factTable } from "../../../../src/ui/screen/facts.ts";
import type { Row } from "../../../../src/ui/screen/piece-theme.ts";
import { histogramOf } from "../../../support/histograms.ts";
import { testProgress } from "../../../support/progress.ts";

const text = (row: Row | undefined): string => (row ?? []).map((piece) => piece.text).join("");
const START = initialBench({ target: "cache1:11211", load: ["closed loop", "50 connections"] });
const POPULATED = reduceBench(START, testProgress({ phase: "populate", elapsedMs: 800 }));

describe("the head", () => {
  test("before the first phase", () => {
    assert.deepEqual(headRows(START, 62).map(text), [
      "memtool bench  cache1:11211        closed loop, 50 connections",
      "connecting",
    ]);
  });
  test("what is over, how far the phase is, how long it will take", () => {
    const [, row] = headRows(reduceBench(POPULATED, testProgress()), 70);
    assert.equal(text(row), "✓ populate 0.8 s  measure ━━━━━━━━━╸───────────  45 %  4.5 s  6 s left");
  });
  test("narrow: without what is over, then without the bar", () => {
    const state = reduceBench(POPULATED, testProgress());
    assert.equal(text(headRows(state, 44)[1]), "measure ━━━━━━───────  45 %  4.5 s  6 s left");
    assert.equal(text(headRows(state, 30)[1]), "measure  45 %  4.5 s  6 s left");
  });
  test("without an end there is no bar", () => {
    const endless = reduceBench(POPULATED, testProgress({ done: undefined, elapsedMs: 75_000 }));
    assert.equal(text(headRows(endless, 70)[1]), "✓ populate 0.8 s  measure  1m 15s");
  });
  test("how it is loaded is shortened where it does not fit", () => {
    assert.equal(text(headRows(START, 43)[0]), "memtool bench  cache1:11211     closed loop");
    assert.equal(text(headRows(START, 30)[0]), "memtool bench  cache1:11211");
  });
});

describe("facts", () => {
  test("counts and the server's numbers as tables", () => {
    const progress = testProgress({ errors: 3 });
    assert.deepEqual(factTable("Requests", countFacts(progress), 20).map(text), [
      "Requests",
      "requests       4,500",
      "errors             3",
      "in flight         50",
    ]);
    assert.deepEqual(factTable("Server", serverFacts(progress), 20).map(text), [
      "Server",
      "hit rate        95 %",
      "evictions/s        7",
      "CPU             87 %",
    ]);
    assert.equal(countFacts(progress)[1]?.style, "bad");
  });
  test("what is not known is a dash", () => {
    assert.deepEqual(
      serverFacts(testProgress({ points: [] })).map(({ value }) => value),
      ["-", "-"],
    );
    assert.deepEqual(
      percentileFacts(testProgress({ latencies: histogramOf([]) })).map(({ value }) => value),
      ["-", "-", "-", "-", "-"],
    );
  });
  test("percentiles of everything so far", () => {
    assert.deepEqual(
      percentileFacts(testProgress()).map(({ name, value }) => `${name} ${value}`),
      ["p50 100 us", "p90 1 ms", "p99 10 ms", "p99.9 10 ms", "max 10 ms"],
    );
  });
  test("one after the other, as many as fit", () => {
    const facts = serverFacts(testProgress());
    assert.equal(text(factRow("Server", facts, 50)), "Server  hit rate 95 %  evictions/s 7  CPU 87 %");
    assert.equal(text(factRow("Server", facts, 40)), "Server  hit rate 95 %  evictions/s 7");
    assert.equal(text(factRow("", facts, 14)), "hit rate 95 %");
    assert.equal(text(factRow("", facts, 5)), "");
  });
});

describe("the verdict", () => {
  test("valid so far, and how to end it", () => {
    const [row] = verdictRows(testProgress(), 70);
    assert.match(text(row), /^✓ valid so far {3,}Ctrl-C ends the run and reports$/);
    assert.equal(row?.[0]?.style, "good");
    assert.equal(text(verdictRows(testProgress(), 20)[0]), "✓ valid so far");
  });
  test("INVALID, with the gravest reason, over as many rows as it may have", () => {
    const progress = testProgress({ invalidReasons: ["a load thread stood still for 612 ms: it got no CPU", "more"] });
    const rows = verdictRows(progress, 40);
    assert.deepEqual(rows.map(text), [
      "✗ INVALID (and 1 more): a load thread",
      "stood still for 612 ms: it got no CPU",
    ]);
    assert.ok(rows.flat().every(({ style }) => style === "bad"));
    assert.deepEqual(verdictRows(progress, 40, 1).map(text), ["✗ INVALID (and 1 more): a load thread…"]);
  });
  test("what is not measured is not judged", () => {
    const invalidReasons = ["late"];
    assert.equal(
      text(verdictRows(testProgress({ phase: "populate", invalidReasons }), 40)[0]),
      "setting every key once: none of this counts",
    );
    assert.equal(text(verdictRows(testProgress({ phase: "warmup" }), 40)[0]), "warming up: none of this counts");
    assert.equal(text(verdictRows(undefined, 20)[0]), "");
  });
});
