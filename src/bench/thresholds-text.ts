/**
 * Thresholds as people write them, in k6's spirit:
 *
 *   threshold = metric operator value                     get.miss.p99.9<10ms   hit_rate>=90%   ops>100k
 *   metric    = [operation.][outcome.][clock.]aggregation | [operation.]number
 *   outcome   = hit | miss | stale | error
 *   clock     = response | service | send_lag | client_lag
 *   aggregation = p99.9 | p(99.9) | min | max | avg | mean | med | count
 *   number    = hit_rate | error_rate | ops  (of all, or of one operation)  | offered | unanswered
 *   operator  = < <= > >= == !=
 */
import { COMPARISONS, splitComparison } from "../base/comparison.ts";
import { MemtoolError } from "../base/errors.ts";
import { parseCount, parseDurationMs, parseRate, parseRatio } from "../base/units.ts";
import {
  type Aggregation,
  type LatencySelector,
  THRESHOLD_CLOCKS,
  THRESHOLD_NUMBERS,
  THRESHOLD_OUTCOMES,
  type Threshold,
  type ThresholdMetric,
  type ThresholdNumber,
  type ThresholdUnit,
  unitOf,
} from "./thresholds.ts";

/** Aggregations by their words; percentiles have a number of their own. */
const AGGREGATIONS: Readonly<Record<string, Aggregation>> = {
  min: "min",
  max: "max",
  avg: "avg",
  mean: "avg",
  med: { percentile: 50 },
  count: "count",
};

const PERCENTILE = /^p(?:([0-9]+(?:\.[0-9]+)?)|\(([0-9]+(?:\.[0-9]+)?)\))$/;

const AGGREGATION_WORDS = ["p99", "p99.9", ...Object.keys(AGGREGATIONS)];
const NUMBER_WORDS = Object.keys(THRESHOLD_NUMBERS) as ThresholdNumber[];

/** Decimals that limits which are no times are kept with: enough for 0.0001 %, and 99.9 % is exactly 0.999. */
const LIMIT_DECIMALS = 12;

/** Units that a time is written back in, the longest first. */
const TIME_UNITS = [
  ["s", 1e9],
  ["ms", 1e6],
  ["us", 1e3],
] as const;

