/** Tables of GitHub-flavoured Markdown, for tickets and reports: values as people read them, and nothing in them that acts. */
import { escapeText } from "../../base/escape.ts";
import { type Cell, humanText } from "./cell.ts";
import { isNumeric, type ResultColumn } from "./result-table.ts";

/** Characters with a meaning in Markdown or HTML; line ends were escaped before. */
const ACTIVE = /[\\`*_{}[\]<>&|~#!$]/g;

const ENTITIES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

/** A text that shows as itself. @param text without control characters */
export function escapeMarkdown(text: string): string {
  return text.replace(ACTIVE, (character) => ENTITIES[character] ?? `\\${character}`);
}

/** The two lines above the rows. */
export function markdownHeader(columns: readonly ResultColumn[]): string {
  const labels = columns.map(({ label }) => escapeMarkdown(escapeText(label)));
  const rules = columns.map((column) => (isNumeric(column) ? "---:" : "---"));
  return `${line(labels)}${line(rules)}`;
}

/** One row. */
export function markdownRow(cells: readonly Cell[]): string {
  return line(cells.map((cell) => escapeMarkdown(humanText(cell))));
}

/** A heading or a paragraph of our own words, which may quote a server. */
export function markdownText(sentence: string): string {
  return escapeMarkdown(escapeText(sentence));
}

function line(fields: readonly string[]): string {
  return `| ${fields.join(" | ")} |\n`;
}
