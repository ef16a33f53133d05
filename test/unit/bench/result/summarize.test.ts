/** summarize: counts and hit rates by key, Wilson's interval, percentiles by clock and outcome. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  allRequests,
  countAskedKeys,
  countKeys,
  countOutcomes,
  countUntimedReplies,
  errorRepliesOf,
  hitRateOf,
  mergedHistogram,
  microseconds,
  perSecond,
  summarizeLatency,
  summarizeOperations,
  summarizeTotal,
  wilsonInterval,
} from "../../../../src/bench/result/summarize.ts";
import { OPERATION, OUTCOME, slotOf } from "../../../../src/bench/workload/operations.ts";
import { recorderWith } from "../../../support/bench-facts.ts";
import { histogramOf } from "../../../support/histograms.ts";

const KEYS = { hits: 0, misses: 0, stale: 0 };

/** The first four: R. G. Newcombe, Statistics in Medicine 17 (1998), pages 857-872, table I, method 3. The others: textbook examples. */
const INTERVALS: readonly (readonly [hits: number, misses: number, low: number, high: number])[] = [
  [81, 263 - 81, 0.2553, 0.3662],
  [15, 148 - 15, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 28, 0.0061, 0.1718],
  [9, 1, 0.5958, 0.9821],
  [50, 50, 0.4038, 0.5962],
];

test("Wilson's interval at values that are known", () => {
  for (const [hits, misses, low, high] of INTERVALS) {
    const interval = wilsonInterval({ ...KEYS, hits, misses });
    assert.deepEqual(
      interval?.map((bound) => bound.toFixed(4)),
      [low.toFixed(4), high.toFixed(4)],
    );
  }
  assert.equal(wilsonInterval(KEYS), null);
});

test("Wilson's interval stays within 0 and 1, holds the rate, and is the mirror of that of the misses", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (hits, misses) => {
      fc.pre(hits + misses > 0);
      const [low, high] = wilsonInterval({ ...KEYS, hits, misses }) ?? [Number.NaN, Number.NaN];
      const rate = hits / (hits + misses);
      assert.ok(0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1);
      const [mirrorLow, mirrorHigh] = wilsonInterval({ ...KEYS, hits: misses, misses: hits }) ?? [];
      assert.ok(Math.abs(1 - high - (mirrorLow ?? -1)) < 1e-9 && Math.abs(1 - low - (mirrorHigh ?? -1)) < 1e-9);
    }),
  );
});

test("hit rates: a stale value is no hit; without a key there is none", () => {
  assert.deepEqual(
    [KEYS, { ...KEYS, misses: 1 }, { hits: 3, misses: 1, stale: 0 }, { hits: 2, misses: 1, stale: 1 }].map(hitRateOf),
    [null, 0, 0.75, 0.5],
  );
});

test("requests by how they ended; a look-up made of others is not one more", () => {
  const recorders = [
    recorderWith([
      ["get", "hit", 1000, 3],
      ["read", "hit", 5000, 100],
    ]),
    recorderWith([
      ["get", "miss", 1000, 2],
      ["set", "error", 1000, 1],
      ["get", "unanswered", 1000, 4],
    ]),
  ];
  recorders[0]?.countUntimed(slotOf(OPERATION.get, OUTCOME.hit), 5);
  assert.deepEqual(countOutcomes(recorders), { hit: 8, miss: 2, stale: 0, error: 1, unanswered: 4 });
  assert.deepEqual(countOutcomes(recorders, ["read"]), { hit: 100, miss: 0, stale: 0, error: 0, unanswered: 0 });
});

test("of an mget each key counts, of other retrievals each request, of the rest none", () => {
  const recorder = recorderWith([
    ["get", "hit", 1000, 3],
    ["mg", "stale", 1000, 2],
    ["mget", "miss", 1000, 1],
    ["lease_wait", "hit", 1000, 50],
    ["set", "hit", 1000, 50],
    ["get", "error", 1000, 50],
  ]);
  recorder.countKeys(OPERATION.mget, 7, 3);
  assert.deepEqual(countAskedKeys([recorder]), { hits: 10, misses: 3, stale: 2 });
  assert.deepEqual(countKeys([recorder], ["mget"]), { hits: 7, misses: 3, stale: 0 });
  assert.deepEqual(countKeys([recorder], ["set"]), { hits: 50, misses: 0, stale: 0 });
});

