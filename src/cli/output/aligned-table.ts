/**
 * A table for people that is printed while its rows come: columns aligned with spaces, their widths taken from the first rows.
 * A later value that is wider moves the rest of its line, and nothing else.
 */
import { escapeText } from "../../base/escape.ts";
import { humanText } from "./cell.ts";
import { cellsOf, isNumeric, type ResultColumn, type ResultRow } from "./result-table.ts";
import type { ResultWriter } from "./result-writer.ts";
import { shownWidth } from "./shown-width.ts";
import type { Style } from "./style.ts";

/** Rows that are looked at for the widths; they are printed together. */
const MEASURED_ROWS = 100;

const GAP = "  ";

/** Opens one. Rows are held back until there are enough to know the widths, or until `flush`. */
export function openAlignedTable(
  columns: readonly ResultColumn[],
  write: (text: string) => void,
  style: Style,
): ResultWriter {
  const labels = columns.map(({ label }) => escapeText(label));
  let widths: readonly number[] | undefined;
  let held: ResultRow[] = [];
  const line = (texts: readonly string[], paint: (text: string, column: number) => string): string => {
    const padded = texts.map((text, index) => {
      const last = index === texts.length - 1;
      const space = " ".repeat(Math.max(0, (widths?.[index] ?? 0) - shownWidth(text)));
      const painted = paint(text, index);
      return isNumeric(columns[index] as ResultColumn) ? `${space}${painted}` : last ? painted : `${painted}${space}`;
    });
    return `${padded.join(GAP)}\n`;
  };
  const rowLine = (row: ResultRow): string => {
    const cells = cellsOf(columns, row);
    return line(cells.map(humanText), (text, index) => {
      const tone = cells[index]?.tone;
      return tone === undefined ? text : style[tone](text);
    });
  };
  const flush = (): void => {
    if (widths === undefined) {
      const texts = held.map((row) => cellsOf(columns, row).map(humanText));
      widths = labels.map((label, index) =>
        Math.max(...[label, ...texts.map((row) => row[index] ?? "")].map(shownWidth)),
      );
      write(line(labels, (text) => style.bold(text)));
    }
    for (const row of held) {
      write(rowLine(row));
    }
    held = [];
  };
  return {
    row: (values) => {
      if (widths !== undefined) {
        write(rowLine(values));
      } else if (held.push(values) >= MEASURED_ROWS) {
        flush();
      }
    },
    flush,
    end: flush,
  };
}
