/**
 * A canvas of braille dots, two across and four down in each character, so that a chart of 40 by 5 characters has 80 by 20 dots.
 * A character has one style: that of the dot drawn last in it.
 *
 *   dots of a character     their bits (Unicode 16, block U+2800)
 *        0 3                    01 08
 *        1 4                    02 10
 *        2 5                    04 20
 *        6 7                    40 80
 */
import type { Piece, PieceStyle, Row } from "./piece-theme.ts";

/** Dots of a character. */
export const DOTS_ACROSS = 2;
const DOTS_DOWN = 4;

const BITS_LEFT = [0x01, 0x02, 0x04, 0x40] as const;
const BITS_RIGHT = [0x08, 0x10, 0x20, 0x80] as const;
const BRAILLE_BLANK = 0x2800;

/** How a series is drawn: a line, everything below it too, or every other dot of it. */
export type Shape = "line" | "area" | "dotted";

/** See the file's head. */
export class BrailleCanvas {
  readonly #columns: number;
  readonly #rows: number;
  readonly #bits: Uint8Array;
  readonly #styles: PieceStyle[];

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#bits = new Uint8Array(columns * rows);
    this.#styles = new Array<PieceStyle>(columns * rows).fill("plain");
  }

  /**
   * Draws a series.
   * @param heights one for each column of dots: 0 is the lowest dot, 1 the highest, undefined draws nothing
   */
  draw(heights: readonly (number | undefined)[], shape: Shape, style: PieceStyle): void {
    let before: number | undefined;
    for (const [x, height] of heights.entries()) {
      const y = height === undefined ? undefined : Math.round(height * (this.#rows * DOTS_DOWN - 1));
      if (y !== undefined && (shape !== "dotted" || x % 2 === 0)) {
        const from = shape === "area" ? 0 : shape === "dotted" ? y : nextTo(before, y);
        for (let dot = Math.min(from, y); dot <= Math.max(from, y); dot++) {
          this.#dot(x, dot, style);
        }
      }
      before = y;
    }
  }

  #dot(x: number, y: number, style: PieceStyle): void {
    const down = this.#rows * DOTS_DOWN - 1 - y;
    if (down < 0 || y < 0 || x >= this.#columns * DOTS_ACROSS) {
      return;
    }
    const bit = (x % DOTS_ACROSS === 0 ? BITS_LEFT : BITS_RIGHT)[down % DOTS_DOWN] as number;
    const cell = Math.floor(down / DOTS_DOWN) * this.#columns + Math.floor(x / DOTS_ACROSS);
    this.#bits[cell] = (this.#bits[cell] as number) | bit;
    this.#styles[cell] = style;
  }

  /** The rows from the top, neighbours of the same style in one piece. */
  rows(): Row[] {
    return Array.from({ length: this.#rows }, (_, row) => {
      const pieces: Piece[] = [];
      for (let cell = row * this.#columns; cell < (row + 1) * this.#columns; cell++) {
        const bits = this.#bits[cell] as number;
        const last = pieces.at(-1);
        const text = bits === 0 ? " " : String.fromCharCode(BRAILLE_BLANK + bits);
        const style = bits === 0 ? (last?.style ?? "plain") : (this.#styles[cell] as PieceStyle);
        if (last?.style === style) {
          pieces[pieces.length - 1] = { text: last.text + text, style };
        } else {
          pieces.push({ text, style });
        }
      }
      return pieces;
    });
  }
}

/** Where a line from `before` to `y` begins in its own column: next to the dot it comes from, so that it is unbroken. */
function nextTo(before: number | undefined, y: number): number {
  if (before === undefined || before === y) {
    return y;
  }
  return before < y ? before + 1 : before - 1;
}
