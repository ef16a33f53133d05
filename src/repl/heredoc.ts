/**
 * Commands of several lines: a quotation that is still open goes on, and `<<EOF` at the end of the first line takes the lines up to
 * `EOF` as one word, as shells do (without the last line end, which is rarely meant).
 */
import { quoteWord, splitWords } from "./words.ts";

/** A bare `<<WORD` that ends a line. */
const MARK = /(^|[ \t])<<([A-Za-z_][A-Za-z0-9_]*)[ \t]*$/;

/** What an unfinished command waits for, as a note for people; undefined when the text can be run. */
export function waitsFor(text: string): string | undefined {
  const { first, mark } = splitMark(text);
  if (mark !== undefined) {
    return bodyOf(text, first, mark) === undefined ? `the value goes on until a line ${mark}` : undefined;
  }
  return splitWords(text).error?.open === true ? "the quotation goes on until it is closed" : undefined;
}

/** The same command on one line: a body becomes a quoted word, a line end in a quotation its escape. */
export function toOneLine(text: string): string {
  if (!text.includes("\n")) {
    return text;
  }
  const { first, mark } = splitMark(text);
  const body = mark === undefined ? undefined : bodyOf(text, first, mark);
  if (mark !== undefined && body !== undefined) {
    return first.replace(MARK, (_, blank: string) => `${blank}"${escapeQuoted(body)}"`);
  }
  const { words, error } = splitWords(text);
  if (error !== undefined) {
    return text;
  }
  return words
    .map(({ start, end, bytes }) => {
      const typed = text.slice(start, end);
      return typed.includes("\n") ? quoteOneLine(typed, bytes) : typed;
    })
    .join(" ");
}

/** In "..." only the line ends have to change; '...' knows no escapes, so it becomes "...". */
function quoteOneLine(typed: string, bytes: Uint8Array): string {
  return typed.startsWith('"') ? typed.replaceAll("\n", "\\n") : quoteWord(bytes);
}

function escapeQuoted(body: string): string {
  return body
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r");
}

/** Where the lines of a `<<EOF` value start; undefined when the text has none. */
export function bodyStart(text: string): number | undefined {
  const { first, mark } = splitMark(text);
  return mark === undefined || first.length === text.length ? undefined : first.length;
}

function splitMark(text: string): { first: string; mark: string | undefined } {
  const end = text.indexOf("\n");
  const first = end < 0 ? text : text.slice(0, end);
  const mark = MARK.exec(first)?.[2];
  return { first, mark: splitWords(first).error === undefined ? mark : undefined };
}

/** The lines between the first and the mark; undefined when the mark has not come. */
function bodyOf(text: string, first: string, mark: string): string | undefined {
  const lines = text.slice(first.length + 1).split("\n");
  const end = lines.indexOf(mark);
  return text.length <= first.length || end < 0 ? undefined : lines.slice(0, end).join("\n");
}
