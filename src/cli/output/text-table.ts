/** Tables for scripts: tab-separated lines and CSV. One header line, exact values, no byte of a server unescaped. */
import { escapeText } from "../../base/escape.ts";
import { type Cell, exactText } from "./cell.ts";

/** A table of exact values; `columns` are names, some of which a server may have chosen: they are escaped like values. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Stands for "not known" where a column must not be empty. */
const NOTHING = "-";

/** Tab-separated lines with a header; tabs inside values are escaped as `\t`, so that columns always match. */
export function tabSeparated(table: DataTable): string {
  const lines = table.rows.map((row) => row.map((cell) => exactText(cell) || NOTHING).join("\t"));
  return `${[table.columns.map(escapeText).join("\t"), ...lines].join("\n")}\n`;
}

/** CSV as RFC 4180 has it (comma, quotes doubled), with line feeds; "not known" is an empty field. */
export function commaSeparated(table: DataTable): string {
  const lines = table.rows.map((row) => row.map((cell) => csvField(exactText(cell) ?? "")).join(","));
  return `${[table.columns.map((name) => csvField(escapeText(name))).join(","), ...lines].join("\n")}\n`;
}

function csvField(text: string): string {
  return /[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
