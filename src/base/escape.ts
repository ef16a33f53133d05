/** Makes bytes from a server safe and readable on a terminal: printable text stays, everything else becomes an escape. */
import { isUtf8 } from "node:buffer";

/**
 * What must not reach a terminal: controls, formats (among them the bidirectional overrides), surrogates, private use,
 * unassigned, line and paragraph separators; and the backslash, so that what is shown can be read back.
 * The joiners U+200C and U+200D stay: scripts and emoji need them.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\\]|(?![\u200c\u200d])\p{Cf}/gu;

const LONE_SURROGATE = /\p{Cs}/u;

/** Characters with a short escape of their own. */
const SHORT: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x1b": "\\e",
};

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** Escapes one code point as the bytes of its UTF-8 form; a lone surrogate, which has none, as \uNNNN. */
function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) {
    return short;
  }
  if (LONE_SURROGATE.test(character)) {
    return `\\u${character.charCodeAt(0).toString(16)}`;
  }
  return Array.from(Buffer.from(character), escapeByte).join("");
}

function escapeString(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Length of the longest UTF-8 sequence a first byte can announce; 1 for anything that announces none. */
function sequenceLength(firstByte: number): number {
  if (firstByte < 0xc2 || firstByte > 0xf4) {
    return 1;
  }
  return firstByte < 0xe0 ? 2 : firstByte < 0xf0 ? 3 : 4;
}

/** Escapes bytes that are not UTF-8 as a whole: valid runs are kept as text, each stray byte becomes \xNN. */
function escapeMixed(bytes: Uint8Array): string {
  const parts: string[] = [];
  let runStart = 0;
  let index = 0;
  const endRun = (end: number): void => {
    if (end > runStart) {
      parts.push(escapeString(Buffer.from(bytes.buffer, bytes.byteOffset + runStart, end - runStart).toString("utf8")));
    }
  };
  while (index < bytes.length) {
    const first = bytes[index] as number;
    const length = sequenceLength(first);
    if (first < 0x80) {
      index++;
    } else if (length > 1 && index + length <= bytes.length && isUtf8(bytes.subarray(index, index + length))) {
      index += length;
    } else {
      endRun(index);
      parts.push(escapeByte(first));
      index++;
      runStart = index;
    }
  }
  endRun(bytes.length);
  return parts.join("");
}

/**
 * Text for a terminal: printable UTF-8 is kept as it is, every other byte is written `\xNN`, or `\r`, `\n`, `\t`, `\e`;
 * a backslash becomes `\\`. No input can move the cursor, change colours or reorder what stands beside it.
 */
export function escapeText(text: Uint8Array | string): string {
  if (typeof text === "string") {
    return escapeString(text);
  }
  if (isUtf8(text)) {
    return escapeString(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString("utf8"));
  }
  return escapeMixed(text);
}

/**
 * Makes a sentence of our own safe: controls are escaped, but a backslash stays as it is, because whoever wrote the sentence has
 * already escaped what it quotes, or means the backslash.
 */
export function escapeControls(sentence: string): string {
  return sentence.split("\\").map(escapeText).join("\\");
}
