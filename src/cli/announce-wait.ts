/** Says on a terminal who is waited for, when that takes longer than a second. */
import type { Context } from "./context.ts";
import { StatusLine } from "./live-terminal.ts";

/** Longer waits are announced. */
const WAIT_ANNOUNCED_MS = 1000;

function waitText(names: readonly string[], width: number): string {
  const whole = `waiting for ${names.join(", ")}...`;
  return whole.length < width ? whole : `waiting for ${names.length} servers...`;
}

/** Begins to wait for these servers. @returns ends it, and takes the line away again */
export function announceWait(names: readonly string[], context: Pick<Context, "stderr" | "env" | "width">): () => void {
  const line = new StatusLine(context);
  const timer = setTimeout(() => line.show(waitText(names, context.width)), WAIT_ANNOUNCED_MS);
  return () => {
    clearTimeout(timer);
    line.clear();
  };
}
