/** What the commands that work on a persistence directory have in common: progress, Ctrl-C, private files. */
import { formatCount } from "../../base/format-units.ts";
import type { Context } from "../context.ts";
import { ProgressLine } from "../keys/progress-line.ts";
import { makeFilesPrivate } from "./private-files.ts";

/** Work under way: shows how far it is, and hears Ctrl-C. */
export class DatabaseWork {
  readonly #progress: ProgressLine;
  readonly #stopListening: () => void;
  #isInterrupted = false;

  constructor(context: Context) {
    makeFilesPrivate();
    this.#progress = new ProgressLine(context, true);
    this.#stopListening = context.onInterrupt(() => {
      this.#isInterrupted = true;
    });
  }

  /** Whether somebody wants it to end. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** So many items have been seen. @returns whether to go on */
  readonly goesOn = (itemCount: number): boolean => {
    this.#progress.update(
      (seconds) => `${formatCount(itemCount)} items, ${formatCount(Math.round(itemCount / seconds))}/s`,
    );
    return !this.#isInterrupted;
  };

  /** To be called whatever happened. */
  end(): void {
    this.#progress.clear();
    this.#stopListening();
  }
}
