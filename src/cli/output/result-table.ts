/**
 * The one shape in which commands hand their results to the writers: columns that know what they hold, and rows of values. What a
 * terminal, a script or a page makes of it is up to result-writer.ts and result-text.ts; a command never formats for itself.
 *
 *   const table: ResultTable = {
 *     columns: [{ name: "class", label: "class", kind: "count" }, { name: "free_ratio", label: "free", kind: "ratio" }],
 *     rows: [[1n, 0.31], [2n, undefined]],
 *   };
 */
import type { Scalar } from "../../stats/stat-map.ts";
import type { FieldKind } from "../../stats/summary.ts";
import type { Cell } from "./cell.ts";
import type { Tone } from "./style.ts";

/**
 * A value: text, a number, or bytes that need not be UTF-8 (keys). undefined is "not known". A {@link Cell} where one value is of
 * another kind than its column, or is to be seen.
 */
export type ResultValue = Scalar | Uint8Array | Cell | undefined;

/** One column. */
export interface ResultColumn {
  /** For programs: snake_case, unique in its table, stable. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  readonly kind: FieldKind;
}

/** Values in the order of the columns. */
export type ResultRow = readonly ResultValue[];

/** A sentence with a word in front that says how it is meant. */
export interface Remark {
  readonly label: string;
  readonly tone: Tone;
  readonly text: string;
}

/** A whole result. */
export interface ResultTable {
  /** Said above the table, to people only. */
  readonly title?: string | undefined;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  /** Said below the table, to people only. */
  readonly note?: string | undefined;
  /** Said below it, to people only: what the numbers mean. */
  readonly remarks?: readonly Remark[] | undefined;
  /** Said to people instead of a table without rows. */
  readonly emptyText?: string | undefined;
  /** What a terminal shows in place of columns and rows, and says below, where they are too wide to stand beside each other. */
  readonly narrow?: Pick<ResultTable, "columns" | "rows" | "note"> | undefined;
}

/** The cells of a row, one a column. */
export function cellsOf(columns: readonly ResultColumn[], row: ResultRow): Cell[] {
  return columns.map(({ kind }, index) => {
    const value = row[index];
    return isCell(value) ? value : { value, kind };
  });
}

function isCell(value: ResultValue): value is Cell {
  return typeof value === "object" && !(value instanceof Uint8Array);
}

/** Whether the values of a column stand to the right, as numbers do. */
export function isNumeric({ kind }: ResultColumn): boolean {
  return kind !== "text";
}

/** Columns of text whose names also serve people: those a server chose, for instance. */
export function namedColumns(names: readonly string[]): ResultColumn[] {
  return names.map((name) => ({ name, label: name, kind: "text" }));
}
