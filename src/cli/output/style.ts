/** Colours of a terminal, or none. SGR codes of ECMA-48. */

/** What text can be; each function gives the text back unchanged when colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
}

/** One of the ways in which text can be shown. */
export type Tone = keyof Style;

const RESET_COLOR = 39;
const RESET_WEIGHT = 22;

/** The style for an output. */
export function createStyle(color: boolean): Style {
  const paint = (start: number, end: number) => (text: string) =>
    color && text !== "" ? `\x1b[${start}m${text}\x1b[${end}m` : text;
  return {
    bold: paint(1, RESET_WEIGHT),
    dim: paint(2, RESET_WEIGHT),
    good: paint(32, RESET_COLOR),
    warn: paint(33, RESET_COLOR),
    bad: paint(31, RESET_COLOR),
  };
}
