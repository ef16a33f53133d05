/** What `memtool keys stats` shows, as tables; people get several, programs one of prefixes and a JSON document of everything. */
import { formatBytes, formatCount, formatDurationMs, formatRatio, formatShortCount } from "../../base/format-units.ts";
import { ttlSeconds } from "../../keys/key-entry.ts";
import { type KeyGroup, TIME_LIMITS_S } from "../../keys/key-group.ts";
import type { KeyStatistics, RankedPrefixes } from "../../keys/key-statistics.ts";
import { keyToText } from "../../keys/key-text.ts";
import type { Cell } from "../output/cell.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";

/** Everything that is shown. */
export interface StatisticsReport {
  readonly statistics: KeyStatistics;
  readonly prefixes: RankedPrefixes;
  readonly delimiter: string;
  readonly servers: readonly ServerPart[];
  /** Unix time in seconds, for the TTLs of the biggest keys. */
  readonly nowS: number;
}

/** How far a server was looked at. */
export interface ServerPart {
  readonly address: string;
  readonly keys: number;
  readonly complete: boolean;
}

const PERCENTILES = [50, 90, 99, 99.9] as const;

const TIME_LABELS = ["< 1m", "< 1h", "< 1d", "< 7d", "more"] as const;

const PREFIX_COLUMNS: readonly ResultColumn[] = [
  { name: "keys", label: "keys", kind: "count" },
  { name: "bytes", label: "memory", kind: "bytes" },
  { name: "bytes_ratio", label: "share", kind: "ratio" },
  { name: "size_mean", label: "mean size", kind: "bytes" },
  { name: "size_p99", label: "p99 size", kind: "bytes" },
  { name: "no_expiry_ratio", label: "never exp.", kind: "ratio" },
  { name: "ttl_mean", label: "TTL", kind: "seconds" },
  { name: "idle_mean", label: "idle", kind: "seconds" },
  { name: "never_fetched_ratio", label: "unread", kind: "ratio" },
];

/** What stands for keys without a delimiter, and for all that are not shown one by one. */
const LABELS = { none: "(no prefix)", others: "(others)", total: "(total)" } as const;

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function measures(group: KeyGroup, total: KeyGroup): ResultRow {
  return [
    group.itemCount,
    group.bytes,
    ratio(group.bytes, total.bytes),
    group.itemCount === 0 ? undefined : Math.round(group.bytes / group.itemCount),
    group.sizeBytesAt(0.99),
    ratio(group.neverExpires, group.itemCount),
    rounded(group.ttlMeanS),
    rounded(group.idleMeanS),
    group.neverFetchedRatio,
  ];
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}

/** From this width on there is room for the mean size; 80 columns have room for the others and a prefix of 18. */
const WIDE_COLUMNS = 100;

/** What people see of a group, by the label of its column: short numbers. */
function peopleMeasures(group: KeyGroup, total: KeyGroup, width: number): [string, string][] {
  const mean = group.itemCount === 0 ? "" : formatBytes(Math.round(group.bytes / group.itemCount));
  return [
    ["keys", formatShortCount(group.itemCount)],
    ["memory", formatBytes(group.bytes)],
    ["share", percent(ratio(group.bytes, total.bytes))],
    ...(width < WIDE_COLUMNS ? [] : ([["mean", mean]] satisfies [string, string][])),
    ["no TTL", percent(ratio(group.neverExpires, group.itemCount))],
    ["TTL", shortTime(group.ttlMeanS)],
    ["idle", shortTime(group.idleMeanS)],
    ["unread", percent(group.neverFetchedRatio)],
  ];
}

/** Whole percents; neither end is reached by rounding. */
function percent(value: number | undefined): string {
  if (value === undefined) {
    return "";
  }
  const whole = Math.round(value * 100);
  return whole === 0 && value > 0 ? "< 1 %" : whole === 100 && value < 1 ? "> 99 %" : `${whole} %`;
}

const TIME_UNITS = [
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
] as const;

function shortTime(seconds: number | undefined): string {
  if (seconds === undefined) {
    return "";
  }
  const [size, unit] = TIME_UNITS.find(([unitS]) => seconds >= unitS) ?? [1, "s"];
  return `${Math.floor(seconds / size)}${unit}`;
}

