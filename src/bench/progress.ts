/** How far a phase is: what the status line and the progress lines show. */
import type { PhaseKind } from "./plan.ts";
import type { Recorder } from "./recorder.ts";
import { allReplies, hitRateOf, isRetrieval } from "./result.ts";
import { OPERATIONS, OUTCOME, slotOf } from "./workload/operations.ts";

/** A moment of a phase; counts are since its start. */
export interface Progress {
  readonly phase: PhaseKind;
  readonly elapsedMs: number;
  /** Part of the phase that is done, 0 .. 1; undefined when nothing says how long it takes. */
  readonly done: number | undefined;
  readonly requests: number;
  readonly errors: number;
  /** Per key asked so far; null before the first. */
  readonly hitRate: number | null;
  /** Of all replies so far but errors; undefined before the first. */
  readonly p99Ns: number | undefined;
}

/** Sums up what all threads measured so far. */
export function progressOf(
  phase: PhaseKind,
  elapsedMs: number,
  expected: { readonly requests?: number; readonly durationMs?: number },
  recorder: Recorder,
): Progress {
  const replies = allReplies(recorder);
  const counts = { requests: 0, errors: 0, hits: 0, misses: 0 };
  OPERATIONS.forEach((name, operation) => {
    const [hits = 0, misses = 0, errors = 0] = Object.values(OUTCOME).map(
      (outcome) => recorder.histogram(slotOf(operation, outcome))?.count,
    );
    counts.requests += hits + misses + errors;
    counts.errors += errors;
    counts.hits += isRetrieval(name) ? hits : 0;
    counts.misses += isRetrieval(name) ? misses : 0;
  });
  const share =
    expected.requests === undefined
      ? elapsedMs / (expected.durationMs ?? Number.NaN)
      : counts.requests / expected.requests;
  return {
    phase,
    elapsedMs,
    done: Number.isFinite(share) ? Math.min(1, share) : undefined,
    requests: counts.requests,
    errors: counts.errors,
    hitRate: hitRateOf(counts.hits, counts.misses),
    p99Ns: replies.percentilesNs([99])[0],
  };
}
