/** The result as a table of texts: one row for each operation, for the hits and misses of those that had both, and the total. */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import {
  type BenchResult,
  isRetrieval,
  type LatencySummary,
  type OperationSummary,
  type ReplySummary,
} from "../result.ts";

/** A table ready to be drawn. Columns from `rightFrom` on are numbers. */
export interface ResultTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly rightFrom: number;
}

/** What stands where there is no number: nothing was counted. */
const NOTHING = "-";

const HEAD = [
  "operation",
  "requests",
  "ops/s",
  "hit rate",
  "p50",
  "p90",
  "p95",
  "p99",
  "p99.9",
  "max",
  "mean",
  "errors",
];

function duration(us: number | null): string {
  return us === null ? NOTHING : formatDurationMs(us / 1000);
}

function latencyCells(latency: LatencySummary): string[] {
  const { p50Us, p90Us, p95Us, p99Us, p999Us, maxUs, meanUs } = latency;
  return [p50Us, p90Us, p95Us, p99Us, p999Us, maxUs, meanUs].map(duration);
}

function rate(perSecond: number | null): string {
  return perSecond === null ? NOTHING : formatCount(perSecond);
}

function row(name: string, replies: ReplySummary, hasHitRate: boolean): string[] {
  const hitRate = hasHitRate && replies.hitRate !== null ? formatRatio(replies.hitRate) : NOTHING;
  const counts = [name, formatCount(replies.requests), rate(replies.opsPerSecond), hitRate];
  return [...counts, ...latencyCells(replies.latency), formatCount(replies.errors)];
}

function outcomeRow(name: string, latency: LatencySummary, seconds: number): string[] {
  const perSecond = seconds > 0 ? latency.count / seconds : null;
  return [name, formatCount(latency.count), rate(perSecond), "", ...latencyCells(latency), ""];
}

function operationRows(operation: OperationSummary, seconds: number): string[][] {
  const name = operation.operation;
  const whole = row(name, operation, isRetrieval(name));
  const [done, missed] = isRetrieval(name) ? ["hit", "miss"] : ["done", "not done"];
  return operation.hits === 0 || operation.misses === 0
    ? [whole]
    : [
        whole,
        outcomeRow(`  ${done}`, operation.hitLatency, seconds),
        outcomeRow(`  ${missed}`, operation.missLatency, seconds),
      ];
}

/** The table of a result. */
export function resultTable(result: BenchResult): ResultTable {
  const rows = result.operations.flatMap((operation) => operationRows(operation, result.seconds));
  return { head: HEAD, rows: [...rows, row("total", result.total, true)], rightFrom: 1 };
}

/** The table in columns of plain text, for a pipe or a file. */
export function plainTable(table: ResultTable): string {
  const lines = [table.head, ...table.rows];
  const widths = table.head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const align = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return column < table.rightFrom ? text.padEnd(width) : text.padStart(width);
  };
  return lines.map((line) => line.map(align).join("  ").trimEnd()).join("\n");
}