interface LabelledGroup {
  readonly row: "prefix" | "none" | "others" | "total";
  readonly prefix: Buffer;
  readonly group: KeyGroup;
  readonly missingBytesMax: number;
}

function labelledGroups({ statistics, prefixes }: StatisticsReport): LabelledGroup[] {
  const top = prefixes.top.map(({ prefix, group, missingBytesMax }): LabelledGroup => {
    return { row: prefix === "" ? "none" : "prefix", prefix: Buffer.from(prefix, "latin1"), group, missingBytesMax };
  });
  const sum = (row: "others" | "total", group: KeyGroup): LabelledGroup => {
    return { row, prefix: Buffer.alloc(0), group, missingBytesMax: 0 };
  };
  const others = prefixes.others.itemCount === 0 ? [] : [sum("others", prefixes.others)];
  return [...top, ...others, sum("total", statistics.total)];
}

/** A row for each prefix, the others and the total, told apart by the first column. For programs. */
export function prefixRows(report: StatisticsReport): ResultTable {
  return {
    columns: [
      { name: "row", label: "row", kind: "text" },
      { name: "prefix", label: "prefix", kind: "text" },
      ...PREFIX_COLUMNS,
      { name: "missing_bytes_max", label: "may lack", kind: "bytes" },
    ],
    rows: labelledGroups(report).map(({ row, prefix, group, missingBytesMax }) => {
      const name = row === "prefix" ? prefix : undefined;
      return [row, name, ...measures(group, report.statistics.total), missingBytesMax];
    }),
  };
}

/** The tables for people: how things are spread, prefixes, the biggest. */
export function peopleTables(report: StatisticsReport, width: number): ResultTable[] {
  const { statistics } = report;
  if (statistics.total.itemCount === 0) {
    return [{ title: "Keys", columns: [], rows: [], emptyText: "there are no such keys" }];
  }
  return [
    spreadTable(report),
    prefixTable(report, width),
    ...(statistics.biggest.length > 0 ? [biggestTable(report)] : []),
  ];
}

function spreadTable({ statistics, servers }: StatisticsReport): ResultTable {
  const { total } = statistics;
  const expiring = total.itemCount - total.neverExpires;
  const share = (count: number, of: number): string => formatRatio(of === 0 ? 0 : count / of);
  const times = (classes: Float64Array): string[] =>
    [...classes].map((count) => (count === 0 ? "" : share(count, total.itemCount)));
  const hasIdle = total.idleKnown > 0;
  const sizes = statistics.sizePercentiles(PERCENTILES).map((size) => (size === undefined ? "" : formatBytes(size)));
  const sizeText = PERCENTILES.map((percentile, index) => `p${percentile} ${sizes[index]}`).join(", ");
  const mean = formatBytes(Math.round(total.bytes / total.itemCount));
  const lines = [
    `Sizes: mean ${mean}, largest ${formatBytes(total.sizeBytesMax)}.`,
    `Percentiles of sizes: ${sizeText}.`,
    `${share(total.neverExpires, total.itemCount)} never expire; the others live ${meanTime(total.ttlMeanS)} on average.`,
    ...(total.neverFetchedRatio === undefined ? [] : [`${formatRatio(total.neverFetchedRatio)} were never read.`]),
  ];
  return {
    title: `${formatCount(total.itemCount)} keys, ${formatBytes(total.bytes)}, on ${servers.map(({ address }) => address).join(", ")}`,
    columns: ["keys", "never", ...TIME_LABELS].map((label) => ({ name: label, label, kind: "text" })),
    rows: [
      [
        "expire in",
        expiring === total.itemCount ? "" : share(total.neverExpires, total.itemCount),
        ...times(total.ttlClasses),
      ],
      ...(hasIdle ? [["not read for", "", ...times(total.idleClasses)]] : []),
    ],
    note: lines.join("\n"),
  };
}

function meanTime(seconds: number | undefined): string {
  return seconds === undefined ? "for no time" : formatDurationMs(Math.round(seconds) * 1000);
}

