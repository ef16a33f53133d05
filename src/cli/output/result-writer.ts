/**
 * Results that are printed while they come: `keys list` has millions of rows and must not wait for the last one. What all rows are
 * known of beforehand is better printed by result-text.ts, which draws a frame on a terminal; the other formats are equal.
 */

import { openAlignedTable } from "./aligned-table.ts";
import { jsonRow } from "./json.ts";
import { markdownHeader, markdownRow } from "./markdown.ts";
import type { OutputFormat } from "./result-format.ts";
import { cellsOf, type ResultColumn, type ResultRow } from "./result-table.ts";
import type { Style } from "./style.ts";
import { commaSeparatedHeader, commaSeparatedLine, tabSeparatedHeader, tabSeparatedLine } from "./text-table.ts";

/** Takes rows, one after the other. */
export interface ResultWriter {
  row(values: ResultRow): void;
  /** Writes what is held back, for a pause in which people should see every row there is. Only `table` holds rows back. */
  flush(): void;
  /** After the last row. Without it a JSON document is not whole. */
  end(): void;
}

/**
 * Opens one; the header is written at once, so that a result without rows has it too.
 * @param write gets whole lines; what collects them into larger writes and waits for slow readers is the caller's
 * @param style colours of `table`; no other format has any
 */
export function openResultWriter(
  format: OutputFormat,
  columns: readonly ResultColumn[],
  write: (text: string) => void,
  style: Style,
): ResultWriter {
  const names = columns.map(({ name }) => name);
  switch (format) {
    case "table":
      return openAlignedTable(columns, write, style);
    case "tsv":
      write(tabSeparatedHeader(names));
      return lineWriter((row) => write(tabSeparatedLine(cellsOf(columns, row))));
    case "csv":
      write(commaSeparatedHeader(names));
      return lineWriter((row) => write(commaSeparatedLine(cellsOf(columns, row))));
    case "markdown":
      write(markdownHeader(columns));
      return lineWriter((row) => write(markdownRow(cellsOf(columns, row))));
    case "jsonl":
      return lineWriter((row) => write(`${jsonRow(names, cellsOf(columns, row))}\n`));
    case "json":
      return jsonArrayWriter(columns, names, write);
  }
}

function lineWriter(row: (values: ResultRow) => void): ResultWriter {
  return { row, flush: () => {}, end: () => {} };
}

/** An array with an object on each line: one document, and yet readable line by line. */
function jsonArrayWriter(
  columns: readonly ResultColumn[],
  names: readonly string[],
  write: (text: string) => void,
): ResultWriter {
  let rowCount = 0;
  return {
    row: (values) => {
      write(`${rowCount === 0 ? "[\n  " : ",\n  "}${jsonRow(names, cellsOf(columns, values))}`);
      rowCount++;
    },
    flush: () => {},
    end: () => write(rowCount === 0 ? "[]\n" : "\n]\n"),
  };
}
