/** What bench reports about servers whose behaviour is known to the microsecond, against arithmetic: percentiles, rates, hit rates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Timing } from "../support/known-behaviour.ts";
import { evenArrivals, responseTimes, sendLags, serviceTimes } from "../support/queue-truth.ts";
import { untruths } from "../support/truth-check.ts";
import { expectTruth, percentilesOf, runAgainst, type TruthRun, truthOf } from "../support/truth-run.ts";

const GETS = ["--ratio", "get=1"];

function paced(timing: Timing, perSecond: number, seconds: number): () => Promise<TruthRun> {
  return () => runAgainst({ timing }, [...GETS, "--rate", String(perSecond), "--duration", `${seconds}s`]);
}

test("a server that takes 5 ms: response and service time are 5 ms", async (t) => {
  const timing: Timing = { kind: "fixed", delayMs: 5 };
  const truth = truthOf(evenArrivals([{ perSecond: 1000, durationMs: 3000 }]), timing, 3000);
  await expectTruth(t, paced(timing, 1000, 3), 5, ({ result }) => [
    ...untruths(percentilesOf(result.total.service, [50, 90]), serviceTimes(truth)),
    ...untruths(percentilesOf(result.total.response, [50, 90]), responseTimes(truth)),
  ]);
});

test("a server frozen for 1 s in every 5 s, at 1,000/s: the response time shows it, the service time does not", async (t) => {
  const timing: Timing = { kind: "freeze", everyMs: 5000, frozenMs: 1000, serviceMs: 0 };
  const truth = truthOf(evenArrivals([{ perSecond: 1000, durationMs: 10_000 }]), timing, 10_000);
  await expectTruth(t, paced(timing, 1000, 10), 0, ({ result }) => {
    const p99Ms = (result.total.response?.p99Us ?? 0) / 1000;
    return [
      ...untruths(percentilesOf(result.total.response, [90, 99, 99.9, 100]), responseTimes(truth)),
      ...untruths(percentilesOf(result.total.sendLag, [99]), sendLags(truth)),
      ...(Math.abs(p99Ms - 955) <= 955 * 0.05 ? [] : [`p99 ${p99Ms} ms`]),
      // 50 connections wait through each freeze: of 10,000 requests so many are slow once they are sent.
      ...((result.total.service.p95Us ?? 0) < 20_000 ? [] : [`service p95 ${result.total.service.p95Us} us`]),
    ];
  });
});

test("3,000/s asked of a server that does 1,850/s: latency grows, and the rates tell why", async (t) => {
  const timing: Timing = { kind: "capacity", perSecond: 1850 };
  const truth = truthOf(evenArrivals([{ perSecond: 3000, durationMs: 4000 }]), timing, 4000);
  await expectTruth(t, paced(timing, 3000, 4), 27, ({ result }) => {
    const { rate, series, notes, total } = result;
    assert.equal(rate?.offeredPerSecond, 3000);
    assert.ok(Math.abs((rate?.achievedPerSecond ?? 0) - 1850) < 1850 * 0.02, `${rate?.achievedPerSecond}/s`);
    assert.equal(total.unanswered, 12_000 - Math.round((rate?.achievedPerSecond ?? 0) * 4));
    assert.ok(
      notes.some((note) => note.startsWith("3,000 requests/s were due and 1,8")),
      notes.join("; "),
    );
    const growing = series.map(({ responseP50Us }) => responseP50Us ?? 0);
    assert.deepEqual(
      growing.slice(0, 4),
      growing.slice(0, 4).toSorted((left, right) => left - right),
    );
    return [
      ...untruths(percentilesOf(total.response, [50, 90, 99, 99.9, 100]), responseTimes(truth)),
      ...untruths(percentilesOf(total.service, [50]), serviceTimes(truth)),
    ];
  });
});

test("one request in a hundred takes 100 ms: the tail shows it, the rest does not suffer", async (t) => {
  const timing: Timing = { kind: "bimodal", share: 0.01, slowMs: 100, fastMs: 1 };
  const truth = truthOf(evenArrivals([{ perSecond: 1000, durationMs: 4000 }]), timing, 4000);
  await expectTruth(t, paced(timing, 1000, 4), 1, ({ result }) =>
    untruths(percentilesOf(result.total.response, [50, 99, 99.9]), responseTimes(truth), { part: 0.03, ms: 0.15 }),
  );
});

test("hits are exactly the server's, in a closed loop and in an open one", async () => {
  for (const load of [
    ["-P", "8"],
    ["--rate", "20k", "-P", "4"],
  ]) {
    const behaviour = { answers: { kind: "hitRate", rate: 0.3, valueBytes: 50 } } as const;
    const { result, report } = await runAgainst(behaviour, [...GETS, ...load, "--requests", "20k", "--no-populate"]);
    const { hits, misses, hitRate, hitRateInterval } = result.total;
    assert.deepEqual([hits, misses, hitRate], [6000, 14_000, 0.3]);
    assert.deepEqual([hits, misses], [report.counters.get_hits, report.counters.get_misses]);
    const [low = 1, high = 0] = hitRateInterval ?? [];
    assert.ok(low < 0.3 && high > 0.3 && high - low < 0.013, `${low} .. ${high}`);
  }
});
