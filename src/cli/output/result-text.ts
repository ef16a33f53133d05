/** A whole result as text, in any format: what every command prints its tables with. */

import { escapeControls, escapeText } from "../../base/escape.ts";
import type { Context } from "../context.ts";
import { wrap } from "../help.ts";
import { humanText } from "./cell.ts";
import { markdownText } from "./markdown.ts";
import type { OutputFormat } from "./result-format.ts";
import {
  cellsOf,
  isNumeric,
  type Remark,
  type ResultColumn,
  type ResultRow,
  type ResultTable,
} from "./result-table.ts";
import { openResultWriter } from "./result-writer.ts";
import { createStyle, type Style } from "./style.ts";
import type { TerminalTable } from "./terminal-table.ts";

/** Columns in front of a remark: the longest label and a space. */
const REMARK_INDENT = 5;

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

function markdownPage({ title, note, rows, emptyText, remarks = [] }: ResultTable, body: string): string {
  const above = title === undefined ? "" : `### ${markdownText(title)}\n\n`;
  const below = note === undefined ? "" : `\n${note.split("\n").map(markdownText).join("  \n")}\n`;
  const instead = rows.length === 0 && emptyText !== undefined ? `${markdownText(emptyText)}\n` : body;
  const list = remarks.map(({ label, text }) => `- **${markdownText(label)}** ${markdownText(text)}\n`).join("");
  return `${above}${instead}${below}${list === "" ? "" : `\n${list}`}`;
}

async function framed(table: ResultTable, style: Style, width: number): Promise<string> {
  const { fitsTerminal, terminalTable } = await import("./terminal-table.ts");
  const { title, rows, emptyText, narrow } = table;
  const whole = terminalTableOf(table, style);
  const isNarrow = narrow !== undefined && !fitsTerminal(whole, width);
  const note = isNarrow ? narrow.note : table.note;
  const body =
    rows.length === 0 && emptyText !== undefined
      ? escapeText(emptyText)
      : terminalTable(isNarrow ? terminalTableOf(narrow, style) : whole, style, width);
  const above = title === undefined ? "" : `${style.bold(escapeText(title))}\n`;
  const below =
    note === undefined
      ? ""
      : `\n${note
          .split("\n")
          .flatMap((line) => noteLines(escapeText(line), width))
          .map((line) => style.dim(line))
          .join("\n")}`;
  const said = (table.remarks ?? []).map((remark) => `\n${remarkText(remark, style, width)}`).join("");
  return `${above}${body}${below}${said}\n`;
}

/** Broken between words where it is wider than the terminal, which would break within them; else with the spaces it begins with. */
function noteLines(line: string, width: number): string[] {
  return line.length <= width ? [line] : wrap(line, width).split("\n");
}

/** The label, and the sentence beside it, broken at the width of the terminal. */
function remarkText({ label, tone, text }: Remark, style: Style, width: number): string {
  const [first = "", ...more] = wrap(escapeControls(text), width - REMARK_INDENT).split("\n");
  const indent = " ".repeat(REMARK_INDENT);
  return [`${style[tone](label.padEnd(REMARK_INDENT))}${first}`, ...more.map((line) => `${indent}${line}`)].join("\n");
}

function terminalTableOf({ columns, rows }: Pick<ResultTable, "columns" | "rows">, style: Style): TerminalTable {
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
