/** Some lines on a terminal that are drawn again and again in the same place, and taken away at the end. */

import { cutToWidth } from "../../base/text-width.ts";

/** Where the block is drawn: stderr of the context. */
interface BlockTerminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const COLUMNS_DEFAULT = 80;
const ROWS_DEFAULT = 24;

/** See the head of the file. Lines are plain text: ready to be shown, without colours. */
export class LiveBlock {
  readonly #terminal: BlockTerminal;
  #height = 0;

  constructor(terminal: BlockTerminal) {
    this.#terminal = terminal;
  }

  /** Lines that fit. */
  get rows(): number {
    return (this.#terminal.rows ?? ROWS_DEFAULT) - 1;
  }

  /** Draws the lines in place of the last ones; what does not fit is cut off. */
  draw(lines: readonly string[]): void {
    const width = (this.#terminal.columns ?? COLUMNS_DEFAULT) - 1;
    const fitting = lines.slice(0, this.rows).map((line) => cutToWidth(line, width));
    this.#terminal.write(`${this.#backToTop()}${fitting.map((line) => `${line}\n`).join("")}`);
    this.#height = fitting.length;
  }

  /** Takes the block away. */
  clear(): void {
    if (this.#height > 0) {
      this.#terminal.write(this.#backToTop());
      this.#height = 0;
    }
  }

  #backToTop(): string {
    return this.#height === 0 ? "" : `\x1b[${this.#height}A\r\x1b[J`;
  }
}
