/** The result as tables of texts: what each operation did, and, of an open loop, the clocks side by side. */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type {
  BenchResult,
  ClockSummaries,
  LatencySummary,
  OperationSummary,
  RequestSummary,
} from "../result/document.ts";
import { isAsking, OUTCOMES } from "../workload/operations.ts";
import { clockRows } from "./clocks.ts";

/** A table ready to be drawn. Columns from `rightFrom` on are numbers. */
export interface ResultTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly rightFrom: number;
}

/** What stands where there is no number: nothing was counted. */
const NOTHING = "-";

/** More is in the document; these fit beside the counts on a terminal. */
const LATENCY_HEAD = ["p50", "p90", "p99", "p99.9", "max"];

function duration(us: number | null): string {
  return us === null ? NOTHING : formatDurationMs(us / 1000);
}

function latencyCells(latency: LatencySummary): string[] {
  const { p50Us, p90Us, p99Us, p999Us, maxUs } = latency;
  return [p50Us, p90Us, p99Us, p999Us, maxUs].map(duration);
}

function rate(perSecond: number | null): string {
  return perSecond === null ? NOTHING : formatCount(Math.round(perSecond));
}

/** The clock that the operations' table shows: in an open loop what a user would wait. */
function mainClock({ response, service }: ClockSummaries): LatencySummary {
  return response ?? service;
}

/** Rows of a table with a column that is only there when something went wrong. */
function withErrors(rows: readonly (readonly string[])[], hasErrors: boolean): (readonly string[])[] {
  return hasErrors ? [...rows] : rows.map((cells) => cells.slice(0, -1));
}

function row(name: string, requests: RequestSummary, hasHitRate: boolean): string[] {
  const hitRate = hasHitRate && requests.hitRate !== null ? formatRatio(requests.hitRate) : NOTHING;
  const counts = [name, formatCount(requests.requests), rate(requests.opsPerSecond), hitRate];
  return [...counts, ...latencyCells(mainClock(requests)), formatCount(requests.errors)];
}

const OUTCOME_NAMES: Readonly<Record<string, string>> = { hit: "done", miss: "not done" };

/** One row for the operation, and one for each of its outcomes when there are several. */
function operationRows(operation: OperationSummary, seconds: number): string[][] {
  const name = operation.operation;
  const asks = isAsking(name) || name === "read";
  const occurred = OUTCOMES.filter((outcome) => outcome !== "error" && operation.outcomes[outcome] !== undefined);
  const whole = row(name, operation, asks);
  if (occurred.length < 2) {
    return [whole];
  }
  const parts = occurred.map((outcome) => {
    const latency = mainClock(operation.outcomes[outcome] as ClockSummaries);
    const label = asks ? outcome : (OUTCOME_NAMES[outcome] ?? outcome);
    const perSecond = seconds > 0 ? latency.count / seconds : null;
    return [`  ${label}`, formatCount(latency.count), rate(perSecond), "", ...latencyCells(latency), ""];
  });
  return [whole, ...parts];
}

/** What each operation did. The times are response times in an open loop, else service times. */
export function operationsTable(result: BenchResult): ResultTable {
  const rows = result.operations.flatMap((operation) => operationRows(operation, result.seconds));
  const all = [
    ["operation", "requests", "ops/s", "hit rate", ...LATENCY_HEAD, "errors"],
    ...rows,
    row("total", result.total, true),
  ];
  const [head = [], ...shown] = withErrors(all, result.total.errors > 0);
  return { head, rows: shown, rightFrom: 1 };
}

/** The clocks of all requests side by side; undefined for a closed loop, which has only one. */
export function clocksTable({ total, client }: BenchResult): ResultTable | undefined {
  const clocks = clockRows(total, client, "reply");
  return clocks.length === 0
    ? undefined
    : {
        head: ["clock", "from -> to", ...LATENCY_HEAD],
        rows: clocks.map(([name, meaning, latency]) => [name, meaning, ...latencyCells(latency)]),
        rightFrom: 2,
      };
}

/** What each of several servers did; undefined for one. */
export function serversTable({ servers }: BenchResult): ResultTable | undefined {
  if (servers.length < 2) {
    return undefined;
  }
  const all = [
    ["server", "requests", "ops/s", "hit rate", ...LATENCY_HEAD, "errors"],
    ...servers.map(({ address, total }) => row(address, total, true)),
  ];
  const hasErrors = servers.some(({ total }) => total.errors > 0);
  const [head = [], ...shown] = withErrors(all, hasErrors);
  return { head, rows: shown, rightFrom: 1 };
}

/** All tables of a result. */
export function resultTables(result: BenchResult): ResultTable[] {
  return [operationsTable(result), clocksTable(result), serversTable(result)].filter((table) => table !== undefined);
}

/** A table in columns of plain text, for a pipe or a file. */
export function plainTable(table: ResultTable): string {
  const lines = [table.head, ...table.rows];
  const widths = table.head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const align = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return column < table.rightFrom ? text.padEnd(width) : text.padStart(width);
  };
  return lines.map((line) => line.map(align).join("  ").trimEnd()).join("\n");
}
