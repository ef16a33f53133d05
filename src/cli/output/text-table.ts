/** Lines for programs: tab-separated and CSV. Exact values, no byte of a server unescaped; every line can be split and read back. */
import { escapeText } from "../../base/escape.ts";
import { type Cell, exactText } from "./cell.ts";

/** Stands for "not known" and for an empty text where a field must not be empty: programs that split at white space lose those. */
const NOTHING = "-";

/** A text that is only {@link NOTHING}, told apart from it. */
const ESCAPED_NOTHING = "\\x2d";

/**
 * One tab-separated line, with its line feed. Tabs and line ends inside values are escaped (`\t`), so that columns always match;
 * nothing is `-`, and a text that is a dash itself is `\x2d`.
 */
export function tabSeparatedLine(cells: readonly Cell[]): string {
  return `${cells.map(tabField).join("\t")}\n`;
}

function tabField(cell: Cell): string {
  const text = exactText(cell);
  return text === NOTHING ? ESCAPED_NOTHING : text || NOTHING;
}

/** The line of column names. */
export function tabSeparatedHeader(names: readonly string[]): string {
  return `${names.map(escapeText).join("\t")}\n`;
}

/**
 * One CSV line as RFC 4180 has it (comma, quotes doubled), with a line feed. "Not known" is an empty field, an empty text is `""`.
 * Texts that a spreadsheet would take for a formula get an apostrophe in front, see {@link guardFormula}.
 */
export function commaSeparatedLine(cells: readonly Cell[]): string {
  return `${cells.map(commaField).join(",")}\n`;
}

/** The line of column names. */
export function commaSeparatedHeader(names: readonly string[]): string {
  return `${names.map((name) => quoted(guardFormula(escapeText(name)))).join(",")}\n`;
}

function commaField(cell: Cell): string {
  const text = exactText(cell);
  if (text === undefined) {
    return "";
  }
  return typeof cell.value === "number" || typeof cell.value === "bigint" ? text : quoted(guardFormula(text));
}

/** A semicolon is quoted too, because spreadsheets of half the world split there. */
function quoted(text: string): string {
  return text === "" || /[",;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const NUMBER = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/** What spreadsheets read as the start of a formula, also behind spaces and in its full-width form; and the guard itself. */
const FORMULA = /^\s*[=+\-@'\uff1d\uff0b\uff0d\uff20]/;

/**
 * Keeps a server from planting a formula in who opens the file (OWASP "CSV injection"): a text that begins with `=`, `+`, `-` or `@`
 * gets an apostrophe in front, unless it is a plain number. One that begins with an apostrophe gets another, so that
 * taking one leading apostrophe off always gives the text back. Tabs and carriage returns were escaped before.
 */
function guardFormula(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}
