/** A whole result as text, in any format: what every command prints its tables with. */

import { escapeText } from "../../base/escape.ts";
import type { Context } from "../context.ts";
import { humanText } from "./cell.ts";
import { markdownText } from "./markdown.ts";
import type { OutputFormat } from "./result-format.ts";
import { cellsOf, isNumeric, type ResultColumn, type ResultRow, type ResultTable } from "./result-table.ts";
import { openResultWriter } from "./result-writer.ts";
import { createStyle, type Style } from "./style.ts";
import type { TerminalTable } from "./terminal-table.ts";

/** What a text depends on beside the table. */
export type ResultTextContext = Pick<Context, "color" | "width">;

/**
 * The text, with its last line feed. Title and note are for people: `table` and `markdown` have them, the others do not.
 * `table` is framed and as wide as the terminal; columns that do not fit follow in tables below.
 */
export async function resultText(
  format: OutputFormat,
  table: ResultTable,
  context: ResultTextContext,
): Promise<string> {
  const style = createStyle(format === "table" && context.color);
  if (format === "table") {
    return await framed(table, style, context.width);
  }
  const lines: string[] = [];
  const writer = openResultWriter(format, table.columns, (text) => lines.push(text), style);
  for (const row of table.rows) {
    writer.row(row);
  }
  writer.end();
  const body = lines.join("");
  return format === "markdown" ? markdownPage(table, body) : body;
}

function markdownPage({ title, note, rows, emptyText }: ResultTable, body: string): string {
  const above = title === undefined ? "" : `### ${markdownText(title)}\n\n`;
  const below = note === undefined ? "" : `\n${note.split("\n").map(markdownText).join("  \n")}\n`;
  const instead = rows.length === 0 && emptyText !== undefined ? `${markdownText(emptyText)}\n` : body;
  return `${above}${instead}${below}`;
}

async function framed(table: ResultTable, style: Style, width: number): Promise<string> {
  const { terminalTable } = await import("./terminal-table.ts");
  const { title, note, rows, emptyText } = table;
  const body =
    rows.length === 0 && emptyText !== undefined
      ? escapeText(emptyText)
      : terminalTable(terminalTableOf(table, style), style, width);
  const above = title === undefined ? "" : `${style.bold(escapeText(title))}\n`;
  const below =
    note === undefined
      ? ""
      : `\n${note
          .split("\n")
          .map((line) => style.dim(escapeText(line)))
          .join("\n")}`;
  return `${above}${body}${below}\n`;
}

function terminalTableOf({ columns, rows }: ResultTable, style: Style): TerminalTable {
  return {
    head: columns.map(({ label }) => escapeText(label)),
    rows: rows.map((row) => humanRow(columns, row, style)),
    rightFrom: 0,
    right: columns.map(isNumeric),
  };
}

function humanRow(columns: readonly ResultColumn[], row: ResultRow, style: Style): string[] {
  return cellsOf(columns, row).map((cell) => {
    const text = humanText(cell);
    return cell.tone === undefined ? text : style[cell.tone](text);
  });
}
