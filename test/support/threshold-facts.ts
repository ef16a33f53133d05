/** What a run measured, for tests of thresholds: histograms and numbers by name. */
import type { LatencySelector, ThresholdLookup } from "../../src/bench/thresholds.ts";
import type { Histogram } from "../../src/stats/histogram.ts";

/** How a selection or number is called in {@link lookupOf}: `get.miss.service`, `*` for all, `set.ops`. */
function nameOf(...words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined).join(".") || "*";
}

/** A lookup that knows what it is given and nothing else. */
export function lookupOf(
  latencies: Readonly<Record<string, Histogram>>,
  numbers: Readonly<Record<string, number>> = {},
): ThresholdLookup {
  return {
    latency: ({ operation, outcome, clock }: LatencySelector) => latencies[nameOf(operation, outcome, clock)],
    number: (name, operation) => numbers[nameOf(operation, name)],
  };
}
