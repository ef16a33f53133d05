/** What is drawn of a server over time: a fixed list of numbers, made of two readings of it. Unknown is NaN, never 0. */
import { type CounterWindow, ratePerSecond, windowBetween } from "../stats/rates.ts";
import { readCounter, type StatMap } from "../stats/stat-map.ts";
import type { ServerAnswer } from "./reading.ts";

/** How a metric of several servers, or of several moments, becomes one. */
interface MetricRule {
  /** Over servers: added up, computed from other sums, or not at all. */
  readonly servers: "sum" | "derived";
  /** Over time. */
  readonly time: "mean" | "max";
}

const SUM = { servers: "sum", time: "mean" } as const;
const DERIVED = { servers: "derived", time: "mean" } as const;
const PEAK = { servers: "derived", time: "max" } as const;

const RULES = {
  /** 1 for a server that is up; how many are, for several. */
  up: SUM,
  /** Requests per second, as far as they are counted. */
  ops: SUM,
  gets: SUM,
  sets: SUM,
  deletes: SUM,
  touches: SUM,
  arithmetic: SUM,
  /** Hits and misses of gets, per second. */
  hits: SUM,
  misses: SUM,
  /** Part of the gets that hit: of the time since the reading before, and since the server started. */
  hitRatio: DERIVED,
  hitRatioEver: DERIVED,
  evictions: SUM,
  evictedUnfetched: SUM,
  /** Items whose memory was taken after they had expired, per second. */
  reclaimed: SUM,
  /** Bytes of items, and the limit. */
  bytes: SUM,
  limit: SUM,
  items: SUM,
  connections: SUM,
  connectionLimit: SUM,
  newConnections: SUM,
  rejected: SUM,
  /** Bytes per second. */
  bytesIn: SUM,
  bytesOut: SUM,
  /** CPU of the process, in percent of a core. */
  cpu: SUM,
  /** Round trips of the probe in the last minute, in microseconds. */
  p50Us: DERIVED,
  p99Us: PEAK,
  maxUs: PEAK,
} as const satisfies Readonly<Record<string, MetricRule>>;

/** Name of a metric. */
export type MetricName = keyof typeof RULES;

/** Every metric, in the order in which they are kept. */
export const METRIC_NAMES = Object.keys(RULES) as readonly MetricName[];

/** Whether the largest of several moments stands for them, or their mean. */
export function keepsPeak(name: MetricName): boolean {
  return RULES[name].time === "max";
}

/** One number each. */
export type Metrics = Readonly<Record<MetricName, number>>;

const UNKNOWN_METRICS = Object.freeze(
  Object.fromEntries(METRIC_NAMES.map((name) => [name, Number.NaN])),
) as unknown as Metrics;

/** A server that did not answer. */
export const DOWN: Metrics = Object.freeze({ ...UNKNOWN_METRICS, up: 0 });

/** What the probe found in the last minute. */
export type ProbeTimes = Pick<Metrics, "p50Us" | "p99Us" | "maxUs">;

/** Nobody probed. */
export const NO_PROBES: ProbeTimes = { p50Us: Number.NaN, p99Us: Number.NaN, maxUs: Number.NaN };

/** The times of a minute of probes. @param probesUs in any order */
export function probeTimes(probesUs: readonly number[]): ProbeTimes {
  if (probesUs.length === 0) {
    return NO_PROBES;
  }
  const sorted = Float64Array.from(probesUs).sort();
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] as number;
  return { p50Us: at(0.5), p99Us: at(0.99), maxUs: at(1) };
}

function numberOf(stats: StatMap, name: string): number {
  return Number(readCounter(stats, name) ?? Number.NaN);
}

/** Of counters that together are one thing: those a server has; unknown when it has none. */
function rateOf(window: CounterWindow, ...names: readonly string[]): number {
  return sumOfKnown(names.map((name) => ratePerSecond(window, name) ?? Number.NaN));
}

function sumOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0);
}

/** Seconds of CPU, which stats give with a fraction. */
function cpuSeconds(stats: StatMap): number {
  return Number(stats.get("rusage_user") ?? Number.NaN) + Number(stats.get("rusage_system") ?? Number.NaN);
}

function ratio(part: number, rest: number): number {
  return part + rest > 0 ? part / (part + rest) : Number.NaN;
}

const NO_WINDOW: CounterWindow = { seconds: 0, gained: () => undefined };

/**
 * The metrics of an answer.
 * @param earlier the answer before; without one, and when the server restarted in between, rates are unknown
 */
export function measure(later: ServerAnswer, earlier: ServerAnswer | undefined, probes: ProbeTimes): Metrics {
  const stats: StatMap = later.views.get("") ?? new Map();
  const before = earlier?.views.get("");
  const window =
    earlier === undefined || before === undefined
      ? NO_WINDOW
      : windowBetween({ stats: before, atMs: earlier.atMs }, { stats, atMs: later.atMs });
  const hits = rateOf(window, "get_hits");
  const misses = rateOf(window, "get_misses");
  const operations = {
    gets: rateOf(window, "cmd_get"),
    sets: rateOf(window, "cmd_set"),
    deletes: rateOf(window, "delete_hits", "delete_misses"),
    touches: rateOf(window, "cmd_touch"),
    arithmetic: rateOf(window, "incr_hits", "incr_misses", "decr_hits", "decr_misses"),
  };
  const cpu = before === undefined ? Number.NaN : cpuSeconds(stats) - cpuSeconds(before);
  return {
    ...UNKNOWN_METRICS,
    ...operations,
    up: 1,
    ops: sumOfKnown(Object.values(operations)),
    hits,
    misses,
    hitRatio: ratio(hits, misses),
    hitRatioEver: ratio(numberOf(stats, "get_hits"), numberOf(stats, "get_misses")),
    evictions: rateOf(window, "evictions"),
    evictedUnfetched: rateOf(window, "evicted_unfetched"),
    reclaimed: rateOf(window, "reclaimed"),
    bytes: numberOf(stats, "bytes"),
    limit: numberOf(stats, "limit_maxbytes"),
    items: numberOf(stats, "curr_items"),
    connections: numberOf(stats, "curr_connections"),
    connectionLimit: numberOf(stats, "max_connections"),
    newConnections: rateOf(window, "total_connections"),
    rejected: rateOf(window, "rejected_connections"),
    bytesIn: rateOf(window, "bytes_read"),
    bytesOut: rateOf(window, "bytes_written"),
    cpu: window.seconds > 0 && cpu >= 0 ? (100 * cpu) / window.seconds : Number.NaN,
    ...probes,
  };
}

/**
 * Servers as one. A metric that one of them lacks has no total: a sum with a hole in it would be read as whole. Servers that are down
 * are not part of it.
 * @param answers of the servers that are up, for the hit ratio since their starts
 * @param probes of all of them together
 */
export function totalMetrics(
  servers: readonly Metrics[],
  answers: readonly ServerAnswer[],
  probes: ProbeTimes,
): Metrics {
  const up = servers.filter((metrics) => metrics.up > 0);
  if (up.length === 0) {
    return DOWN;
  }
  const total: Record<MetricName, number> = { ...UNKNOWN_METRICS };
  for (const name of METRIC_NAMES) {
    if (RULES[name].servers === "sum") {
      total[name] = up.reduce((sum, metrics) => sum + metrics[name], 0);
    }
  }
  const ever = (name: string): number =>
    answers.reduce((sum, { views }) => sum + numberOf(views.get("") ?? new Map(), name), 0);
  return {
    ...total,
    hitRatio: ratio(total.hits, total.misses),
    hitRatioEver: ratio(ever("get_hits"), ever("get_misses")),
    ...probes,
  };
}
