/** What changed, as tables: `--delta` between two readings, `--diff` between two files. */
import { formatDurationMs } from "../../base/format-units.ts";
import type { ServerChanges, StatChange } from "../../monitor/changes.ts";
import { numberOf } from "../../stats/stat-map.ts";
import type { FieldKind } from "../../stats/summary.ts";
import type { Cell } from "../output/cell.ts";
import type { Remark, ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";

/** One server's changes. */
export interface NamedChanges {
  readonly address: string;
  readonly changes: ServerChanges;
  /** Between the two; undefined when it cannot be told. */
  readonly seconds: number | undefined;
}

const COLUMNS: readonly ResultColumn[] = [
  { name: "server", label: "server", kind: "text" },
  { name: "name", label: "name", kind: "text" },
  { name: "before", label: "before", kind: "count" },
  { name: "after", label: "after", kind: "count" },
  { name: "change", label: "change", kind: "count" },
  { name: "per_second", label: "per second", kind: "rate" },
];

/** Seconds per second are a part of a processor. */
const RATE_KINDS: Readonly<Partial<Record<FieldKind, FieldKind>>> = { bytes: "byteRate", seconds: "ratio" };

function valueCell(text: string | undefined, kind: FieldKind): Cell {
  const value = numberOf(text) ?? text;
  return { value, kind: typeof value === "string" ? "text" : kind };
}

function rowOf({ name, kind, before, after, change, perSecond }: StatChange): ResultRow {
  return [
    name,
    valueCell(before, kind),
    valueCell(after, kind),
    { value: change, kind },
    { value: perSecond, kind: RATE_KINDS[kind] ?? "rate" },
  ];
}

/** One table for programs, exact values. */
export function changesRows(servers: readonly NamedChanges[]): ResultTable {
  const rows = servers.flatMap(({ address, changes }) => changes.changes.map((change) => [address, ...rowOf(change)]));
  return { columns: COLUMNS, rows };
}

/** A table a server, for people. */
export function changesTables(servers: readonly NamedChanges[]): ResultTable[] {
  return servers.map(({ address, changes, seconds }) => ({
    title: servers.length > 1 ? address : undefined,
    columns: COLUMNS.slice(1),
    rows: changes.changes.map((change) => {
      const [name, before, after, gained, ...more] = rowOf(change);
      return [name, before, after, signed(gained as Cell), ...more];
    }),
    note: seconds === undefined ? undefined : `changed within ${formatDurationMs(seconds * 1000)}`,
    remarks: remarksOf(changes),
    emptyText: "nothing changed",
  }));
}

/** People see at once which way a number went. */
function signed(cell: Cell): Cell {
  const { value } = cell;
  return typeof value === "bigint" || typeof value === "number"
    ? { ...cell, tone: value < 0 ? "warn" : undefined }
    : cell;
}

function remarksOf({ restarted, reset }: ServerChanges): Remark[] {
  const remarks: Remark[] = [];
  if (restarted) {
    remarks.push({
      label: "warn",
      tone: "warn",
      text: "the server restarted in between: its counters began at 0 again, so differences are of two lives and there are no rates",
    });
  }
  if (reset) {
    remarks.push({ label: "warn", tone: "warn", text: "counters went back: somebody sent `stats reset` in between" });
  }
  return remarks;
}
