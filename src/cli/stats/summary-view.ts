/** `memtool stats`: the summary, servers side by side. */
import { ADVICE_SUBCOMMANDS, adviceFor } from "../../monitor/advice/advice.ts";
import type { Severity } from "../../monitor/advice/evidence.ts";
import { summaryOf as summaryOfAnswer } from "../../monitor/server-summary.ts";
import { type FieldKind, type Summary, type SummaryFieldName, summaryFields, totalOf } from "../../stats/summary.ts";
import { type Cell, humanText, roundFor, textCell } from "../output/cell.ts";
import type { JsonValue } from "../output/json.ts";
import { namedColumns, type Remark, type ResultRow, type ResultTable } from "../output/result-table.ts";
import type { Tone } from "../output/style.ts";
import { answered, blockTitle, type Reading, type ServerReading, type StatsView } from "./reading.ts";
import { statsJson } from "./stat-json.ts";

/** A line for people: the first field, ` of ` the limit, and the others in brackets. */
interface HumanRow {
  readonly label: string;
  readonly fields: readonly SummaryFieldName[];
  readonly limit?: SummaryFieldName;
  readonly windowOnly?: true;
  /** Left out where no server has it: what only matters when it happens. */
  readonly hideZero?: true;
}

/** Replaced by the window's length. */
const LATELY = "  lately";

const HUMAN_ROWS: readonly HumanRow[] = [
  { label: "version (uptime)", fields: ["version", "uptime"] },
  { label: "hit ratio since start", fields: ["hit_ratio"] },
  { label: LATELY, fields: ["window_hit_ratio"], windowOnly: true },
  { label: "get hits", fields: ["get_hits"] },
  { label: "get misses", fields: ["get_misses"] },
  { label: "gets", fields: ["gets_per_second"] },
  { label: "sets", fields: ["sets_per_second"] },
  { label: "memory used", fields: ["bytes", "memory_used_ratio"], limit: "limit_maxbytes" },
  { label: "slab pages", fields: ["slab_bytes"] },
  { label: "  free chunks", fields: ["slab_free_bytes", "slab_free_ratio"] },
  { label: "  waste in chunks", fields: ["slab_waste_bytes", "slab_waste_ratio"] },
  { label: "items", fields: ["curr_items"] },
  { label: "evictions", fields: ["evictions", "evictions_per_second"] },
  { label: "  never fetched", fields: ["evicted_unfetched", "evicted_unfetched_ratio"] },
  { label: "connections", fields: ["curr_connections"], limit: "max_connections" },
  { label: "  rejected", fields: ["rejected_connections"], hideZero: true },
  { label: "network in", fields: ["bytes_read_per_second"] },
  { label: "network out", fields: ["bytes_written_per_second"] },
];

const TOTAL = "total";

function summaryOf({ answer, earlierAnswer }: Reading): Summary {
  return summaryOfAnswer(answer, earlierAnswer);
}

function totalSummary(readings: readonly ServerReading[]): Summary {
  return totalOf(answered(readings).map(summaryOf));
}

function hasWindow(readings: readonly ServerReading[]): boolean {
  return answered(readings).some(({ earlier }) => earlier !== undefined);
}

function fieldCell(summary: Summary | undefined, name: SummaryFieldName, kind: FieldKind): Cell {
  return { value: summary?.[name], kind };
}

/** One column a server, then a total when there are several; undefined is a server that is down. */
function columnsOf(readings: readonly ServerReading[]): { name: string; summary: Summary | undefined }[] {
  const columns = readings.map((reading) => ({
    name: reading.address,
    summary: reading.up ? summaryOf(reading) : undefined,
  }));
  return readings.length > 1 ? [...columns, { name: TOTAL, summary: totalSummary(readings) }] : columns;
}

function upText(readings: readonly ServerReading[]): string {
  return `${answered(readings).length}/${readings.length}`;
}

function statusOf(readings: readonly ServerReading[], column: number): string {
  const reading = readings[column];
  return reading === undefined ? `${upText(readings)} up` : reading.up ? "up" : "down";
}

function plain(readings: readonly ServerReading[]): ResultTable {
  const columns = columnsOf(readings);
  const status = columns.map((_, column) => statusOf(readings, column));
  const rows = summaryFields(hasWindow(readings)).map(({ name, kind }) => [
    name,
    ...columns.map(({ summary }) => fieldCell(summary, name, kind)),
  ]);
  return {
    columns: namedColumns(["name", ...columns.map(({ name }) => name)]),
    rows: [["status", ...status], ...rows],
  };
}

function rows(readings: readonly ServerReading[], isRepeated = false): ResultTable {
  const fields = summaryFields(isRepeated || hasWindow(readings));
  return {
    columns: [...namedColumns(["server", "status"]), ...fields.map(({ name, kind }) => ({ name, label: name, kind }))],
    rows: columnsOf(readings).map(({ name, summary }, column) => [
      name,
      statusOf(readings, column),
      ...fields.map((field) => summary?.[field.name]),
    ]),
  };
}

