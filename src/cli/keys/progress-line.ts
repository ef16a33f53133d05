/** One line on a terminal that is written over: how far something has come. Nothing at all where nobody watches. */
import { formatCount, formatRate } from "../../base/format-units.ts";
import type { Context } from "../context.ts";
import { StatusLine } from "../live-terminal.ts";

/** Before this time nothing is shown: what is quick needs no progress. */
const FIRST_MS = 1000;

const INTERVAL_MS = 200;

/** See the head of the file. */
export class ProgressLine {
  readonly #clock: Context["clock"];
  readonly #line: StatusLine;
  readonly #isShown: boolean;
  readonly #startMs: number;
  #nextMs: number;

  /** @param isWanted false where the terminal shows the data itself, which the line would cut through */
  constructor(context: Pick<Context, "stderr" | "clock" | "env">, isWanted: boolean) {
    this.#clock = context.clock;
    this.#line = new StatusLine(context);
    this.#isShown = isWanted && this.#line.isLive;
    this.#startMs = this.#clock.monotonicMs();
    this.#nextMs = this.#startMs + FIRST_MS;
  }

  /** Shows what `text` says, if it is time again; it gets the seconds since the start. */
  update(text: (seconds: number) => string): void {
    if (!this.#isShown) {
      return;
    }
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#nextMs) {
      this.#nextMs = nowMs + INTERVAL_MS;
      this.#line.show(text((nowMs - this.#startMs) / 1000));
    }
  }

  /** Takes the line away, before something else is written, and at the end. */
  clear(): void {
    this.#line.clear();
  }
}

/** `123,456 of 1,000,000 keys (12 %), 5,000 chosen, 650k/s`. */
export function scanProgressText(seen: number, expected: number | undefined, chosen: number, seconds: number): string {
  const percent =
    expected === undefined || expected === 0 ? undefined : Math.min(100, Math.floor((seen / expected) * 100));
  const of = percent === undefined || expected === undefined ? "" : ` of ${formatCount(expected)}`;
  const part = percent === undefined ? "" : ` (${percent} %)`;
  return `${formatCount(seen)}${of} keys${part}, ${formatCount(chosen)} chosen, ${formatRate(seen / Math.max(seconds, 1e-3))}`;
}
