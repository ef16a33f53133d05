/** Tables for people: cli-table3 with a thin frame, numbers to the right. Imported only when stdout is a terminal. */
import CliTable from "cli-table3";
import { shownWidth } from "./shown-width.ts";
import type { Style } from "./style.ts";

/** A table whose texts are ready to be shown: escaped, formatted, coloured. The first column names the rows. */
export interface TerminalTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns from this one on are aligned to the right; those before it to the left. */
  readonly rightFrom: number;
  /** The same column by column; it wins. */
  readonly right?: readonly boolean[];
}

/** What cli-table3 adds to each column: a space on both sides and one line of the frame. */
const COLUMN_EXTRA = 3;

/**
 * The table as text without a trailing newline. When it is wider than the terminal, the columns are dealt out to several
 * tables, each with the first column.
 */
export function terminalTable(table: TerminalTable, style: Style, width: number): string {
  return columnBlocks(table, width)
    .map((columns) => draw(table, columns, style))
    .join("\n");
}

/** Whether the columns have room beside each other. */
export function fitsTerminal(table: TerminalTable, width: number): boolean {
  return columnBlocks(table, width).length === 1;
}

function draw(table: TerminalTable, columns: readonly number[], style: Style): string {
  const pick = (texts: readonly string[]): string[] => columns.map((column) => texts[column] ?? "");
  const drawn = new CliTable({
    head: pick(table.head).map((title) => style.bold(title)),
    style: { head: [], border: [], compact: true },
    colAligns: columns.map((column) => ((table.right?.[column] ?? column >= table.rightFrom) ? "right" : "left")),
  });
  drawn.push(...table.rows.map(pick));
  return drawn.toString();
}

/** The column numbers of each block: always the first column, then as many as fit, at least one. */
function columnBlocks(table: TerminalTable, width: number): number[][] {
  const widths = table.head.map((title, column) =>
    Math.max(...[title, ...table.rows.map((row) => row[column] ?? "")].map(shownWidth)),
  );
  const first = (widths[0] ?? 0) + COLUMN_EXTRA + 1;
  const blocks: number[][] = [[0]];
  let used = first;
  for (let column = 1; column < widths.length; column++) {
    const needed = (widths[column] ?? 0) + COLUMN_EXTRA;
    const block = blocks.at(-1);
    if (block !== undefined && (used + needed <= width || block.length === 1)) {
      block.push(column);
      used += needed;
    } else {
      blocks.push([0, column]);
      used = first + needed;
    }
  }
  return blocks;
}