function people(readings: readonly ServerReading[]): ResultTable[] {
  const columns = columnsOf(readings);
  const kinds = new Map(summaryFields(true).map(({ name, kind }) => [name, kind]));
  const window = hasWindow(readings);
  const status: ResultRow[] =
    readings.length > 1 ? [["status", ...columns.map((_, at) => statusCell(readings, at))]] : [];
  const isShown = ({ windowOnly, hideZero, fields: [first] }: HumanRow): boolean =>
    (window || windowOnly !== true) &&
    (hideZero !== true || columns.some(({ summary }) => first !== undefined && (summary?.[first] ?? 0n) !== 0n));
  const lines = HUMAN_ROWS.filter(isShown).map((row) => [
    row.label === LATELY ? `  over the last ${windowText(readings)}` : row.label,
    ...columns.map(({ summary }) => humanFields(summary, row, kinds)),
  ]);
  const note = window
    ? `rates over ${windowText(readings)}`
    : "rates are averages since the start; --interval 1s measures them now";
  const table: ResultTable = {
    // The servers' columns hold texts made of several numbers: `count` stands for "to the right".
    columns: [
      { name: "name", label: "", kind: "text" },
      ...columns.map(({ name }) => ({ name, label: name, kind: "count" as const })),
    ],
    rows: [...status, ...lines],
    note,
    remarks: answered(readings).flatMap((reading) => remarksOf(reading, readings)),
    narrow: readings.length > 1 ? { ...overview(readings, window), note: `${note}\n${NARROW_NOTE}` } : undefined,
  };
  return [table];
}

const NARROW_NOTE = "more of each server on a wider terminal, or by memtool stats SERVER";

/** A row a server, what matters most of it: for more servers than a terminal has room for side by side. */
function overview(readings: readonly ServerReading[], window: boolean): Pick<ResultTable, "columns" | "rows"> {
  const fields = [
    { label: "hits", name: window ? "window_hit_ratio" : "hit_ratio", kind: "ratio" },
    { label: "gets", name: "gets_per_second", kind: "rate" },
    { label: "sets", name: "sets_per_second", kind: "rate" },
    { label: "memory", name: "memory_used_ratio", kind: "ratio" },
    { label: "evicted", name: "evictions_per_second", kind: "rate" },
  ] as const;
  return {
    columns: [...namedColumns(["server"]), ...fields.map(({ name, label, kind }) => ({ name, label, kind }))],
    rows: columnsOf(readings).map(({ name, summary }, column) => {
      const label = column < readings.length ? name : `${TOTAL} ${statusOf(readings, column)}`;
      return summary === undefined
        ? [label, statusCell(readings, column)]
        : [label, ...fields.map((field) => summary[field.name])];
    }),
  };
}

const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = { bad: "bad", warn: "warn", info: "dim" };

/** What the numbers of a server mean. */
function remarksOf(reading: Reading, readings: readonly ServerReading[]): Remark[] {
  const title = blockTitle(reading, readings);
  return adviceFor(reading.answer, reading.earlierAnswer).map(({ severity, text }) => ({
    label: severity,
    tone: SEVERITY_TONES[severity],
    text: title === undefined ? text : `${title}: ${text}`,
  }));
}

const STATUS_TONES: Readonly<Record<string, Tone>> = { up: "good", down: "bad" };

function statusCell(readings: readonly ServerReading[], column: number): Cell {
  const status = statusOf(readings, column);
  return { ...textCell(status), tone: STATUS_TONES[status] };
}

/** `1.2 MiB of 64 MiB (3.4 %)`: what follows the first field stands there when it is known. */
function humanFields(
  summary: Summary | undefined,
  { fields, limit }: HumanRow,
  kinds: ReadonlyMap<SummaryFieldName, FieldKind>,
): Cell {
  const cellOf = (name: SummaryFieldName): Cell => fieldCell(summary, name, kinds.get(name) ?? "text");
  const [first = textCell(undefined), ...others] = fields.map(cellOf);
  const most = limit === undefined ? [] : [cellOf(limit)].filter(({ value }) => value !== undefined);
  const more = others.filter(({ value }) => value);
  if (first.value === undefined || most.length + more.length === 0) {
    return first;
  }
  const whole = [first, ...most].map(humanText).join(" of ");
  return textCell(more.length === 0 ? whole : `${whole} (${more.map(humanText).join(", ")})`);
}

/** Seconds between the two readings of the server where it took longest. */
export function windowSeconds(readings: readonly ServerReading[]): number | undefined {
  const lengths = answered(readings).flatMap(({ sample, earlier }) =>
    earlier === undefined ? [] : [(sample.atMs - earlier.atMs) / 1000],
  );
  return lengths.length === 0 ? undefined : roundFor("rate", Math.max(...lengths));
}

function windowText(readings: readonly ServerReading[]): string {
  return humanText({ value: windowSeconds(readings), kind: "seconds" });
}

function summaryJson(summary: Summary, window: boolean): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    summaryFields(window).map(({ name, kind }) => {
      const value = summary[name];
      return [name, typeof value === "number" ? roundFor(kind, value) : value];
    }),
  );
}

/** The summary view; its JSON also carries every stat as the server sent it. */
export const summaryView: StatsView = {
  name: "summary",
  subcommand: "",
  more: ADVICE_SUBCOMMANDS.filter((subcommand) => subcommand !== ""),
  people,
  plain,
  rows,
  json: (reading) => ({
    summary: summaryJson(summaryOf(reading), reading.earlier !== undefined),
    advice: adviceFor(reading.answer, reading.earlierAnswer).map(({ rule, severity, text, facts }) => ({
      rule,
      severity,
      text,
      facts,
    })),
    stats: statsJson(reading.sample.stats),
  }),
  jsonTotal: (readings) => ({
    servers: readings.length,
    servers_up: answered(readings).length,
    ...summaryJson(totalSummary(readings), hasWindow(readings)),
  }),
};
