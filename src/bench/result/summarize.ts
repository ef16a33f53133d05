/** From recorders to the numbers of the document: counts, hit rates, percentiles. */
import { escapeText } from "../../base/escape.ts";
import { Histogram } from "../../stats/histogram.ts";
import type { ClockName, Recorder } from "../load/recorder.ts";
import {
  isAsking,
  OPERATION,
  OPERATIONS,
  type OperationName,
  OUTCOME,
  OUTCOMES,
  type OutcomeName,
  slotOf,
} from "../workload/operations.ts";
import type { ClockSummaries, ErrorReply, LatencySummary, OperationSummary, RequestSummary } from "./document.ts";

const PERCENTILES = [50, 90, 95, 99, 99.9] as const;

/** 97.5 % of a normal distribution lie below mean + this many deviations. */
const Z_95 = 1.959963984540054;

/** Outcomes whose times are summed up; an error says nothing about how fast the work is done. */
export const TIMED_OUTCOMES: readonly OutcomeName[] = ["hit", "miss", "stale", "unanswered"];

/** Operations counted as requests; `read` is made of others. */
const SENT_OPERATIONS: readonly OperationName[] = OPERATIONS.filter((name) => name !== "read");

/** Nanoseconds as microseconds with three decimals; null for what is not known. */
export function microseconds(ns: number | undefined): number | null {
  return ns === undefined ? null : Math.round(ns) / 1000;
}

/** Summarises a histogram; of an empty one everything but the count is null. */
export function summarizeLatency(histogram: Histogram): LatencySummary {
  const [p50, p90, p95, p99, p999] = histogram.percentilesNs(PERCENTILES);
  return {
    count: histogram.count,
    minUs: microseconds(histogram.minNs),
    meanUs: microseconds(histogram.meanNs),
    p50Us: microseconds(p50),
    p90Us: microseconds(p90),
    p95Us: microseconds(p95),
    p99Us: microseconds(p99),
    p999Us: microseconds(p999),
    maxUs: microseconds(histogram.maxNs),
  };
}

/** A histogram of one clock over operations, outcomes and recorders. */
export function mergedHistogram(
  recorders: readonly Recorder[],
  operations: readonly OperationName[],
  outcomes: readonly OutcomeName[],
  clock: ClockName,
): Histogram {
  const merged = Histogram.create();
  for (const recorder of recorders) {
    for (const operation of operations) {
      for (const outcome of outcomes) {
        const histogram = recorder.histogram(slotOf(OPERATION[operation], OUTCOME[outcome]), clock);
        if (histogram !== undefined) {
          merged.add(histogram);
        }
      }
    }
  }
  return merged;
}

/** All requests that were no errors, by one clock. */
export function allRequests(recorders: readonly Recorder[], clock: ClockName): Histogram {
  return mergedHistogram(recorders, SENT_OPERATIONS, TIMED_OUTCOMES, clock);
}

function summarizeClocks(
  recorders: readonly Recorder[],
  operations: readonly OperationName[],
  outcomes: readonly OutcomeName[],
  isPaced: boolean,
): ClockSummaries {
  const summary = (clock: ClockName): LatencySummary =>
    summarizeLatency(mergedHistogram(recorders, operations, outcomes, clock));
  return {
    response: isPaced ? summary("response") : null,
    service: summary("service"),
    sendLag: isPaced ? summary("sendLag") : null,
  };
}

/** Requests of some operations by how they ended. */
export function countOutcomes(
  recorders: readonly Recorder[],
  operations: readonly OperationName[] = SENT_OPERATIONS,
): Record<OutcomeName, number> {
  const counts = Object.fromEntries(OUTCOMES.map((name) => [name, 0])) as Record<OutcomeName, number>;
  for (const recorder of recorders) {
    for (const operation of operations) {
      for (const outcome of OUTCOMES) {
        counts[outcome] += recorder.requests(slotOf(OPERATION[operation], OUTCOME[outcome]));
      }
    }
  }
  return counts;
}

/** Keys asked for: found, missing, stale. */
export interface KeyCounts {
  readonly hits: number;
  readonly misses: number;
  readonly stale: number;
}