function prefixTable(report: StatisticsReport, width: number): ResultTable {
  const { prefixes } = report;
  const { total } = report.statistics;
  const shown = prefixes.top.length;
  const counted = `${prefixes.isFolded ? "more than " : ""}${formatCount(prefixes.prefixCount)}`;
  const notes = [
    ...(shown < prefixes.prefixCount || prefixes.isFolded ? [`${formatCount(shown)} of ${counted} prefixes.`] : []),
    ...(prefixes.isFolded
      ? [
          "There were too many to keep: small ones were summed up as others, so a prefix may be larger than it is shown.",
        ]
      : []),
  ];
  return {
    title: "Prefixes",
    columns: [
      { name: "prefix", label: "prefix", kind: "text" },
      ...peopleMeasures(total, total, width).map(([label]): ResultColumn => ({ name: label, label, kind: "count" })),
    ],
    rows: labelledGroups(report).map(({ row, prefix, group }) => {
      const texts = peopleMeasures(group, total, width);
      return [row === "prefix" ? prefix : LABELS[row], ...texts.map(([, value]): Cell => ({ value, kind: "text" }))];
    }),
    note: notes.length === 0 ? undefined : notes.join("\n"),
  };
}

function biggestTable({ statistics, servers, nowS }: StatisticsReport): ResultTable {
  const hasServers = servers.length > 1;
  return {
    title: "Biggest",
    columns: [
      { name: "key", label: "key", kind: "text" },
      { name: "size", label: "size", kind: "bytes" },
      { name: "ttl", label: "TTL", kind: "seconds" },
      { name: "fetched", label: "read", kind: "text" },
      ...(hasServers ? [{ name: "server", label: "server", kind: "text" } as const] : []),
    ],
    rows: statistics.biggest.map(({ entry, server }) => {
      const ttl = ttlSeconds(entry, nowS) ?? ({ value: "never", kind: "text" } as const);
      const wasRead = entry.fetched === undefined ? undefined : entry.fetched ? "yes" : "no";
      return [entry.key, entry.sizeBytes, ttl, wasRead, ...(hasServers ? [server] : [])];
    }),
  };
}

/**
 * Everything in one document:
 *
 *   { "keys", "bytes", "servers": [ { "address", "keys", "complete" } ],
 *     "sizes": { "mean", "p50", "p90", "p99", "p99_9", "max" }, "no_expiry", "never_fetched",
 *     "ttl": { "mean", "below": { "60", "3600", "86400", "604800", "more" } }, "idle": { the same },
 *     "prefix_count", "prefixes_exact", "prefixes": [ { "row", "prefix", ... } ], "biggest": [ { "key", "size", ... } ] }
 */
export function statisticsJson(report: StatisticsReport): JsonValue {
  const { statistics, prefixes, servers, delimiter } = report;
  const { total, biggest } = statistics;
  const [p50, p90, p99, p999] = statistics.sizePercentiles(PERCENTILES);
  const { columns, rows } = prefixRows(report);
  return {
    keys: total.itemCount,
    bytes: total.bytes,
    servers: servers.map(({ address, keys, complete }) => ({ address, keys, complete })),
    sizes: { mean: ratio(total.bytes, total.itemCount), p50, p90, p99, p99_9: p999, max: total.sizeBytesMax },
    no_expiry: total.neverExpires,
    never_fetched: total.fetchedKnown === 0 ? undefined : total.neverFetched,
    ttl: { mean: total.ttlMeanS, below: timesJson(total.ttlClasses) },
    idle: { mean: total.idleMeanS, below: timesJson(total.idleClasses) },
    delimiter,
    prefix_count: prefixes.prefixCount,
    prefixes_exact: !prefixes.isFolded,
    prefixes: rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, jsonText(row[index])]))),
    biggest: biggest.map(({ entry, server }) => ({
      key: keyToText(entry.key),
      server,
      size: entry.sizeBytes,
      ttl: ttlSeconds(entry, report.nowS),
      fetched: entry.fetched,
    })),
  };
}

function jsonText(value: ResultRow[number]): JsonValue {
  if (value instanceof Uint8Array) {
    return keyToText(value);
  }
  return typeof value === "object" ? undefined : value;
}

function timesJson(classes: Float64Array): JsonValue {
  const names = [...TIME_LIMITS_S.map(String), "more"];
  return Object.fromEntries(names.map((name, index) => [name, classes[index]]));
}
