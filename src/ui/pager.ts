/** The pager as a pure reducer: rows that are there already, which of them are seen, and what the keys do. */
import { formatCount } from "../base/format-units.ts";
import { fullText, type Line, type Segment } from "../repl/segments.ts";
import type { KeyEvent } from "./decode-keys.ts";
import { displayWidth } from "./display-width.ts";

/** A reply being looked at. */
export interface PagerState {
  readonly lines: readonly Line[];
  /** The lines cut to the width of the terminal. */
  readonly rows: readonly Line[];
  readonly top: number;
  readonly columns: number;
  /** Rows of the terminal. */
  readonly height: number;
  /** Set while the person types what to look for; then what was looked for last. */
  readonly query: string;
  readonly isTyping: boolean;
}

/** Rows that are not the reply's: the status line, and one that keeps Ink from clearing the whole terminal. */
const ROWS_KEPT = 2;

/** Opens a pager at the beginning. */
export function openPager(lines: readonly Line[], columns: number, height: number): PagerState {
  return { lines, rows: wrapLines(lines, columns), top: 0, columns, height, query: "", isTyping: false };
}

/** How many rows of the reply are seen at a time. */
export function pageRows({ height }: Pick<PagerState, "height">): number {
  return Math.max(1, height - ROWS_KEPT);
}

/** The same line on top in a terminal of another size; of a line of many rows, the same part of it. */
export function resizePager(pager: PagerState, size: { readonly columns: number; readonly rows: number }): PagerState {
  if (size.columns === pager.columns) {
    return scrollTo({ ...pager, height: size.rows }, pager.top);
  }
  const { lines, top, columns } = pager;
  const next = { ...pager, rows: wrapLines(lines, size.columns), columns: size.columns, height: size.rows };
  let before = 0;
  let nextBefore = 0;
  for (const line of lines) {
    const count = wrapLines([line], columns).length;
    const nextCount = wrapLines([line], size.columns).length;
    if (before + count > top) {
      return scrollTo(next, nextBefore + Math.floor(((top - before) * nextCount) / count));
    }
    before += count;
    nextBefore += nextCount;
  }
  return scrollTo(next, 0);
}

function scrollTo(pager: PagerState, row: number): PagerState {
  const last = Math.max(0, pager.rows.length - pageRows(pager));
  return { ...pager, top: Math.max(0, Math.min(row, last)) };
}

const LEAVING: ReadonlySet<string> = new Set(["C-c", "C-d", "escape", "q"]);

/** The pager after a key; undefined when it is left. Keys typed quickly come as one text. */
export function pagerKey(pager: PagerState, key: KeyEvent): PagerState | undefined {
  if (key.kind === "text" && key.text.length > 1) {
    let next: PagerState | undefined = pager;
    for (const text of key.text) {
      next = next === undefined ? undefined : onePagerKey(next, { kind: "text", text });
    }
    return next;
  }
  return onePagerKey(pager, key);
}

function onePagerKey(pager: PagerState, key: KeyEvent): PagerState | undefined {
  if (pager.isTyping) {
    return searchInput(pager, key);
  }
  const name = key.kind === "text" ? key.text : key.name;
  if (LEAVING.has(name)) {
    return undefined;
  }
  const page = pageRows(pager);
  switch (name) {
    case " ":
    case "f":
    case "page-down":
      return scrollTo(pager, pager.top + page);
    case "b":
    case "page-up":
      return scrollTo(pager, pager.top - page);
    case "j":
    case "enter":
    case "down":
      return scrollTo(pager, pager.top + 1);
    case "k":
    case "up":
      return scrollTo(pager, pager.top - 1);
    case "g":
    case "home":
      return scrollTo(pager, 0);
    case "G":
    case "end":
      return scrollTo(pager, pager.rows.length);
    case "/":
      return { ...pager, query: "", isTyping: true };
    case "n":
      return find(pager, pager.top + 1);
    default:
      return pager;
  }
}

function searchInput(pager: PagerState, key: KeyEvent): PagerState {
  if (key.kind === "text") {
    return { ...pager, query: pager.query + key.text };
  }
  switch (key.name) {
    case "enter":
      return find({ ...pager, isTyping: false }, pager.top);
    case "backspace":
    case "C-h":
      return { ...pager, query: [...pager.query].slice(0, -1).join("") };
    default:
      return { ...pager, query: "", isTyping: false };
  }
}

/** Goes to the next row that holds what was looked for, in capitals or not. */
function find(pager: PagerState, from: number): PagerState {
  const query = pager.query.toLowerCase();
  const row =
    query === "" ? -1 : pager.rows.findIndex((line, at) => at >= from && fullText(line).toLowerCase().includes(query));
  return row < 0 ? pager : scrollTo(pager, row);
}

/** What stands under the rows. */
export function pagerStatus(pager: PagerState): string {
  if (pager.isTyping) {
    return `/${pager.query}`;
  }
  const { rows, top } = pager;
  const end = Math.min(rows.length, top + pageRows(pager));
  const part = rows.length === 0 ? 100 : Math.round((100 * end) / rows.length);
  return `rows ${formatCount(top + 1)}-${formatCount(end)} of ${formatCount(rows.length)} (${part} %)  space, b, /, n; q leaves`;
}

/** Cuts lines into rows of at most `columns`; styles go on in the next row. */
export function wrapLines(lines: readonly Line[], columns: number): Line[] {
  return lines.flatMap((line) => (displayWidth(fullText(line)) <= columns ? [line] : wrapLine(line, columns)));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function wrapLine(line: Line, columns: number): Line[] {
  const rows: Segment[][] = [[]];
  let x = 0;
  for (const { text, style } of line) {
    let run = "";
    for (const { segment } of graphemes.segment(text)) {
      const width = displayWidth(segment);
      if (x + width > columns && x > 0) {
        rows.at(-1)?.push({ text: run, style });
        rows.push([]);
        run = "";
        x = 0;
      }
      run += segment;
      x += width;
    }
    rows.at(-1)?.push({ text: run, style });
  }
  return rows;
}
