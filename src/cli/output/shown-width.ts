/** How many columns of a terminal a text takes that may be coloured. */
import { textWidth } from "../../base/text-width.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes begin with ESC
const COLOURS = /\x1b\[[0-9;]*m/g;

/** Columns of `text`, its colours not counted. */
export function shownWidth(text: string): number {
  return textWidth(text.replace(COLOURS, ""));
}
