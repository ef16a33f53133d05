/** Colours, in one place: for what is printed (escape codes) and for what Ink draws (props). Without colour both are plain. */
import type { Line, SegmentStyle } from "../repl/segments.ts";
import type { PromptStyle } from "./prompt-layout.ts";

/** SGR codes for printed text; "" leaves the terminal's own colour. */
const PRINTED: Readonly<Record<SegmentStyle, string>> = {
  plain: "",
  value: "32",
  key: "36",
  number: "33",
  code: "32",
  error: "31",
  warning: "35",
  heading: "1",
  note: "2",
};

/** How Ink draws a piece of text. */
export interface DrawnStyle {
  readonly color?: string;
  readonly dimColor?: boolean;
  readonly bold?: boolean;
  readonly underline?: boolean;
}

const DRAWN: Readonly<Record<PromptStyle | "candidate" | "selected", DrawnStyle>> = {
  prompt: { bold: true },
  promptGone: { color: "red" },
  input: {},
  plain: {},
  command: { bold: true },
  key: { color: "cyan" },
  number: { color: "yellow" },
  option: { color: "magenta" },
  string: { color: "green" },
  error: { color: "red", underline: true },
  ghost: { dimColor: true },
  match: { underline: true },
  candidate: { color: "cyan" },
  selected: { color: "cyan", bold: true, underline: true },
};

/** A line as text with escape codes, or plain when `hasColor` is false. */
export function paintLine(line: Line, hasColor: boolean): string {
  return line
    .map(({ text, style }) => {
      const code = PRINTED[style];
      return hasColor && code !== "" && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
    })
    .join("");
}

/** Props for Ink's Text. Without colour only weight and underline are left, and grey text stays dim: it is not typed. */
export function drawnStyle(style: keyof typeof DRAWN, hasColor: boolean): DrawnStyle {
  const { color, ...rest } = DRAWN[style];
  return hasColor && color !== undefined ? { ...rest, color } : rest;
}
