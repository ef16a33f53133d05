/** What `memtool cluster nodes` prints: a row a node, and the settings in which they differ. */
import { leastSkewS, skewText } from "../../cluster/inspection/clock-skew.ts";
import { type LiveNode, liveNodes, type NodeReport, versionCounts } from "../../cluster/inspection/node-report.ts";
import type { SettingDifferences } from "../../cluster/inspection/setting-differences.ts";
import type { Cell } from "../output/cell.ts";
import type { JsonValue } from "../output/json.ts";
import { namedColumns, type ResultColumn, type ResultRow, type ResultTable } from "../output/result-table.ts";

/** Everything that is reported. */
export interface NodesReport {
  readonly nodes: readonly NodeReport[];
  readonly settings: SettingDifferences;
}

const COLUMNS: readonly ResultColumn[] = [
  { name: "node", label: "node", kind: "text" },
  { name: "state", label: "state", kind: "text" },
  { name: "version", label: "version", kind: "text" },
  { name: "uptime_s", label: "uptime", kind: "seconds" },
  { name: "items", label: "items", kind: "count" },
  { name: "bytes", label: "memory", kind: "bytes" },
  { name: "limit_bytes", label: "limit", kind: "bytes" },
  { name: "hit_ratio", label: "hits", kind: "ratio" },
  { name: "evictions", label: "evictions", kind: "count" },
  { name: "connections", label: "conns", kind: "count" },
  { name: "clock_skew_min_s", label: "clock from", kind: "seconds" },
  { name: "clock_skew_max_s", label: "to", kind: "seconds" },
  { name: "round_trip_s", label: "round trip", kind: "seconds" },
];

/** People get the skew as one text, and "dead" in place of a version. */
const PEOPLE_COLUMNS: readonly ResultColumn[] = [
  ...COLUMNS.filter(({ name }) => !name.startsWith("clock_skew") && name !== "round_trip_s" && name !== "state"),
  { name: "clock_skew", label: "clock", kind: "text" },
];

/** What an 80-column terminal has no room for. */
const WIDE_ONLY = new Set(["limit_bytes", "connections", "clock_skew"]);

const DEAD: Cell = { value: "dead", kind: "text", tone: "bad" };

/** For programs: exact values, a node that is dead has nothing else. */
export function nodeTable({ nodes }: NodesReport): ResultTable {
  return {
    columns: COLUMNS,
    rows: nodes.map((node) => {
      if (!node.up) {
        return [node.address, DEAD];
      }
      const { address, summary, skew, roundTripMs } = node;
      return [address, "up", ...factsOf(summary), skew?.lowS, skew?.highS, roundTripMs / 1000];
    }),
  };
}

function factsOf(summary: LiveNode["summary"]): ResultRow {
  return [
    summary.version,
    summary.uptime,
    summary.curr_items,
    summary.bytes,
    summary.limit_maxbytes,
    summary.hit_ratio,
    summary.evictions,
    summary.curr_connections,
  ];
}

/** For people. */
export function nodeTablesForPeople(report: NodesReport): ResultTable[] {
  const rows = report.nodes.map((node): ResultRow => {
    if (!node.up) {
      return [node.address, DEAD];
    }
    const { skew } = node;
    const tone = skew !== undefined && leastSkewS(skew) !== 0 ? "warn" : undefined;
    return [
      node.address,
      ...factsOf(node.summary),
      { value: skew === undefined ? undefined : skewText(skew), kind: "text", tone },
    ];
  });
  const note = noteOf(report);
  const narrowIndexes = PEOPLE_COLUMNS.flatMap(({ name }, index) => (WIDE_ONLY.has(name) ? [] : [index]));
  const nodes: ResultTable = {
    columns: PEOPLE_COLUMNS,
    rows,
    note,
    narrow: {
      columns: narrowIndexes.flatMap((index) => PEOPLE_COLUMNS[index] ?? []),
      rows: rows.map((row) => narrowIndexes.map((index) => row[index])),
      note,
    },
  };
  return report.settings.different.length === 0 ? [nodes] : [nodes, settingsTable(report)];
}

function noteOf({ nodes, settings }: NodesReport): string | undefined {
  const live = liveNodes(nodes);
  const versions = versionCounts(live);
  const lines: string[] = [];
  if (versions.length > 1) {
    lines.push(`Versions differ: ${versions.map(([version, count]) => `${version} (${count})`).join(", ")}.`);
  }
  const skewed = live.filter(({ skew }) => skew !== undefined && leastSkewS(skew) !== 0);
  if (skewed.length > 0) {
    const words = skewed.map(({ address, skew }) => `${address} ${skew === undefined ? "" : skewText(skew)}`);
    lines.push(`Clocks that are not ours: ${words.join(", ")}.`);
  }
  if (live.length > 1 && settings.different.length === 0) {
    lines.push("All settings are the same that all of them have.");
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}

function settingsTable({ nodes, settings }: NodesReport): ResultTable {
  const names = liveNodes(nodes).map(({ address }) => address);
  const { partial } = settings;
  return {
    title: "Settings that differ",
    columns: namedColumns(["setting", ...names]),
    rows: settings.different.map(({ name, values }) => [name, ...values]),
    note: partial.length === 0 ? undefined : `Not all of them have: ${partial.join(", ")}.`,
  };
}

/** `{ "nodes": [ ... ], "settings": { "different": { name: { address: value } }, "partial": [ names ] } }` */
export function nodesJson({ nodes, settings }: NodesReport): JsonValue {
  const live = liveNodes(nodes);
  const different = settings.different.map(({ name, values }) => {
    const byNode = live.map(({ address }, index) => [address, values[index]] as const);
    return [name, Object.fromEntries(byNode)] as const;
  });
  return {
    nodes: nodes.map(nodeJson),
    versions: Object.fromEntries(versionCounts(live)),
    settings: { different: Object.fromEntries(different), partial: settings.partial },
  };
}

function nodeJson(node: NodeReport): JsonValue {
  if (!node.up) {
    const { code, message } = node.error;
    return { node: node.address, state: "dead", error: { code, message } };
  }
  const { address, summary, skew, roundTripMs } = node;
  return {
    node: address,
    state: "up",
    version: summary.version,
    uptime_s: summary.uptime,
    items: summary.curr_items,
    bytes: summary.bytes,
    limit_bytes: summary.limit_maxbytes,
    hit_ratio: summary.hit_ratio,
    evictions: summary.evictions,
    connections: summary.curr_connections,
    clock_skew_min_s: skew?.lowS,
    clock_skew_max_s: skew?.highS,
    round_trip_s: roundTripMs / 1000,
  };
}
