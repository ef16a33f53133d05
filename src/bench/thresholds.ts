/**
 * Thresholds: what a run has to have reached, judged after it. A metric without samples fails, because a check that could not
 * be made has not passed (in k6 it passes without a word).
 */
import { COMPARISONS, type Comparison } from "../base/comparison.ts";
import { formatCount, formatDurationMs, formatRate, formatRatio } from "../base/format-units.ts";
import type { Histogram } from "../stats/histogram.ts";

/** How a request ended. */
export const THRESHOLD_OUTCOMES = ["hit", "miss", "stale", "error"] as const;

/** One of {@link THRESHOLD_OUTCOMES}. */
export type ThresholdOutcome = (typeof THRESHOLD_OUTCOMES)[number];

/** What was timed: reply - intended start, reply - send, send - intended start, and our own delay after the reply had come. */
export const THRESHOLD_CLOCKS = ["response", "service", "send_lag", "client_lag"] as const;

/** One of {@link THRESHOLD_CLOCKS}. */
export type ThresholdClock = (typeof THRESHOLD_CLOCKS)[number];

/** What a number is: nanoseconds, a part of 1, events per second, or how many. */
export type ThresholdUnit = "time" | "ratio" | "rate" | "count";

/** Numbers of a run that are no latencies, their units, and whether one operation has them too. */
export const THRESHOLD_NUMBERS = {
  hit_rate: { unit: "ratio", perOperation: true },
  error_rate: { unit: "ratio", perOperation: true },
  ops: { unit: "rate", perOperation: true },
  offered: { unit: "rate", perOperation: false },
  unanswered: { unit: "count", perOperation: false },
} as const satisfies Readonly<Record<string, { readonly unit: ThresholdUnit; readonly perOperation: boolean }>>;

/** Name of one of {@link THRESHOLD_NUMBERS}. */
export type ThresholdNumber = keyof typeof THRESHOLD_NUMBERS;

/** Which requests' latencies, by which clock. What is left out is not chosen by: all operations, all outcomes, the loop's own clock. */
export interface LatencySelector {
  readonly operation?: string;
  readonly outcome?: ThresholdOutcome;
  readonly clock?: ThresholdClock;
}

/** What is taken from latencies; a percentile is 0 to 100. */
export type Aggregation = "min" | "max" | "avg" | "count" | { readonly percentile: number };

/** What a threshold looks at. */
export type ThresholdMetric =
  | { readonly kind: "latency"; readonly selector: LatencySelector; readonly aggregation: Aggregation }
  | { readonly kind: "number"; readonly name: ThresholdNumber; readonly operation?: string };

/** One threshold, read from `text`. */
export interface Threshold {
  /** As it was typed. */
  readonly text: string;
  readonly metric: ThresholdMetric;
  readonly operator: Comparison;
  /** In the metric's base unit: ns, part of 1, per second, how many. */
  readonly limit: number;
}

/** Where the evaluation finds what a run measured. */
export interface ThresholdLookup {
  /**
   * The latencies of a selection; without a clock those of response time in an open loop and of service time in a closed one.
   * Undefined when the run did not measure it at all (the operation was not in the mix, a closed loop has no send lag); empty
   * when it did and nothing happened: then a `count` is 0, and everything else has no samples.
   */
  latency(selector: LatencySelector): Histogram | undefined;
  /** A number of the whole run, or of one operation; undefined when there is none. */
  number(name: ThresholdNumber, operation?: string): number | undefined;
}

/** How one threshold fared. */
export interface ThresholdResult {
  /** As it was typed. */
  readonly threshold: string;
  readonly passed: boolean;
  /** In the base unit: ns, part of 1, per second, how many; null without samples. */
  readonly actual: number | null;
  /** The same for people; `-` without samples. */
  readonly actualText: string;
  /** Why it failed; null when it passed. */
  readonly reason: string | null;
}

/** The unit of a metric's values. */
export function unitOf(metric: ThresholdMetric): ThresholdUnit {
  if (metric.kind === "number") {
    return THRESHOLD_NUMBERS[metric.name].unit;
  }
  return metric.aggregation === "count" ? "count" : "time";
}

function aggregate(histogram: Histogram, aggregation: Aggregation): number | undefined {
  switch (aggregation) {
    case "min":
      return histogram.minNs;
    case "max":
      return histogram.maxNs;
    case "avg":
      return histogram.meanNs;
    case "count":
      return histogram.count;
    default:
      return histogram.percentilesNs([aggregation.percentile])[0];
  }
}

function formatValue(value: number, unit: ThresholdUnit): string {
  switch (unit) {
    case "time":
      return formatDurationMs(value / 1e6);
    case "ratio":
      return formatRatio(value);
    case "rate":
      return formatRate(value);
    case "count":
      return formatCount(value);
  }
}

/** Digits enough to tell two numbers apart that look the same when they are shortened. */
function exactText(value: number, unit: ThresholdUnit): string {
  return unit === "time" ? `${value} ns` : String(value);
}

/** Why a value did not pass. For `p99<5ms` also how many were: what the percentile would have to be. */
function reasonOf({ metric, operator, limit }: Threshold, actual: number, histogram: Histogram | undefined): string {
  const unit = unitOf(metric);
  const short = [formatValue(actual, unit), formatValue(limit, unit)] as const;
  const [is, wanted] = short[0] === short[1] ? [exactText(actual, unit), exactText(limit, unit)] : short;
  const sentence = `${is} is not ${operator} ${wanted}`;
  if (histogram === undefined || unit !== "time" || (operator !== "<" && operator !== "<=")) {
    return sentence;
  }
  return `${sentence}; ${formatRatio(histogram.countBelow(limit) / histogram.count)} were below`;
}

function evaluate(threshold: Threshold, lookup: ThresholdLookup): ThresholdResult {
  const { text, metric, operator, limit } = threshold;
  const histogram = metric.kind === "latency" ? lookup.latency(metric.selector) : undefined;
  const actual =
    metric.kind === "number"
      ? lookup.number(metric.name, metric.operation)
      : histogram && aggregate(histogram, metric.aggregation);
  if (actual === undefined || Number.isNaN(actual)) {
    return { threshold: text, passed: false, actual: null, actualText: "-", reason: "no samples" };
  }
  const passed = COMPARISONS[operator](actual, limit);
  return {
    threshold: text,
    passed,
    actual,
    actualText: formatValue(actual, unitOf(metric)),
    reason: passed ? null : reasonOf(threshold, actual, histogram),
  };
}

/** Judges every threshold, in the order given. */
export function evaluateThresholds(
  thresholds: readonly Threshold[],
  lookup: ThresholdLookup,
): readonly ThresholdResult[] {
  return thresholds.map((threshold) => evaluate(threshold, lookup));
}
