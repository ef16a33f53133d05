/** lookup: what a threshold names is found with the clock it names or the one its loop has; what did not happen is not found. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import type { Recorder } from "../../../../src/bench/load/recorder.ts";
import { encodedHistograms, RunLookup } from "../../../../src/bench/result/lookup.ts";
import { summarizeOperations, summarizeTotal } from "../../../../src/bench/result/summarize.ts";
import { recorderWith, totalsWith } from "../../../support/bench-facts.ts";

/** Two servers, ten seconds: gets found after 1 ms and missing after 3 ms, 2 ms late each; one set refused. */
function factsOf(isPaced: boolean) {
  const lag = isPaced ? 2_000_000 : undefined;
  const servers: Recorder[] = [
    recorderWith([
      ["get", "hit", 1_000_000, 60, lag],
      ["get", "miss", 3_000_000, 20, lag],
    ] as Parameters<typeof recorderWith>[0]),
    recorderWith([
      ["get", "hit", 1_000_000, 15, lag],
      ["get", "unanswered", 5_000_000, 4, lag],
      ["set", "error", 9_000_000, 1, lag],
    ] as Parameters<typeof recorderWith>[0]),
  ];
  const totals = totalsWith(servers, (self) => self.ownDelay.record(7000, 3));
  const rate = {
    offeredPerSecond: 12,
    sentPerSecond: 11,
    achievedPerSecond: 9.6,
    blockedRatio: 0,
    intendedVariation: 0,
    sentVariation: 0,
  };
  return {
    recorders: totals.servers,
    self: totals.self,
    total: summarizeTotal(totals.servers, 10, isPaced),
    operations: summarizeOperations(totals.servers, 10, isPaced),
    rate: isPaced ? rate : null,
  };
}

const OPEN = new RunLookup(factsOf(true));
const CLOSED = new RunLookup(factsOf(false));

/** Count and largest value in ms of what is found. */
function found(
  lookup: RunLookup,
  selector: Parameters<RunLookup["latency"]>[0],
): readonly [number, number] | undefined {
  const histogram = lookup.latency(selector);
  return histogram === undefined ? undefined : [histogram.count, (histogram.maxNs ?? 0) / 1e6];
}

/** A selector of which only some is named. */
function by(
  operation?: string,
  outcome?: "hit" | "miss" | "error" | "unanswered",
  clock?: "response" | "service" | "send_lag" | "client_lag",
): Parameters<RunLookup["latency"]>[0] {
  return { operation, outcome, clock } as Parameters<RunLookup["latency"]>[0];
}

test("without a clock: response times in an open loop, service times in a closed one, errors left out", () => {
  assert.deepEqual(found(OPEN, by()), [99, 7]);
  assert.deepEqual(found(CLOSED, by()), [99, 5]);
  assert.deepEqual(found(OPEN, by("get", "miss")), [20, 5]);
  assert.deepEqual(found(CLOSED, by("get", "miss")), [20, 3]);
});

test("with a clock: that one, where the loop has it", () => {
  assert.deepEqual(found(OPEN, by(undefined, undefined, "service")), [99, 5]);
  assert.deepEqual(found(OPEN, by("get", "hit", "send_lag")), [75, 2]);
  assert.deepEqual(found(OPEN, by(undefined, undefined, "client_lag")), [3, 0.007]);
  assert.deepEqual(found(CLOSED, by(undefined, undefined, "response")), undefined);
  assert.deepEqual(found(CLOSED, by(undefined, undefined, "send_lag")), undefined);
  assert.deepEqual(found(CLOSED, by(undefined, undefined, "client_lag")), undefined);
  assert.deepEqual(found(OPEN, by("get", undefined, "client_lag")), undefined);
});

test("an outcome that is named is found even if it is an error", () => {
  assert.deepEqual(found(CLOSED, by("set", "error")), [1, 9]);
  assert.deepEqual(found(CLOSED, by(undefined, "error")), [1, 9]);
  assert.deepEqual(found(CLOSED, by("set")), [0, 0]);
  assert.deepEqual(found(CLOSED, by("get", "unanswered")), [4, 5]);
});

test("an operation that did not occur, or that there is none of, is not found", () => {
  assert.deepEqual([found(OPEN, by("touch")), found(OPEN, by("teleport"))], [undefined, undefined]);
  assert.deepEqual([OPEN.number("ops", "touch"), OPEN.number("ops", "teleport")], [undefined, undefined]);
});

test("numbers of the run and of an operation", () => {
  assert.equal(CLOSED.number("hit_rate"), 75 / 95);
  assert.equal(CLOSED.number("error_rate"), 1 / 100);
  assert.equal(CLOSED.number("error_rate", "set"), 1);
  assert.equal(CLOSED.number("ops"), 9.6);
  assert.equal(CLOSED.number("unanswered", "get"), 4);
  assert.deepEqual([CLOSED.number("offered"), OPEN.number("offered")], [undefined, 12]);
  assert.equal(CLOSED.number("hit_rate", "set"), undefined);
});

test("of an empty run nothing is known but that nothing is open", () => {
  const totals = totalsWith([recorderWith([])]);
  const lookup = new RunLookup({
    recorders: totals.servers,
    self: totals.self,
    total: summarizeTotal(totals.servers, 0, false),
    operations: [],
    rate: null,
  });
  const numbers = (["hit_rate", "error_rate", "ops", "offered", "unanswered"] as const).map((name) =>
    lookup.number(name),
  );
  assert.deepEqual(numbers, [undefined, undefined, undefined, undefined, 0]);
  assert.equal(lookup.latency(by())?.count, 0);
});

test("the histograms of the document are whole and readable by the library; those of nothing are left out", () => {
  const open = encodedHistograms(factsOf(true));
  const closed = encodedHistograms({ ...factsOf(false), self: totalsWith([]).self });
  assert.deepEqual(Object.keys(closed).sort(), [
    "get.hit.service",
    "get.miss.service",
    "get.unanswered.service",
    "set.error.service",
    "total.service",
  ]);
  assert.equal(Object.keys(open).length, 3 * 5 + 1);
  const total = decodeFromCompressedBase64(open["total.response"] ?? "");
  assert.deepEqual([total.totalCount, Math.round(total.maxValue / 1e5)], [99, 70]);
  assert.equal(decodeFromCompressedBase64(open["ownDelay"] ?? "").totalCount, 3);
  assert.equal(decodeFromCompressedBase64(open["get.hit.sendLag"] ?? "").totalCount, 75);
});
