/** Views of stats that come by number: slab classes (`items`, `slabs`) and descriptors (`conns`). One row a number. */

import type { StatsSubcommand } from "../../monitor/reading.ts";
import { groupNumbered, type NumberedGroup } from "../../stats/numbered-stats.ts";
import type { Scalar, StatMap } from "../../stats/stat-map.ts";
import type { FieldKind } from "../../stats/summary.ts";
import { type Cell, textCell } from "../output/cell.ts";
import { namedColumns, type ResultColumn, type ResultRow, type ResultTable } from "../output/result-table.ts";
import { answered, blockTitle, type Reading, type ServerReading, type StatsView } from "./reading.ts";
import { statJson, statsJson } from "./stat-json.ts";

/** A column for people. `of` reads it from one group's values. */
export interface NumberedColumn {
  readonly label: string;
  readonly kind: FieldKind;
  /** What the last row says: the sum, or something computed from all groups; nothing without it. */
  readonly total?: "sum" | ((reading: Reading) => Scalar | undefined);
  /** Left out where every group has zero: rare events that would only make the table wide. */
  readonly hideZero?: true;
  of(values: StatMap): Scalar | undefined;
}

/** What makes a numbered view. */
export interface NumberedViewRules {
  readonly name: "items" | "slabs" | "conns";
  /** What is read beside the view's own statistics. */
  readonly more?: readonly StatsSubcommand[];
  /** What follows from all that was read: more values of each group, written like the server's own. */
  derive?(reading: Reading): ReadonlyMap<number, StatMap>;
  /** The number's name in plain text, CSV and JSON. */
  readonly idName: string;
  /** Name of the JSON array. */
  readonly listName: string;
  readonly columns: readonly NumberedColumn[];
  /** Said instead of an empty table. */
  readonly emptyText: string;
}

function groupsOf(reading: Reading, { derive }: NumberedViewRules): readonly NumberedGroup[] {
  const { groups } = groupNumbered(reading.sample.stats);
  const derived = derive?.(reading);
  return derived === undefined
    ? groups
    : groups.map(({ id, values }) => ({ id, values: new Map([...values, ...(derived.get(id) ?? [])]) }));
}

/** All names any group has, in the order they were first seen: servers of several versions differ. */
function valueNames(readings: readonly Reading[], rules: NumberedViewRules): string[] {
  const groups = readings.flatMap((reading) => groupsOf(reading, rules));
  return [...new Set(groups.flatMap(({ values }) => [...values.keys()]))];
}

function table(readings: readonly ServerReading[], rules: NumberedViewRules): ResultTable {
  const live = answered(readings);
  const names = valueNames(live, rules);
  const rows = live.flatMap((reading) =>
    groupsOf(reading, rules).map(({ id, values }) => [
      reading.address,
      id,
      ...names.map((name) => scalarOf(name, values.get(name))),
    ]),
  );
  return { columns: namedColumns(["server", rules.idName, ...names]), rows };
}

function scalarOf(name: string, value: string | undefined): Scalar | undefined {
  return value === undefined ? undefined : statJson(name, value);
}

/** What the last row says: a sum of what can be added, nothing where one group lacks it, an empty text where a sum says nothing. */
function totalCell(column: NumberedColumn, groups: readonly NumberedGroup[], reading: Reading): Cell {
  const { total, kind } = column;
  if (total === undefined) {
    return { value: " ", kind };
  }
  if (total !== "sum") {
    return { value: total(reading), kind };
  }
  const values = groups.map((group) => column.of(group.values));
  const exact = values.filter((value) => typeof value === "bigint");
  return { value: exact.length === values.length ? exact.reduce((sum, value) => sum + value, 0n) : undefined, kind };
}

function hasSomethingToShow({ of, hideZero }: NumberedColumn, groups: readonly NumberedGroup[]): boolean {
  return groups
    .map(({ values }) => of(values))
    .some((value) => value !== undefined && (hideZero !== true || value !== 0n));
}

function block(rules: NumberedViewRules, reading: Reading, readings: readonly ServerReading[]): ResultTable {
  const groups = groupsOf(reading, rules);
  const shown = rules.columns.filter((column) => hasSomethingToShow(column, groups));
  const rows: ResultRow[] = groups.map(({ id, values }) => [String(id), ...shown.map(({ of }) => of(values))]);
  if (groups.length > 1 && shown.some(({ total }) => total !== undefined)) {
    const totals = [textCell("total"), ...shown.map((column) => totalCell(column, groups, reading))];
    rows.push(totals.map((cell) => ({ ...cell, tone: "bold" as const })));
  }
  const columns: ResultColumn[] = [
    { name: rules.idName, label: rules.idName, kind: "text" },
    ...shown.map(({ label, kind }) => ({ name: label.replaceAll(" ", "_"), label, kind })),
  ];
  return { title: blockTitle(reading, readings), columns, rows, emptyText: rules.emptyText };
}

/** Builds the view from its rules. */
export function numberedView(rules: NumberedViewRules): StatsView {
  return {
    name: rules.name,
    subcommand: rules.name,
    more: rules.more ?? [],
    people: (readings) => answered(readings).map((reading) => block(rules, reading, readings)),
    plain: (readings) => table(readings, rules),
    rows: (readings) => table(readings, rules),
    json: (reading) => ({
      [rules.listName]: groupsOf(reading, rules).map(({ id, values }) => ({
        [rules.idName]: id,
        ...statsJson(values),
      })),
      ...Object.fromEntries(
        [...groupNumbered(reading.sample.stats).others].map(([name, value]) => [name, statJson(name, value)]),
      ),
    }),
  };
}
