/** Views of stats that come by number: slab classes (`items`, `slabs`) and descriptors (`conns`). One row a number. */
import { groupNumbered, type NumberedGroup } from "../../stats/numbered-stats.ts";
import type { Scalar } from "../../stats/stat-map.ts";
import type { FieldKind } from "../../stats/summary.ts";
import { type Cell, humanText, textCell } from "../output/cell.ts";
import type { Style } from "../output/style.ts";
import type { DataTable } from "../output/text-table.ts";
import {
  answered,
  blockTitle,
  type Reading,
  type ServerReading,
  type StatsView,
  type TerminalBlock,
} from "./reading.ts";
import { statJson, statsJson } from "./stat-json.ts";

/** A column for people. `of` reads it from one group's values; with `total` the last row adds it up. */
export interface NumberedColumn {
  readonly label: string;
  readonly kind: FieldKind;
  readonly total?: true;
  /** Left out where every group has zero: rare events that would only make the table wide. */
  readonly hideZero?: true;
  of(values: ReadonlyMap<string, string>): Scalar | undefined;
}

/** What makes a numbered view. */
export interface NumberedViewRules {
  readonly name: string;
  /** The number's name in plain text, CSV and JSON. */
  readonly idName: string;
  /** Name of the JSON array. */
  readonly listName: string;
  readonly columns: readonly NumberedColumn[];
  /** Said instead of an empty table. */
  readonly emptyText: string;
}

function groupsOf(reading: Reading): readonly NumberedGroup[] {
  return groupNumbered(reading.sample.stats).groups;
}

/** All names any group has, in the order they were first seen: servers of several versions differ. */
function valueNames(readings: readonly Reading[]): string[] {
  return [...new Set(readings.flatMap(groupsOf).flatMap(({ values }) => [...values.keys()]))];
}

function dataTable(readings: readonly ServerReading[], idName: string): DataTable {
  const live = answered(readings);
  const names = valueNames(live);
  const rows = live.flatMap((reading) =>
    groupsOf(reading).map(({ id, values }) => [
      textCell(reading.address),
      textCell(String(id)),
      ...names.map((name) => textCell(values.get(name))),
    ]),
  );
  return { columns: ["server", idName, ...names], rows };
}

/** Adds up what can be; undefined when a group lacks it. */
function totalCell(column: NumberedColumn, groups: readonly NumberedGroup[]): Cell {
  const values = groups.map((group) => column.of(group.values));
  const exact = values.filter((value) => typeof value === "bigint");
  const whole = column.total === true && exact.length === values.length;
  return { value: whole ? exact.reduce((sum, value) => sum + value, 0n) : undefined, kind: column.kind };
}

function totalText(column: NumberedColumn, groups: readonly NumberedGroup[]): string {
  return column.total === true ? humanText(totalCell(column, groups)) : "";
}

function hasSomethingToShow({ of, hideZero }: NumberedColumn, groups: readonly NumberedGroup[]): boolean {
  return groups
    .map(({ values }) => of(values))
    .some((value) => value !== undefined && (hideZero !== true || value !== 0n));
}

function terminalBlock(
  rules: NumberedViewRules,
  reading: Reading,
  readings: readonly ServerReading[],
  style: Style,
): TerminalBlock {
  const groups = groupsOf(reading);
  const title = blockTitle(reading, readings);
  if (groups.length === 0) {
    return { title, table: rules.emptyText };
  }
  const columns = rules.columns.filter((column) => hasSomethingToShow(column, groups));
  const rows = groups.map(({ id, values }) => [
    String(id),
    ...columns.map(({ of, kind }) => humanText({ value: of(values), kind })),
  ]);
  if (groups.length > 1 && columns.some(({ total }) => total === true)) {
    rows.push(["total", ...columns.map((column) => totalText(column, groups))].map((text) => style.bold(text)));
  }
  const numeric = columns.every(({ kind }) => kind !== "text");
  const head = [rules.idName, ...columns.map(({ label }) => label)];
  return { title, table: { head, rows, rightFrom: numeric ? 1 : head.length } };
}

/** Builds the view from its rules. */
export function numberedView(rules: NumberedViewRules): StatsView {
  return {
    name: rules.name,
    subcommand: rules.name,
    terminal: (readings, style) => answered(readings).map((reading) => terminalBlock(rules, reading, readings, style)),
    plain: (readings) => dataTable(readings, rules.idName),
    csv: (readings) => dataTable(readings, rules.idName),
    json: (reading) => ({
      [rules.listName]: groupsOf(reading).map(({ id, values }) => ({ [rules.idName]: id, ...statsJson(values) })),
      ...Object.fromEntries(
        [...groupNumbered(reading.sample.stats).others].map(([name, value]) => [name, statJson(name, value)]),
      ),
    }),
  };
}
