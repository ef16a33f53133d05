/** Views of stats that come by number: slab classes (`items`, `slabs`) and descriptors (`conns`). One row a number. */
import { groupNumbered, type NumberedGroup } from "../../stats/numbered-stats.ts";
import type { Scalar } from "../../stats/stat-map.ts";
import type { FieldKind } from "../../stats/summary.ts";
import { type Cell, roundFor, textCell } from "../output/cell.ts";
import type { JsonValue } from "../output/json.ts";
import { namedColumns, type ResultColumn, type ResultRow, type ResultTable } from "../output/result-table.ts";
import { answered, blockTitle, type Reading, type ServerReading, type StatsView } from "./reading.ts";
import { statJson, statsJson } from "./stat-json.ts";

/** A column for people. `of` reads it from one group's values. */
export interface NumberedColumn {
  readonly label: string;
  readonly kind: FieldKind;
  /** What the last row says: the sum, or something computed from all groups; nothing without it. */
  readonly total?: "sum" | ((groups: readonly ReadonlyMap<string, string>[]) => Scalar | undefined);
  /** The name it has for programs too, when no stat of the server says it. */
  readonly derivedName?: string;
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

function table(readings: readonly ServerReading[], rules: NumberedViewRules): ResultTable {
  const live = answered(readings);
  const names = valueNames(live);
  const derived = rules.columns.filter(({ derivedName }) => derivedName !== undefined);
  const rows = live.flatMap((reading) =>
    groupsOf(reading).map(({ id, values }) => [
      reading.address,
      id,
      ...names.map((name) => scalarOf(name, values.get(name))),
      ...derived.map(({ of }) => of(values)),
    ]),
  );
  const columns: ResultColumn[] = [
    ...namedColumns(["server", rules.idName, ...names]),
    ...derived.map(({ derivedName = "", label, kind }) => ({ name: derivedName, label, kind })),
  ];
  return { columns, rows };
}

function scalarOf(name: string, value: string | undefined): Scalar | undefined {
  return value === undefined ? undefined : statJson(name, value);
}

/** What the last row says: a sum of what can be added, nothing where one group lacks it, an empty text where a sum says nothing. */
function totalCell(column: NumberedColumn, groups: readonly NumberedGroup[]): Cell {
  const { total, kind } = column;
  if (total === undefined) {
    return { value: " ", kind };
  }
  if (total !== "sum") {
    return { value: total(groups.map(({ values }) => values)), kind };
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
  const groups = groupsOf(reading);
  const shown = rules.columns.filter((column) => hasSomethingToShow(column, groups));
  const rows: ResultRow[] = groups.map(({ id, values }) => [String(id), ...shown.map(({ of }) => of(values))]);
  if (groups.length > 1 && shown.some(({ total }) => total !== undefined)) {
    const totals = [textCell("total"), ...shown.map((column) => totalCell(column, groups))];
    rows.push(totals.map((cell) => ({ ...cell, tone: "bold" as const })));
  }
  const columns: ResultColumn[] = [
    { name: rules.idName, label: rules.idName, kind: "text" },
    ...shown.map(({ label, kind }) => ({ name: label.replaceAll(" ", "_"), label, kind })),
  ];
  return { title: blockTitle(reading, readings), columns, rows, emptyText: rules.emptyText };
}

function derivedJson(
  { columns }: NumberedViewRules,
  values: ReadonlyMap<string, string>,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    columns.flatMap(({ derivedName, kind, of }) => {
      const value = of(values);
      return derivedName === undefined
        ? []
        : [[derivedName, typeof value === "number" ? roundFor(kind, value) : value]];
    }),
  );
}

/** Builds the view from its rules. */
export function numberedView(rules: NumberedViewRules): StatsView {
  return {
    name: rules.name,
    subcommand: rules.name,
    people: (readings) => answered(readings).map((reading) => block(rules, reading, readings)),
    plain: (readings) => table(readings, rules),
    rows: (readings) => table(readings, rules),
    json: (reading) => ({
      [rules.listName]: groupsOf(reading).map(({ id, values }) => ({
        [rules.idName]: id,
        ...statsJson(values),
        ...derivedJson(rules, values),
      })),
      ...Object.fromEntries(
        [...groupNumbered(reading.sample.stats).others].map(([name, value]) => [name, statJson(name, value)]),
      ),
    }),
  };
}
