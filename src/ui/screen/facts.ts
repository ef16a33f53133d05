/** Numbers with names that are no charts: tables, rows, bars. */
import type { PieceStyle, Row } from "./piece-theme.ts";
import { fitEdges, rowOf, rowWidth, spaced } from "./row-fit.ts";

/** A name and its value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly style: PieceStyle;
}

/** Facts below a title, values at the right edge. */
export function factTable(title: string, facts: readonly Fact[], width: number): Row[] {
  return [
    rowOf(title, "title"),
    ...facts.map(({ name, value, style }) => fitEdges(rowOf(name, "dim"), rowOf(value, style), width)),
  ];
}

/** Facts one after the other behind a title, if it has one; as many as fit. */
export function factRow(title: string, facts: readonly Fact[], width: number): Row {
  const rows = facts.map(({ name, value, style }) => spaced([rowOf(name, "dim"), rowOf(value, style)], 1));
  const titles = title === "" ? [] : [rowOf(title, "title")];
  const candidates = rows.map((_, index) => spaced([...titles, ...rows.slice(0, rows.length - index)], 2));
  return candidates.find((row) => rowWidth(row) <= width) ?? [];
}

/** `━━━━━━╸─────`, half a column at the finest. */
export function progressBar(done: number, columns: number): Row {
  const halves = Math.round(Math.min(1, Math.max(0, done)) * columns * 2);
  const filled = "━".repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? "╸" : "");
  return [
    { text: filled, style: "throughput" },
    { text: "─".repeat(columns - filled.length), style: "dim" },
  ];
}
