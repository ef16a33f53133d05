/** Finds the numbers and histograms of a run by the names that thresholds and the document use. */
import type { Histogram } from "../../stats/histogram.ts";
import { encodeBase64 } from "../../stats/histogram-base64.ts";
import type { ClockName, Recorder } from "../load/recorder.ts";
import type { LatencySelector, ThresholdClock, ThresholdLookup, ThresholdNumber } from "../thresholds.ts";
import { OPERATION, OPERATIONS, type OperationName, OUTCOME, OUTCOMES, slotOf } from "../workload/operations.ts";
import type { OperationSummary, RateSummary, RequestSummary } from "./document.ts";
import type { SelfTotals } from "./self-totals.ts";
import { allRequests, mergedHistogram, TIMED_OUTCOMES } from "./summarize.ts";

/** What is looked up in. */
export interface LookupFacts {
  readonly recorders: readonly Recorder[];
  readonly self: SelfTotals;
  readonly total: RequestSummary;
  readonly operations: readonly OperationSummary[];
  /** Null in a closed loop. */
  readonly rate: RateSummary | null;
}

const CLOCK_OF: Readonly<Record<Exclude<ThresholdClock, "client_lag">, ClockName>> = {
  response: "response",
  service: "service",
  send_lag: "sendLag",
};

function operationNamed(name: string): OperationName | undefined {
  return OPERATIONS.find((known) => known === name);
}

/** The look-up of thresholds. */
export class RunLookup implements ThresholdLookup {
  readonly #facts: LookupFacts;

  constructor(facts: LookupFacts) {
    this.#facts = facts;
  }

  latency({ operation, outcome, clock }: LatencySelector): Histogram | undefined {
    const { recorders, self, rate } = this.#facts;
    const isPaced = rate !== null;
    if (clock === "client_lag") {
      return isPaced && operation === undefined && outcome === undefined ? self.ownDelay : undefined;
    }
    const name = clock === undefined ? (isPaced ? "response" : "service") : CLOCK_OF[clock];
    if (name !== "service" && !isPaced) {
      return undefined;
    }
    const outcomes = outcome === undefined ? TIMED_OUTCOMES : [outcome];
    if (operation === undefined) {
      return outcome === undefined
        ? allRequests(recorders, name)
        : mergedHistogram(recorders, OPERATIONS, outcomes, name);
    }
    const known = operationNamed(operation);
    const occurred = this.#facts.operations.some((summary) => summary.operation === known);
    return known === undefined || !occurred ? undefined : mergedHistogram(recorders, [known], outcomes, name);
  }

  number(name: ThresholdNumber, operation?: string): number | undefined {
    const { total, operations, rate } = this.#facts;
    const summary = operation === undefined ? total : operations.find((candidate) => candidate.operation === operation);
    if (summary === undefined) {
      return undefined;
    }
    switch (name) {
      case "hit_rate":
        return summary.hitRate ?? undefined;
      case "error_rate":
        return summary.requests === 0 ? undefined : summary.errors / summary.requests;
      case "ops":
        return summary.opsPerSecond ?? undefined;
      case "offered":
        return rate?.offeredPerSecond ?? undefined;
      case "unanswered":
        return summary.unanswered;
    }
  }
}

/**
 * Every histogram of a run in HdrHistogram's base64 form, values in ns, by `total.CLOCK`, `ownDelay` and `OPERATION.OUTCOME.CLOCK`; those of
 * nothing are left out.
 */
export function encodedHistograms({ recorders, self }: LookupFacts): Record<string, string> {
  const encoded: Record<string, string> = {};
  const add = (name: string, histogram: Histogram): void => {
    if (histogram.minNs !== undefined) {
      encoded[name] = encodeBase64(histogram);
    }
  };
  for (const clock of ["response", "service", "sendLag"] as const) {
    add(`total.${clock}`, allRequests(recorders, clock));
    for (const operation of OPERATIONS) {
      for (const outcome of OUTCOMES) {
        if (recorders.some((recorder) => recorder.histogram(slotOf(OPERATION[operation], OUTCOME[outcome]), clock))) {
          add(`${operation}.${outcome}.${clock}`, mergedHistogram(recorders, [operation], [outcome], clock));
        }
      }
    }
  }
  add("ownDelay", self.ownDelay);
  return encoded;
}
