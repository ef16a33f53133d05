/**
 * Whether the numbers of a run are the server's or the client's: pure functions of what the client measured of itself. The rules:
 *
 *   1. Lateness of our own (from when a request was due and a connection free for it to sending it) must not make up more than a tenth of a
 *      percentile of the response time, from p50 to p99, unless it is below a millisecond.
 *   2. A load thread must not have been away for half a second: whatever was in flight then has no known time, and the tail is made of it.
 *   3. All but a thousandth of the requests that came due must have been sent, or kept waiting because no connection was free.
 *   4. In an open loop no load thread may have waited for a CPU, that others had, more than a fifth of the time: what it read then, it read late.
 *   5. In an open loop less than a hundredth of the replies may have no known time. A closed loop leaves them out, and a note says so.
 *
 * Waiting because all connections were busy is the server's slowness and no reason.
 */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { Histogram } from "../../stats/histogram.ts";
import type { SelfTotals } from "./self-totals.ts";

const CHECKED_PERCENTILES = [50, 90, 95, 99] as const;

/** Own lateness below this is never a reason, in ns. */
const OWN_DELAY_NS_MIN = 1e6;

/** Part of a percentile of the response time that may be our own lateness. */
const OWN_DELAY_RATIO_MAX = 0.1;

/** From this pause of a load thread on, in ms, a run is not valid. */
export const STALL_MS_INVALID = 500;

/** Part of the replies that may have no known time. */
const UNTIMED_RATIO_MAX = 0.01;

/** Part of the requests that may be due and not got to when the run ends: those of its last moment. */
const SKIPPED_RATIO_MAX = 0.001;

/** Part of the time for which a load thread of an open loop may have waited for a CPU. */
const WAITED_RATIO_MAX = 0.2;

/** What is judged. */
export interface ValidityFacts {
  readonly self: SelfTotals;
  /** Response times of all requests; undefined in a closed loop. */
  readonly response: Histogram | undefined;
  readonly requests: number;
  readonly untimedReplies: number;
  /** Part of the time for which the load thread waited for a CPU that waited longest; undefined where nobody knows. */
  readonly waitedForCpuRatio: number | undefined;
}

function ownDelayReason({ self, response }: ValidityFacts): string | undefined {
  if (response === undefined) {
    return undefined;
  }
  const own = self.ownDelay.percentilesNs(CHECKED_PERCENTILES);
  const whole = response.percentilesNs(CHECKED_PERCENTILES);
  const index = CHECKED_PERCENTILES.findLastIndex((_, place) => {
    const ownNs = own[place] ?? 0;
    return ownNs > OWN_DELAY_NS_MIN && ownNs > (whole[place] ?? 0) * OWN_DELAY_RATIO_MAX;
  });
  if (index === -1) {
    return undefined;
  }
  const percentile = `p${CHECKED_PERCENTILES[index]}`;
  return `the client sent late: ${percentile} of its own delay is ${formatDurationMs((own[index] ?? 0) / 1e6)}, where ${percentile} of the response time is ${formatDurationMs((whole[index] ?? 0) / 1e6)}; ask for a lower --rate, or give it more --threads and free cores`;
}

function stallReason({ self }: ValidityFacts): string | undefined {
  return self.stallMsMax < STALL_MS_INVALID
    ? undefined
    : `a load thread stood still for ${formatDurationMs(self.stallMsMax)}: it was stopped, or got no CPU; what was in flight then has no known time`;
}

function skippedReason({ self }: ValidityFacts): string | undefined {
  return self.skipped <= self.due * SKIPPED_RATIO_MAX
    ? undefined
    : `${formatCount(self.skipped)} requests came due that the client did not get to at all; ask for a lower --rate, or give it more --threads and free cores`;
}

function waitedReason({ response, waitedForCpuRatio = 0 }: ValidityFacts): string | undefined {
  return response === undefined || waitedForCpuRatio <= WAITED_RATIO_MAX
    ? undefined
    : `a load thread waited for a CPU ${formatRatio(waitedForCpuRatio)} of the time: other programs, or the server itself, had it`;
}

function untimedReason({ untimedReplies, requests, response }: ValidityFacts): string | undefined {
  return response === undefined || untimedReplies <= requests * UNTIMED_RATIO_MAX
    ? undefined
    : `${formatRatio(untimedReplies / requests)} of the replies were read after pauses of the client, so nobody knows when they came`;
}

/** Why a run is not valid, the gravest first; empty for a valid one. */
export function invalidReasons(facts: ValidityFacts): string[] {
  return [
    stallReason(facts),
    skippedReason(facts),
    ownDelayReason(facts),
    waitedReason(facts),
    untimedReason(facts),
  ].filter((reason) => reason !== undefined);
}