test("times of all but errors; those without a reply count at their age", () => {
  const recorders = [recorderWith([["get", "hit", 1000, 3, 500]]), recorderWith([["get", "unanswered", 9000, 1, 0]])];
  const errors = recorderWith([["set", "error", 99_000, 7, 0]]);
  const service = allRequests([...recorders, errors], "service");
  assert.deepEqual([service.count, service.minNs, service.maxNs], [4, 1000, 9000]);
  const response = allRequests([...recorders, errors], "response");
  assert.deepEqual([response.count, response.minNs, response.maxNs], [4, 1500, 9000]);
  assert.equal(mergedHistogram(recorders, ["get"], ["hit"], "sendLag").maxNs, 500);
  assert.equal(mergedHistogram(recorders, ["set"], ["hit"], "service").count, 0);
});

test("microseconds to three decimals; per second of some time only", () => {
  assert.deepEqual([microseconds(123_456.7), microseconds(undefined)], [123.457, null]);
  assert.deepEqual([perSecond(10, 4), perSecond(10, 0)], [2.5, null]);
});

test("a summary is the histogram's; of an empty one everything but the count is null", () => {
  const summary = summarizeLatency(histogramOf([[123_456, 7]]));
  const { count, ...times } = summary;
  assert.equal(count, 7);
  assert.deepEqual([...new Set(Object.values(times))], [123.456]);
  const { count: none, ...nothing } = summarizeLatency(histogramOf([]));
  assert.equal(none, 0);
  assert.deepEqual([...new Set(Object.values(nothing))], [null]);
});

test("operations that did not occur are left out, and so are outcomes", () => {
  const operations = summarizeOperations(
    [
      recorderWith([
        ["set", "hit", 2000, 2],
        ["get", "hit", 1000, 3],
        ["get", "miss", 4000, 1],
      ]),
    ],
    2,
    false,
  );
  assert.deepEqual(
    operations.map(({ operation, requests, opsPerSecond, hitRate }) => [operation, requests, opsPerSecond, hitRate]),
    [
      ["get", 4, 2, 0.75],
      ["set", 2, 1, 1],
    ],
  );
  assert.deepEqual(Object.keys(operations[0]?.outcomes ?? {}), ["hit", "miss"]);
  assert.deepEqual([operations[0]?.outcomes.miss?.service.p50Us, operations[0]?.outcomes.hit?.service.count], [4, 3]);
});

test("requests without a reply are requests, but none per second", () => {
  const total = summarizeTotal(
    [
      recorderWith([
        ["get", "hit", 1000, 10],
        ["get", "unanswered", 1000, 90],
      ]),
    ],
    10,
    false,
  );
  assert.deepEqual([total.requests, total.unanswered, total.opsPerSecond, total.hitRate], [100, 90, 1, 1]);
});

test("untimed replies: not what gets no reply anyway", () => {
  const recorder = recorderWith([]);
  recorder.countUntimed(slotOf(OPERATION.get, OUTCOME.hit), 3);
  recorder.countUntimed(slotOf(OPERATION.get, OUTCOME.error), 1);
  recorder.countUntimed(slotOf(OPERATION.get, OUTCOME.unanswered), 10);
  recorder.countUnconfirmed();
  assert.equal(countUntimedReplies([recorder, recorder]), 8);
});

test("error replies of all servers, the most frequent first, safe to show", () => {
  const recorders = [recorderWith([]), recorderWith([])];
  recorders[0]?.countError("SERVER_ERROR a", 2);
  recorders[0]?.countError("SERVER_ERROR \x1b", 3);
  recorders[1]?.countError("SERVER_ERROR a", 2);
  const [first, second] = errorRepliesOf(recorders);
  assert.deepEqual(first, { text: "SERVER_ERROR a", count: 4 });
  assert.equal(second?.count, 3);
  assert.equal(second?.text.includes("\x1b"), false);
});
