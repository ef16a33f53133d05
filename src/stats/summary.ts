/** The few numbers that say how a server is doing, derived from its general-purpose stats; and their total over several servers. */
import { type CounterWindow, ratePerSecond, type StatSample, windowBetween, windowSinceStart } from "./rates.ts";
import type { SlabMemory } from "./slab-memory.ts";
import { ratioOf, readCounter, type Scalar } from "./stat-map.ts";

/** What a number means, so that every output can show it its own way. `rate` and `byteRate` are per second. */
export type FieldKind = "text" | "count" | "bytes" | "ratio" | "rate" | "byteRate" | "seconds";

/**
 * How servers add up: `sum`; `derived`, computed again from the sums (a ratio must never be added or averaged);
 * `none`, no total makes sense.
 */
export type TotalRule = "sum" | "derived" | "none";

interface FieldRule {
  readonly name: string;
  readonly kind: FieldKind;
  readonly total: TotalRule;
  /** Only there when a window was measured. */
  readonly windowOnly?: true;
}

/** The summary's fields in order. Those that memcached counts itself keep its names; ratios are 0 to 1. */
export const SUMMARY_FIELDS = [
  { name: "version", kind: "text", total: "none" },
  { name: "uptime", kind: "seconds", total: "none" },
  { name: "hit_ratio", kind: "ratio", total: "derived" },
  { name: "get_hits", kind: "count", total: "sum" },
  { name: "get_misses", kind: "count", total: "sum" },
  { name: "window_hit_ratio", kind: "ratio", total: "derived", windowOnly: true },
  { name: "window_get_hits", kind: "count", total: "sum", windowOnly: true },
  { name: "window_get_misses", kind: "count", total: "sum", windowOnly: true },
  { name: "gets_per_second", kind: "rate", total: "sum" },
  { name: "sets_per_second", kind: "rate", total: "sum" },
  { name: "bytes", kind: "bytes", total: "sum" },
  { name: "limit_maxbytes", kind: "bytes", total: "sum" },
  { name: "memory_used_ratio", kind: "ratio", total: "derived" },
  { name: "slab_bytes", kind: "bytes", total: "sum" },
  { name: "slab_free_bytes", kind: "bytes", total: "sum" },
  { name: "slab_free_ratio", kind: "ratio", total: "derived" },
  { name: "slab_waste_bytes", kind: "bytes", total: "sum" },
  { name: "slab_waste_ratio", kind: "ratio", total: "derived" },
  { name: "curr_items", kind: "count", total: "sum" },
  { name: "evictions", kind: "count", total: "sum" },
  { name: "evicted_unfetched", kind: "count", total: "sum" },
  { name: "evicted_unfetched_ratio", kind: "ratio", total: "derived" },
  { name: "evictions_per_second", kind: "rate", total: "sum" },
  { name: "curr_connections", kind: "count", total: "sum" },
  { name: "max_connections", kind: "count", total: "sum" },
  { name: "rejected_connections", kind: "count", total: "sum" },
  { name: "bytes_read_per_second", kind: "byteRate", total: "sum" },
  { name: "bytes_written_per_second", kind: "byteRate", total: "sum" },
] as const satisfies readonly FieldRule[];

/** Name of a summary field. */
export type SummaryFieldName = (typeof SUMMARY_FIELDS)[number]["name"];

/** One server's summary, or a total; undefined is "not known", for instance a hit ratio before the first get. */
export type Summary = { readonly [Name in SummaryFieldName]: Scalar | undefined };

/** The fields to show: those of a window only when one was measured. */
export function summaryFields(hasWindow: boolean): readonly (FieldRule & { readonly name: SummaryFieldName })[] {
  return SUMMARY_FIELDS.filter((field) => hasWindow || !("windowOnly" in field));
}

/**
 * Sums a server up.
 * @param earlier a reading before `sample`: rates and the window_ fields are then of the time in between; without it rates are
 * averages since the server's start
 * @param memory what the slabs hold; the slab_ fields are not known without it
 */
export function summarize(sample: StatSample, earlier?: StatSample, memory?: SlabMemory): Summary {
  const { stats } = sample;
  const window = earlier === undefined ? windowSinceStart(sample) : windowBetween(earlier, sample);
  const counter = (name: string): bigint | undefined => readCounter(stats, name);
  const uptime = counter("uptime");
  return derive({
    version: stats.get("version"),
    uptime: uptime === undefined ? undefined : Number(uptime),
    get_hits: counter("get_hits"),
    get_misses: counter("get_misses"),
    window_get_hits: earlier && window.gained("get_hits"),
    window_get_misses: earlier && window.gained("get_misses"),
    bytes: counter("bytes"),
    limit_maxbytes: counter("limit_maxbytes"),
    slab_bytes: memory?.bytes,
    slab_free_bytes: memory?.freeBytes,
    slab_waste_bytes: memory?.wasteBytes,
    curr_items: counter("curr_items"),
    evictions: counter("evictions"),
    evicted_unfetched: counter("evicted_unfetched"),
    curr_connections: counter("curr_connections"),
    max_connections: counter("max_connections"),
    rejected_connections: counter("rejected_connections"),
    ...ratesOf(window),
  });
}

function ratesOf(window: CounterWindow) {
  return {
    gets_per_second: ratePerSecond(window, "cmd_get"),
    sets_per_second: ratePerSecond(window, "cmd_set"),
    evictions_per_second: ratePerSecond(window, "evictions"),
    bytes_read_per_second: ratePerSecond(window, "bytes_read"),
    bytes_written_per_second: ratePerSecond(window, "bytes_written"),
  };
}

type DerivedName =
  | "hit_ratio"
  | "window_hit_ratio"
  | "memory_used_ratio"
  | "slab_free_ratio"
  | "slab_waste_ratio"
  | "evicted_unfetched_ratio";

function derive(counted: Omit<Summary, DerivedName>): Summary {
  const { bytes, slab_bytes: slab, slab_free_bytes: free, slab_waste_bytes: waste } = counted;
  const used = difference(slab, free);
  return {
    ...counted,
    hit_ratio: ratioOf(counted.get_hits, counted.get_misses),
    window_hit_ratio: ratioOf(counted.window_get_hits, counted.window_get_misses),
    memory_used_ratio: ratioOf(bytes, difference(counted.limit_maxbytes, bytes)),
    slab_free_ratio: ratioOf(free, used),
    slab_waste_ratio: ratioOf(waste, difference(used, waste)),
    evicted_unfetched_ratio: ratioOf(
      counted.evicted_unfetched,
      difference(counted.evictions, counted.evicted_unfetched),
    ),
  };
}

function difference(whole: Scalar | undefined, part: Scalar | undefined): bigint | undefined {
  return typeof whole === "bigint" && typeof part === "bigint" ? whole - part : undefined;
}

/**
 * The total of several servers. A field that one of them lacks has no total: a sum with a hole in it would be read as whole.
 */
export function totalOf(summaries: readonly Summary[]): Summary {
  const totals: Partial<Record<SummaryFieldName, Scalar | undefined>> = {};
  for (const { name, total } of SUMMARY_FIELDS) {
    totals[name] = total === "sum" ? sum(summaries.map((summary) => summary[name])) : undefined;
  }
  return derive(totals as Summary);
}

function sum(values: readonly (Scalar | undefined)[]): Scalar | undefined {
  if (values.length > 0 && values.every((value) => typeof value === "bigint")) {
    return values.reduce((total, value) => total + value, 0n);
  }
  if (values.length > 0 && values.every((value) => typeof value === "number")) {
    return values.reduce((total, value) => total + value, 0);
  }
  return undefined;
}
