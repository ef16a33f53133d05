/** Text with meanings instead of colours: what format produces and what a screen or a pipe turns into output. */

/**
 * What a piece of text is. `note` is an explanation for people: a pipe leaves it out. `code` is a status word of the
 * protocol.
 */
export type SegmentStyle = "plain" | "value" | "key" | "number" | "code" | "error" | "warning" | "heading" | "note";

/** A piece of one line; `text` never holds a line end or anything unsafe for a terminal. */
export interface Segment {
  readonly text: string;
  readonly style: SegmentStyle;
}

/** One line of output. */
export type Line = readonly Segment[];

/** Makes a segment. */
export function segment(style: SegmentStyle, text: string): Segment {
  return { style, text };
}

/** Lines with `tail` behind the last of them, or below when it does not fit there. */
export function withTail(lines: readonly Line[], tail: Line, width: number): Line[] {
  const last = lines.at(-1);
  if (last === undefined || tail.length === 0) {
    return [...lines];
  }
  const fits = fullText(last).length + fullText(tail).length <= width;
  return fits ? [...lines.slice(0, -1), [...last, ...tail]] : [...lines, tail];
}

/** The line as plain text, notes left out. */
export function plainText(line: Line): string {
  return line
    .filter((piece) => piece.style !== "note")
    .map((piece) => piece.text)
    .join("");
}

/** The line as plain text, notes included. */
export function fullText(line: Line): string {
  return line.map((piece) => piece.text).join("");
}

/** Lines for a pipe: each ends in \n, and a line that held only notes is dropped. */
export function plainLines(lines: readonly Line[]): string {
  return lines
    .filter((line) => line.length === 0 || line.some((piece) => piece.style !== "note"))
    .map((line) => `${plainText(line)}\n`)
    .join("");
}