function refuse(text: string, found: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the threshold ${JSON.stringify(text)}: ${found}`, { hint });
}

/** Words before the last dot that is none of a percentile's number, and what follows it. */
function splitWords(path: string): { readonly words: string[]; readonly last: string } {
  const percentile = /(?:^|\.)(p\(?[0-9][0-9.]*\)?)$/.exec(path)?.[1];
  const words = path.slice(0, path.length - (percentile?.length ?? 0)).split(".");
  const last = words.pop() ?? "";
  return { words, last: percentile ?? last };
}

function parsePercentile(word: string, text: string): Aggregation | undefined {
  const match = PERCENTILE.exec(word);
  if (match === null) {
    return undefined;
  }
  const percentile = Number(match[1] ?? match[2]);
  if (percentile > 100) {
    throw refuse(text, `there is no percentile ${percentile}`, "percentiles are 0 to 100: p50, p99, p99.9, p(99.99)");
  }
  return { percentile };
}

/** Takes the first of `words` if it is one of `known`. */
function take<Word extends string>(words: string[], known: readonly Word[]): Word | undefined {
  const word = known.find((candidate) => candidate === words[0]);
  if (word !== undefined) {
    words.shift();
  }
  return word;
}

function selectorOf(words: string[], operations: readonly string[], text: string): LatencySelector {
  const operation = take(words, operations);
  const outcome = take(words, THRESHOLD_OUTCOMES);
  const clock = take(words, THRESHOLD_CLOCKS);
  if (words.length > 0) {
    const mayStand = [
      ...(operation === undefined && outcome === undefined && clock === undefined ? operations : []),
      ...(outcome === undefined && clock === undefined ? THRESHOLD_OUTCOMES : []),
      ...(clock === undefined ? THRESHOLD_CLOCKS : []),
      ...AGGREGATION_WORDS,
    ];
    throw refuse(
      text,
      `${JSON.stringify(words[0])} cannot stand where it does`,
      `there may stand ${mayStand.join(", ")}; the order is operation.outcome.clock.aggregation`,
    );
  }
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(clock === undefined ? {} : { clock }),
  };
}

function numberOf(name: ThresholdNumber, { operation, outcome, clock }: LatencySelector, text: string) {
  const narrowed = outcome ?? clock;
  if (narrowed !== undefined) {
    throw refuse(text, `${name} is not counted by ${narrowed}`, `${narrowed} has ${AGGREGATION_WORDS.join(", ")}`);
  }
  if (operation === undefined) {
    return { kind: "number", name } as const;
  }
  if (!THRESHOLD_NUMBERS[name].perOperation) {
    throw refuse(text, `${name} is of the whole run, not of ${operation}`, `leave out "${operation}."`);
  }
  return { kind: "number", name, operation } as const;
}

function parseMetric(path: string, operations: readonly string[], text: string): ThresholdMetric {
  const { words, last } = splitWords(path);
  const selector = selectorOf(words, operations, text);
  const name = NUMBER_WORDS.find((known) => known === last);
  if (name !== undefined) {
    return numberOf(name, selector, text);
  }
  const word = Object.hasOwn(AGGREGATIONS, last) ? AGGREGATIONS[last] : undefined;
  const aggregation = word ?? parsePercentile(last, text);
  if (aggregation === undefined) {
    const numbers = selector.outcome === undefined && selector.clock === undefined ? NUMBER_WORDS : [];
    const found = last === "" ? "a metric is missing" : `there is no metric ${JSON.stringify(last)}`;
    throw refuse(text, found, `metrics are ${[...AGGREGATION_WORDS, ...numbers].join(", ")}`);
  }
  return { kind: "latency", selector, aggregation };
}

function parseLimit(value: string, unit: ThresholdUnit): number {
  switch (unit) {
    case "time":
      return Math.round(parseDurationMs(value) * 1e6);
    case "ratio":
      return Number(parseRatio(value).toFixed(LIMIT_DECIMALS));
    case "rate":
      return Number(parseRate(value).toFixed(LIMIT_DECIMALS));
    case "count":
      return parseCount(value);
  }
}

/**
 * Reads one threshold.
 * @param operations names that may stand in front: `get`, `set`, ...
 * @throws MemtoolError USAGE: what was found, and what may stand there
 */
export function parseThreshold(text: string, operations: readonly string[]): Threshold {
  const parts = splitComparison(text);
  if (typeof parts === "string") {
    const known = Object.keys(COMPARISONS).join(" ");
    throw refuse(text, parts, `write it like p99<5ms or hit_rate>=0.9; comparisons are ${known}`);
  }
  const { left, operator, right } = parts;
  const metric = parseMetric(left, operations, text);
  try {
    return { text: text.trim(), metric, operator, limit: parseLimit(right, unitOf(metric)) };
  } catch (error) {
    if (error instanceof MemtoolError && error.hint !== undefined) {
      throw refuse(text, error.message, error.hint);
    }
    throw error;
  }
}

function aggregationText(aggregation: Aggregation): string {
  return typeof aggregation === "string" ? aggregation : `p${decimal(aggregation.percentile)}`;
}

function metricText(metric: ThresholdMetric): string {
  const words =
    metric.kind === "number"
      ? [metric.operation, metric.name]
      : [
          metric.selector.operation,
          metric.selector.outcome,
          metric.selector.clock,
          aggregationText(metric.aggregation),
        ];
  return words.filter((word) => word !== undefined).join(".");
}

/** Without an exponent. */
function decimal(value: number): string {
  return value.toFixed(LIMIT_DECIMALS).replace(/\.?0+$/, "");
}

function limitText(limit: number, unit: ThresholdUnit): string {
  if (unit !== "time") {
    return decimal(limit);
  }
  const [name, size] = TIME_UNITS.find(([, ns]) => limit % ns === 0) ?? ["ns", 1];
  return `${limit / size}${name}`;
}

/** Writes a threshold in its shortest form; {@link parseThreshold} reads the same metric, comparison and limit back. */
export function formatThreshold({ metric, operator, limit }: Threshold): string {
  return `${metricText(metric)}${operator}${limitText(limit, unitOf(metric))}`;
}
