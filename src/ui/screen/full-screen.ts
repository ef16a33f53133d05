/** A terminal that is taken as a whole: its other screen, without cursor, painted frame by frame, and given back as it was. */
import type { TerminalSize } from "../use-terminal-size.ts";
import { CLEAR_SCREEN, CLOSE_SCREEN, OPEN_SCREEN, paintFrame } from "./frame-painter.ts";

/** See the file's head. */
export class FullScreen {
  readonly #terminal: NodeJS.WriteStream;
  readonly #draw: () => void;
  #isOpen = false;

  /** @param draw paints the next frame; called when the size has changed */
  constructor(terminal: NodeJS.WriteStream, draw: () => void) {
    this.#terminal = terminal;
    this.#draw = draw;
  }

  /** Whether the terminal is taken. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Its size now; 80 by 24 when it does not say. */
  get size(): TerminalSize {
    return { columns: this.#terminal.columns || 80, rows: this.#terminal.rows || 24 };
  }

  /** Takes the terminal. Does nothing when it is taken. */
  open(): void {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#terminal.on("resize", this.#onResize);
      this.#terminal.write(OPEN_SCREEN);
    }
  }

  /** Shows a frame of lines with escape codes, none of which reaches the last column. Nothing when the terminal is not taken. */
  paint(frame: string): void {
    if (this.#isOpen) {
      this.#terminal.write(paintFrame(frame));
    }
  }

  /** Gives the terminal back: what was on it, and the cursor. Does nothing the second time. */
  close(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#terminal.off("resize", this.#onResize);
      this.#terminal.write(CLOSE_SCREEN);
    }
  }

  readonly #onResize = (): void => {
    this.#terminal.write(CLEAR_SCREEN);
    this.#draw();
  };
}
