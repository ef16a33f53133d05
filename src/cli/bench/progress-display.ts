/** Shows how a run goes on stderr: one line rewritten in place on a terminal, a line a second elsewhere. */
import type { Progress } from "../../bench/progress.ts";
import { progressText } from "../../bench/reporters/progress-text.ts";
import type { Context } from "../context.ts";

/** Time between two lines where the output is no terminal, in ms. */
const LINE_INTERVAL_MS = 1000;

/** Goes to the first column and clears the line (ECMA-48 EL). */
const CLEAR_LINE = "\r\x1b[K";

/** The display. */
export class ProgressDisplay {
  readonly #context: Context;
  readonly #isLive: boolean;
  #nextLineMs = LINE_INTERVAL_MS;
  #phase = "";

  constructor(context: Context) {
    this.#context = context;
    this.#isLive = context.stderr.isTTY === true;
  }

  /** Shows a moment of the run. */
  update(progress: Progress): void {
    if (this.#isLive) {
      const width = Math.max(20, this.#context.stderr.columns || this.#context.width);
      this.#context.stderr.write(CLEAR_LINE + progressText(progress).slice(0, width - 1));
      return;
    }
    if (progress.phase !== this.#phase) {
      this.#phase = progress.phase;
      this.#nextLineMs = LINE_INTERVAL_MS;
    }
    if (progress.elapsedMs >= this.#nextLineMs) {
      this.#nextLineMs = progress.elapsedMs + LINE_INTERVAL_MS * 0.9;
      this.#context.stderr.write(`${progressText(progress)}\n`);
    }
  }

  /** A line that stays. */
  say(text: string): void {
    this.#context.stderr.write(`${this.#isLive ? CLEAR_LINE : ""}${text}\n`);
  }

  /** Takes the status line away. */
  end(): void {
    if (this.#isLive) {
      this.#context.stderr.write(CLEAR_LINE);
    }
  }
}
