/** Where a terminal may be drawn on again and again, one that can do it and that a person may look at; and one line that is. */
import { escapeControls } from "../base/escape.ts";
import { type Context, WIDTH_DEFAULT } from "./context.ts";

/** A build machine sets one of these; nobody watches its terminal, and its log keeps every drawing. */
const CI_VARIABLES = ["CI", "CONTINUOUS_INTEGRATION"] as const;

/** Whether `stream` is such a terminal. */
export function isLiveTerminal(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const isBuildMachine = CI_VARIABLES.some((name) => !["", "0", "false"].includes(env[name] ?? ""));
  return stream.isTTY === true && !isBuildMachine && env["TERM"] !== "dumb";
}

/** Takes the line away: to its start, and all behind it. */
const CLEAR = "\r\x1b[K";

/** One line on stderr that says what goes on: each text takes the place of the last. Nothing at all where it could not be taken away. */
export class StatusLine {
  readonly #stderr: Context["stderr"];
  /** Whether there is anybody to see it. */
  readonly isLive: boolean;
  #hasLine = false;

  constructor({ stderr, env }: Pick<Context, "stderr" | "env">) {
    this.#stderr = stderr;
    this.isLive = isLiveTerminal(stderr, env);
  }

  /** Shows a text, cut at the edge of the terminal. */
  show(text: string): void {
    if (this.isLive) {
      const columns = (this.#stderr.columns || WIDTH_DEFAULT) - 1;
      this.#stderr.write(`${this.#hasLine ? CLEAR : ""}${escapeControls(text).slice(0, columns)}`);
      this.#hasLine = true;
    }
  }

  /** Takes it away, before something else is written, and at the end. */
  clear(): void {
    if (this.#hasLine) {
      this.#hasLine = false;
      this.#stderr.write(CLEAR);
    }
  }
}
