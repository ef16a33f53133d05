/** Says on a terminal who is waited for, when that takes longer than a second. */
import type { Context } from "./context.ts";

/** Longer waits are announced. */
const WAIT_ANNOUNCED_MS = 1000;

/** Takes the line away again. */
const CLEAR_LINE = "\r\x1b[K";

function waitText(names: readonly string[], width: number): string {
  const whole = `waiting for ${names.join(", ")}...`;
  return whole.length < width ? whole : `waiting for ${names.length} servers...`;
}

/** Begins to wait for these servers. @returns ends it, and takes the line away again */
export function announceWait(
  names: readonly string[],
  { stderr, width }: Pick<Context, "stderr" | "width">,
): () => void {
  if (stderr.isTTY !== true) {
    return () => {};
  }
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    stderr.write(waitText(names, width));
  }, WAIT_ANNOUNCED_MS);
  return () => {
    clearTimeout(timer);
    if (isShown) {
      isShown = false;
      stderr.write(CLEAR_LINE);
    }
  };
}