/** Keys that some operations asked for. Of an mget each key counts, of other operations each request. */
export function countKeys(recorders: readonly Recorder[], operations: readonly OperationName[]): KeyCounts {
  const single = countOutcomes(
    recorders,
    operations.filter((name) => name !== "mget"),
  );
  const counts = { hits: single.hit, misses: single.miss, stale: single.stale };
  if (operations.includes("mget")) {
    for (const recorder of recorders) {
      const { hits, misses } = recorder.keys(OPERATION.mget);
      counts.hits += hits;
      counts.misses += misses;
    }
  }
  return counts;
}

/** Keys that the whole run asked for. */
export function countAskedKeys(recorders: readonly Recorder[]): KeyCounts {
  return countKeys(recorders, OPERATIONS.filter(isAsking));
}

/** hits / all keys asked for, null when there were none. */
export function hitRateOf({ hits, misses, stale }: KeyCounts): number | null {
  const asked = hits + misses + stale;
  return asked > 0 ? hits / asked : null;
}

/**
 * The interval that holds the true rate with 95 % confidence if keys were asked for independently of each other: E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22 (1927). Unlike the usual one it stays within 0 and 1.
 */
export function wilsonInterval({ hits, misses, stale }: KeyCounts): readonly [number, number] | null {
  const asked = hits + misses + stale;
  if (asked === 0) {
    return null;
  }
  const rate = hits / asked;
  const square = (Z_95 * Z_95) / asked;
  const middle = (rate + square / 2) / (1 + square);
  const half = (Z_95 * Math.sqrt((rate * (1 - rate)) / asked + square / (4 * asked))) / (1 + square);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Events per second; null for no time at all. */
export function perSecond(count: number, seconds: number): number | null {
  return seconds > 0 ? count / seconds : null;
}

function summarize(
  recorders: readonly Recorder[],
  operations: readonly OperationName[],
  keys: KeyCounts,
  seconds: number,
  isPaced: boolean,
): RequestSummary {
  const counts = countOutcomes(recorders, operations);
  const requests = counts.hit + counts.miss + counts.stale + counts.error + counts.unanswered;
  return {
    requests,
    opsPerSecond: perSecond(requests - counts.unanswered, seconds),
    hits: keys.hits,
    misses: keys.misses,
    stale: keys.stale,
    errors: counts.error,
    unanswered: counts.unanswered,
    hitRate: hitRateOf(keys),
    hitRateInterval: wilsonInterval(keys),
    ...summarizeClocks(recorders, operations, TIMED_OUTCOMES, isPaced),
  };
}

/** Sums up everything. */
export function summarizeTotal(recorders: readonly Recorder[], seconds: number, isPaced: boolean): RequestSummary {
  return summarize(recorders, SENT_OPERATIONS, countAskedKeys(recorders), seconds, isPaced);
}

/** Sums up each operation that occurred. */
export function summarizeOperations(
  recorders: readonly Recorder[],
  seconds: number,
  isPaced: boolean,
): OperationSummary[] {
  return OPERATIONS.flatMap((operation) => {
    const counts = countOutcomes(recorders, [operation]);
    const occurred = OUTCOMES.filter((outcome) => counts[outcome] > 0);
    const outcomes = Object.fromEntries(
      occurred.map((outcome) => [outcome, summarizeClocks(recorders, [operation], [outcome], isPaced)]),
    );
    const summary = summarize(recorders, [operation], countKeys(recorders, [operation]), seconds, isPaced);
    return occurred.length === 0 ? [] : [{ operation, ...summary, outcomes }];
  });
}

/** Operations that have no reply of their own. */
const WITHOUT_REPLY: readonly OperationName[] = ["set_noreply", "read"];

/** Replies whose service time is not known, because they were read after a pause of ours. Requests without a reply are none of them. */
export function countUntimedReplies(recorders: readonly Recorder[]): number {
  let count = 0;
  for (const recorder of recorders) {
    for (const operation of OPERATIONS.filter((name) => !WITHOUT_REPLY.includes(name))) {
      for (const outcome of OUTCOMES.filter((name) => name !== "unanswered")) {
        count += recorder.untimed(slotOf(OPERATION[operation], OUTCOME[outcome]));
      }
    }
  }
  return count;
}

/** The error replies, the most frequent first. */
export function errorRepliesOf(recorders: readonly Recorder[]): ErrorReply[] {
  const counts = new Map<string, number>();
  for (const recorder of recorders) {
    for (const [text, count] of recorder.errors) {
      counts.set(text, (counts.get(text) ?? 0) + count);
    }
  }
  return [...counts]
    .sort((left, right) => right[1] - left[1])
    .map(([text, count]) => ({ text: escapeText(text), count }));
}
