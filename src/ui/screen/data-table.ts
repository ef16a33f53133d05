/** A table on a live screen: which columns fit, in which order the rows stand, which of them are seen, and the one that is chosen. */
import type { Piece, PieceStyle, Row } from "./piece-theme.ts";
import { rowOf, rowWidth } from "./row-fit.ts";
import { padRow } from "./side-by-side.ts";

/** A column of items. */
export interface TableColumn<Item> {
  readonly key: string;
  readonly label: string;
  /** Columns of the terminal it takes; the one with `isFlexible` takes what is left too. */
  readonly width: number;
  readonly isFlexible?: true;
  readonly align: "left" | "right";
  /** Those with a low rank are shown first when there is little room. */
  readonly rank: number;
  /** Whether the largest stand at the top when it is sorted by. */
  readonly isDescending: boolean;
  sortBy(item: Item): number | string;
  cell(item: Item): Piece | Row;
}

/** How the user wants a table. */
export interface TableOrder {
  /** Key of the column it is sorted by. */
  readonly sort: string;
  /** Against the column's own direction. */
  readonly isReversed: boolean;
}

/** Columns between two columns. */
const GAP = 1;

/** Unknown numbers stand at the end, whichever way it is sorted. */
function compare(left: number | string, right: number | string, sign: number): number {
  if (typeof left === "string" || typeof right === "string") {
    const [a, b] = [String(left), String(right)];
    return a === b ? 0 : sign * (a < b ? -1 : 1);
  }
  if (Number.isNaN(left) || Number.isNaN(right)) {
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  }
  return sign * (left - right);
}

/** The items in their order; those that are equal stay as they were. */
export function sortItems<Item>(
  items: readonly Item[],
  columns: readonly TableColumn<Item>[],
  order: TableOrder,
): Item[] {
  const column = columns.find(({ key }) => key === order.sort);
  if (column === undefined) {
    return [...items];
  }
  const sign = column.isDescending === order.isReversed ? 1 : -1;
  return [...items].sort((left, right) => compare(column.sortBy(left), column.sortBy(right), sign));
}

/** The columns that fit, in their order, with what each is wide. The first of the lowest rank is always there. */
export function fitColumns<Item>(columns: readonly TableColumn<Item>[], width: number): TableColumn<Item>[] {
  let left = width;
  const kept = new Set<TableColumn<Item>>();
  for (const column of [...columns].sort((one, other) => one.rank - other.rank)) {
    const wanted = column.width + (kept.size === 0 ? 0 : GAP);
    if (wanted > left && kept.size > 0) {
      break;
    }
    kept.add(column);
    left -= wanted;
  }
  return columns
    .filter((column) => kept.has(column))
    .map((column) => (column.isFlexible === true ? { ...column, width: Math.max(1, column.width + left) } : column));
}

function aligned(row: Row, width: number, align: "left" | "right"): Row {
  const blanks = width - rowWidth(row);
  return align === "right" && blanks > 0 ? [{ text: " ".repeat(blanks), style: "plain" }, ...row] : padRow(row, width);
}

function joined(cells: readonly Row[]): Row {
  return cells.flatMap((cell, index): Row => (index === 0 ? cell : [...rowOf(" ".repeat(GAP)), ...cell]));
}

/** The row of labels; the column that is sorted by has a mark. */
export function headRow<Item>(columns: readonly TableColumn<Item>[], order: TableOrder): Row {
  return joined(
    columns.map(({ key, label, width, align, isDescending }) => {
      const isSorted = key === order.sort;
      const mark = isDescending === order.isReversed ? "▲" : "▼";
      const text = isSorted ? (align === "right" ? `${mark}${label}` : `${label}${mark}`) : label;
      return aligned(rowOf(text, isSorted ? "title" : "dim"), width, align);
    }),
  );
}

function isRow(cell: Piece | Row): cell is Row {
  return Array.isArray(cell);
}

/** The row of an item. */
export function itemRow<Item>(columns: readonly TableColumn<Item>[], item: Item): Row {
  return joined(
    columns.map(({ width, align, cell }) => {
      const made = cell(item);
      return aligned(isRow(made) ? made : [made], width, align);
    }),
  );
}

/** A row as the chosen one: reversed, in one style. */
export function chosenRow(row: Row): Row {
  const style: PieceStyle = "selected";
  return [{ text: row.map(({ text }) => text).join(""), style }];
}

/** Which of `count` rows are seen when there is room for `rows` of them: the chosen one is, and stands still where it can. */
export function visibleRange(count: number, chosen: number, rows: number): { first: number; end: number } {
  const first = Math.max(0, Math.min(chosen - Math.floor(rows / 2), count - rows));
  return { first, end: Math.min(count, first + Math.max(0, rows)) };
}
