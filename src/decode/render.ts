/** A decoded value for people: how it was reached, then what it is. */
import { escapeText } from "../base/escape.ts";
import { textWidth } from "../base/text-width.ts";
import type { Content } from "./content.ts";
import type { Decoded } from "./decode.ts";
import { hexView } from "./hex-view.ts";
import { renderTree } from "./render-tree.ts";
import { type DecodedLine, type DecodedStyle, decodedSegment } from "./segments.ts";

/** How much room there is. */
export interface RenderSize {
  /** Columns; lines are made to fit where their parts can be. */
  readonly width: number;
  /** Lines of the value itself; those about it come on top. */
  readonly maxLines: number;
}

const WIDTH_MIN = 20;
/** Characters that take no room are not put on one line without end. */
const CHARACTERS_OF_A_COLUMN_MAX = 8;

/** The lines: steps and warnings as notes before the value, and a note behind it if not all of it is shown. */
export function renderDecoded(decoded: Decoded, size: RenderSize): DecodedLine[] {
  const width = Math.max(WIDTH_MIN, size.width);
  const { lines, isWhole } = renderContent(decoded.content, width, size.maxLines);
  return [
    ...decoded.steps.flatMap((step) => sentence("note", step, width)),
    ...decoded.warnings.flatMap((warning) => sentence("warning", warning, width)),
    ...lines,
    ...(isWhole ? [] : sentence("note", `… cut after ${lines.length.toLocaleString("en-US")} lines`, width)),
  ];
}

function renderContent(
  content: Content,
  width: number,
  linesMax: number,
): { readonly lines: DecodedLine[]; readonly isWhole: boolean } {
  switch (content.kind) {
    case "tree":
      return renderTree(content.root, width, linesMax);
    case "text":
      return renderText("string", content.text, width, linesMax);
    case "number":
      return renderText("number", content.text, width, linesMax);
    case "hex": {
      const lines = hexView(content.bytes, width, linesMax + 1);
      return { lines: lines.slice(0, linesMax), isWhole: lines.length <= linesMax };
    }
  }
}

/** The text's own lines; long ones go on in the next. */
function renderText(
  style: DecodedStyle,
  text: string,
  width: number,
  linesMax: number,
): { readonly lines: DecodedLine[]; readonly isWhole: boolean } {
  const lines: DecodedLine[] = [];
  let start = 0;
  while (start <= text.length) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? text.length : end);
    for (const part of wrapped(line, width, linesMax - lines.length + 1)) {
      if (lines.length >= linesMax) {
        return { lines, isWhole: false };
      }
      lines.push(part === "" ? [] : [decodedSegment(style, part)]);
    }
    if (end === -1) {
      break;
    }
    start = end + 1;
  }
  return { lines, isWhole: true };
}

/** A line in pieces of at most `width` columns, escaped; no more pieces than `piecesMax`. */
function wrapped(line: string, width: number, piecesMax: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let columns = 0;
  for (const character of line) {
    const shown = escapeText(character);
    const wide = textWidth(shown);
    if ((columns + wide > width && piece !== "") || piece.length > width * CHARACTERS_OF_A_COLUMN_MAX) {
      pieces.push(piece);
      if (pieces.length >= piecesMax) {
        return pieces;
      }
      piece = "";
      columns = 0;
    }
    piece += shown;
    columns += wide;
  }
  return [...pieces, piece];
}

/** A sentence of our own, broken between words. */
function sentence(style: DecodedStyle, text: string, width: number): DecodedLine[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.map((line) => [decodedSegment(style, escapeText(line))]);
}
