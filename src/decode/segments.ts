/** Pieces of text with a meaning instead of a colour: what decoded values are shown as. */

/**
 * What a piece of text is. `string` is text of the value, `word` is null, true and the like, `type` a class, a symbol or a kind,
 * `note` explains to people and is no part of the value.
 */
export type DecodedStyle =
  | "plain"
  | "key"
  | "string"
  | "number"
  | "word"
  | "date"
  | "type"
  | "punctuation"
  | "note"
  | "warning";

/** A piece of one line; `text` never holds a line end or anything unsafe for a terminal. */
export interface DecodedSegment {
  readonly text: string;
  readonly style: DecodedStyle;
}

/** One line. */
export type DecodedLine = readonly DecodedSegment[];

/** Makes a segment. */
export function decodedSegment(style: DecodedStyle, text: string): DecodedSegment {
  return { text, style };
}
