/** `repeat N [every 1s] COMMAND`: a command run several times. */
import { parseDurationMs } from "../base/units.ts";

/** How often, how far apart (from start to start, in milliseconds), and what. */
export interface Repetition {
  readonly count: number;
  readonly everyMs: number;
  readonly command: string;
}

/** How `repeat` is written, for messages. */
const FORM = "repeat 5 every 1s get counter";

/** Reads what follows `repeat`. */
export function parseRepeat(text: string): Repetition | { readonly message: string; readonly hint: string } {
  const [, digits = "", every, command = ""] = /^(\d{1,9})\s+(?:every\s+(\S+)\s+)?(.*)$/s.exec(text) ?? [];
  if (command.trim() === "" || /^every\b/.test(command) || Number(digits) < 1) {
    return { message: "repeat needs a number and a command", hint: FORM };
  }
  try {
    return { count: Number(digits), everyMs: every === undefined ? 0 : parseDurationMs(every, "s"), command };
  } catch {
    return { message: `${JSON.stringify(every)} is no time to wait`, hint: FORM };
  }
}

/** Length of the `repeat N every D ` a line starts with; 0 when it does not, or not yet. What follows is another command. */
export function repeatPrefixLength(line: string): number {
  return /^\s*repeat\s+\d+\s+(?:every\s+\S+\s+)?(?!every?$)/i.exec(line)?.[0].length ?? 0;
}
