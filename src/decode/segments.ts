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

/** Characters that fill two columns of a terminal: East Asian wide ones and emoji, roughly. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;
/** Characters that fill none. */
const NARROW = /\p{Mn}|\p{Me}|\u200c|\u200d|\ufe0f/gu;
const ASCII = /^[\x20-\x7e]*$/;

/** Columns of a terminal that text takes, to know when a line is full; some scripts make it a few more or less. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) {
    return text.length;
  }
  const characters = [...text].length;
  return characters + (text.match(WIDE)?.length ?? 0) - (text.match(NARROW)?.length ?? 0);
}
