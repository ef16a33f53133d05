/** Compares percentiles that were reported with the truth. */
import type { Distribution } from "./queue-truth.ts";

/** How far a reported time may be off: by a part of the truth or by so much, whichever is more. */
export interface Allowance {
  readonly part: number;
  readonly ms: number;
}

/** Of a percentile's tail so much may belong to its other side: one request more or less does not make a report untrue. */
const TAIL_SLACK = 0.1;

/**
 * What is untrue of reported percentiles (in ms, by percentile: 50, 99.9, 100 for the longest), one sentence each, none if all is
 * true. Where the truth jumps (1 % of requests are slow: at p99) both sides of the jump are true, if it is within a tenth of the tail
 * from the percentile: for p99 between p98.9 and p99.1. The longest is compared with the longest.
 */
export function untruths(
  reportedMs: ReadonlyMap<number, number>,
  truth: Distribution,
  { part, ms }: Allowance = { part: 0.03, ms: 0.1 },
): string[] {
  return [...reportedMs].flatMap(([percentile, timeMs]) => {
    const slack = (100 - percentile) * TAIL_SLACK;
    const lowMs = truth.percentileMs(percentile - slack);
    const highMs = truth.percentileMs(percentile + slack);
    const isTrue = timeMs >= lowMs - Math.max(ms, lowMs * part) && timeMs <= highMs + Math.max(ms, highMs * part);
    const shown = lowMs === highMs ? `${lowMs.toFixed(3)} ms` : `${lowMs.toFixed(3)} to ${highMs.toFixed(3)} ms`;
    return isTrue ? [] : [`p${percentile} is reported as ${timeMs.toFixed(3)} ms, the truth is ${shown}`];
  });
}
