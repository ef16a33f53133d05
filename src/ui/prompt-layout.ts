/** Lays the prompt out in rows for a terminal of a given width. Pure. */
import type { TokenStyle } from "../repl/highlight.ts";
import { displayWidth } from "./display-width.ts";

/** What a piece of the prompt is; the theme gives it a colour. */
export type PromptStyle = "prompt" | "promptGone" | "input" | "ghost" | "match" | TokenStyle;

/** What stands before every further line of a command. */
export const CONTINUATION = "... ";

/** A piece of text in one style. */
export interface PromptPiece {
  readonly text: string;
  readonly style: PromptStyle;
}

/** The rows to draw and where the cursor stands in them (columns and rows from 0). */
export interface PromptLayout {
  readonly rows: readonly (readonly PromptPiece[])[];
  readonly cursor: { readonly x: number; readonly y: number };
}

const PLAIN = /^[ -~]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Cells are filled left to right; a character that no longer fits starts the next row, as terminals do. */
class RowFiller {
  readonly rows: PromptPiece[][] = [[]];
  readonly #width: number;
  #x = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get position(): { x: number; y: number } {
    return this.#x >= this.#width ? { x: 0, y: this.rows.length } : { x: this.#x, y: this.rows.length - 1 };
  }

  add({ text, style }: PromptPiece): void {
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) {
        this.#startRow();
        this.#addLine(CONTINUATION, "ghost");
      }
      this.#addLine(line, style);
    }
  }

  #startRow(): void {
    this.rows.push([]);
    this.#x = 0;
  }

  #addLine(text: string, style: PromptStyle): void {
    if (PLAIN.test(text)) {
      this.#addPlain(text, style);
      return;
    }
    let run = "";
    for (const { segment } of graphemes.segment(text)) {
      const columns = displayWidth(segment);
      if (this.#x + columns > this.#width) {
        this.#push(run, style);
        run = "";
        this.#startRow();
      }
      run += segment;
      this.#x += columns;
    }
    this.#push(run, style);
  }

  /** Text of which every character takes one column: cut by length, because a paste of thousands of characters has to be quick. */
  #addPlain(text: string, style: PromptStyle): void {
    for (let at = 0; at < text.length; ) {
      if (this.#x >= this.#width) {
        this.#startRow();
      }
      const piece = text.slice(at, at + this.#width - this.#x);
      this.#push(piece, style);
      this.#x += piece.length;
      at += piece.length;
    }
  }

  #push(text: string, style: PromptStyle): void {
    if (text !== "") {
      this.rows.at(-1)?.push({ text, style });
    }
  }
}

/**
 * Places `before` (everything left of the cursor) and `after` in rows of `width` columns. When there are more than
 * `rowsMax`, those around the cursor are kept: a prompt taller than the terminal could not be redrawn.
 */
export function layoutPrompt(
  before: readonly PromptPiece[],
  after: readonly PromptPiece[],
  width: number,
  rowsMax: number,
): PromptLayout {
  const filler = new RowFiller(Math.max(2, width));
  for (const piece of before) {
    filler.add(piece);
  }
  const cursor = filler.position;
  for (const piece of after) {
    filler.add(piece);
  }
  const rows: PromptPiece[][] = [...filler.rows];
  while (rows.length <= cursor.y) {
    rows.push([]);
  }
  const first = Math.max(0, Math.min(cursor.y - Math.floor(rowsMax / 2), rows.length - rowsMax));
  return { rows: rows.slice(first, first + rowsMax), cursor: { x: cursor.x, y: cursor.y - first } };
}
