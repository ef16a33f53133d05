/** A value for a person at a terminal: decoded by what it is. Loaded only there, because the decoders are many. Pure. */

import type { Item } from "../../client/results.ts";
import { decodeValue } from "../../decode/decode.ts";
import { renderDecoded } from "../../decode/render.ts";
import type { DecodedLine, DecodedStyle } from "../../decode/segments.ts";
import type { Style } from "../output/style.ts";

/** More lines than this are cut; a pipe gets everything. */
const LINES_MAX = 1000;

/** What goes where: the value is data, what is said about it is not. */
export interface ShownItem {
  readonly value: string;
  /** How it was decoded, warnings, and whether it was cut. */
  readonly notes: string;
}

/** The colours of stdout and of stderr. */
export interface ShownStyles {
  readonly value: Style;
  readonly notes: Style;
}

/** Shows one value. Every line ends in a line feed, and nothing in it can act on a terminal. @param width columns there are */
export function showDecoded({ value, flags }: Item, width: number, styles: ShownStyles): ShownItem {
  const lines = renderDecoded(decodeValue(value, flags), { width, maxLines: LINES_MAX });
  const isAbout = (line: DecodedLine): boolean =>
    line.length > 0 && line.every((piece) => piece.style === "note" || piece.style === "warning");
  const own = lines.filter((line) => !isAbout(line));
  return { value: linesText(own, styles.value), notes: linesText(lines.filter(isAbout), styles.notes) };
}

function linesText(lines: readonly DecodedLine[], style: Style): string {
  return lines.map((line) => `${line.map(({ text, style: name }) => paint(text, name, style)).join("")}\n`).join("");
}

function paint(text: string, name: DecodedStyle, style: Style): string {
  switch (name) {
    case "key":
      return style.bold(text);
    case "type":
    case "note":
      return style.dim(text);
    case "warning":
      return style.warn(text);
    default:
      return text;
  }
}
