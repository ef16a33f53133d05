/** Breaks sentences between words where a line is wider than the terminal. Values, keys and numbers stay as they are: they are copied. Pure. */
import { fullText, type Line, type Segment, type SegmentStyle, segment } from "./segments.ts";

/** What is written for people and is never copied. */
const SENTENCES: ReadonlySet<SegmentStyle> = new Set(["note", "error", "warning"]);

/** The same with what help explains. */
export const HELP_PROSE: ReadonlySet<SegmentStyle> = new Set([...SENTENCES, "plain"]);

/** Further rows of a sentence start this far right, or under the beginning of what they go on with. */
const INDENT = 2;

/** Rows of lines: those that fit are left alone. */
export function wrapProse(
  lines: readonly Line[],
  width: number,
  prose: ReadonlySet<SegmentStyle> = SENTENCES,
): readonly Line[] {
  return lines.flatMap((line) => (fullText(line).length <= width ? [line] : wrapLine(line, width, prose)));
}

function wrapLine(line: Line, width: number, prose: ReadonlySet<SegmentStyle>): Line[] {
  let row: Segment[] = [];
  const rows = [row];
  let x = 0;
  for (const { text, style } of line) {
    if (!prose.has(style)) {
      row.push(segment(style, text));
      x += text.length;
      continue;
    }
    const indent = hangingIndent(text, x, width);
    for (const word of text.match(/ *[^ ]+| +$/g) ?? []) {
      const fits = x + word.length <= width;
      const piece = fits || x <= indent ? word : word.trimStart();
      if (piece !== word || (!fits && x > indent)) {
        row = [segment("plain", " ".repeat(indent))];
        rows.push(row);
        x = indent;
      }
      row.push(segment(style, piece));
      x += piece.length;
    }
  }
  return rows.map(joinAlike);
}

/** Where the text begins that goes on, if that leaves room for it. */
function hangingIndent(text: string, x: number, width: number): number {
  const start = x + (text.length - text.trimStart().length);
  return start > 0 && start <= width / 2 ? start : INDENT;
}

function joinAlike(row: readonly Segment[]): Line {
  const joined: Segment[] = [];
  for (const piece of row) {
    const last = joined.at(-1);
    if (last?.style === piece.style) {
      joined[joined.length - 1] = segment(piece.style, last.text + piece.text);
    } else {
      joined.push(piece);
    }
  }
  return joined;
}
