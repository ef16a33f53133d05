/** How far a phase is: what the live screen, the status line and the progress lines show. */
import type { Histogram } from "../stats/histogram.ts";
import type { PhaseKind } from "./plan.ts";
import type { SeriesPoint } from "./result/document.ts";
import type { PhaseTotals } from "./result/phase-totals.ts";
import { allRequests, countAskedKeys, countOutcomes, countUntimedReplies, hitRateOf } from "./result/summarize.ts";
import { invalidReasons } from "./result/validity.ts";

/** A moment of a phase. */
export interface Progress {
  readonly phase: PhaseKind;
  readonly elapsedMs: number;
  /** Part of the phase that is done, 0 .. 1; undefined when nothing says how long it takes. */
  readonly done: number | undefined;
  /** Since the start of the phase. */
  readonly requests: number;
  readonly errors: number;
  /** Per key asked since the start; null before the first. */
  readonly hitRate: number | null;
  /** Whether requests are due at certain moments, so that the times below are response times; else they are service times. */
  readonly isPaced: boolean;
  /** Of all requests since the start but errors. */
  readonly latencies: Histogram;
  /** The seconds so far, oldest first. */
  readonly points: readonly SeriesPoint[];
  /** Why the numbers so far would not be valid; empty when they are. */
  readonly invalidReasons: readonly string[];
}

/** What a phase will take: that many requests, or that long. */
export interface Expected {
  readonly requests?: number;
  readonly durationMs?: number;
}

function doneOf(requests: number, elapsedMs: number, expected: Expected): number | undefined {
  const share =
    expected.requests === undefined ? elapsedMs / (expected.durationMs ?? Number.NaN) : requests / expected.requests;
  return Number.isFinite(share) ? Math.min(1, share) : undefined;
}

/** Sums up what all threads have measured so far. */
export function progressOf(
  phase: PhaseKind,
  elapsedMs: number,
  expected: Expected,
  isPaced: boolean,
  { servers, self }: PhaseTotals,
  points: readonly SeriesPoint[],
): Progress {
  const counts = countOutcomes(servers);
  const requests = counts.hit + counts.miss + counts.stale + counts.error;
  const latencies = allRequests(servers, isPaced ? "response" : "service");
  return {
    phase,
    elapsedMs,
    done: doneOf(requests, elapsedMs, expected),
    requests,
    errors: counts.error,
    hitRate: hitRateOf(countAskedKeys(servers)),
    isPaced,
    latencies,
    points,
    invalidReasons: invalidReasons({
      self,
      response: isPaced ? latencies : undefined,
      requests,
      untimedReplies: countUntimedReplies(servers),
      waitedForCpuRatio: undefined,
    }),
  };
}
