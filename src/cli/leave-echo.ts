/** What a terminal has echoed of Ctrl-C is not what comes next. */
import type { Context, InterruptSignal } from "./context.ts";

/** A terminal shows `^C` where the cursor was: ends that line, so that what follows, the prompt at last, begins on its own. */
export function leaveEcho(signal: InterruptSignal, { stdin, stderr }: Pick<Context, "stdin" | "stderr">): void {
  if (signal === "SIGINT" && stdin.isTTY === true && stderr.isTTY === true) {
    stderr.write("\n");
  }
}
