/**
 * Splits an input line into words, as people type them: bare words, "..." with escapes, '...' as it stands.
 * The inverse, {@link quoteWord}, writes any bytes so that they are read back the same.
 */

/** One word of a line. `start` and `end` are offsets into the line, quotes included. */
export interface Word {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** The words of a line, and what is wrong with it. `open` is true when the line ends inside a quotation. */
export interface Words {
  readonly words: readonly Word[];
  readonly error?: { readonly message: string; readonly at: number; readonly open: boolean };
}

/** How the characters of a line become bytes: as typed text, or one byte each (a line read from a pipe as latin1). */
export type LineEncoding = "utf8" | "latin1";

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, 0: 0, a: 7, b: 8, e: 27, "\\": 92, '"': 34 };

/** The text of a word; bytes that are not UTF-8 become U+FFFD. */
export function textOf(word: Word | undefined): string {
  if (word === undefined) {
    return "";
  }
  const { buffer, byteOffset, length } = word.bytes;
  return Buffer.from(buffer, byteOffset, length).toString("utf8");
}

/**
 * Splits `line`. Spaces and tabs separate; a quotation starts only at the start of a word, so `{"a":1}` needs none.
 * In "..." the escapes \n \r \t \0 \a \b \e \\ \" and \xNN (one byte) are read; in '...' only \' and \\ are.
 * Never throws: words before a fault are returned with the fault.
 */
export function splitWords(line: string, encoding: LineEncoding = "utf8"): Words {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (isBlank(line[at])) {
      at++;
      continue;
    }
    const quote = line[at];
    const read = quote === '"' || quote === "'" ? readQuoted(line, at, quote, encoding) : readBare(line, at, encoding);
    if ("message" in read) {
      return { words, error: read };
    }
    words.push(read);
    at = read.end;
  }
  return { words };
}

type Fault = NonNullable<Words["error"]>;

function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t";
}

function readBare(line: string, start: number, encoding: LineEncoding): Word {
  let end = start;
  while (end < line.length && !isBlank(line[end])) {
    end++;
  }
  return { bytes: Buffer.from(line.slice(start, end), encoding), start, end, quoted: false };
}

function readQuoted(line: string, start: number, quote: string, encoding: LineEncoding): Word | Fault {
  const parts: number[] = [];
  let plainFrom = start + 1;
  let at = plainFrom;
  const flush = (end: number) => {
    for (const byte of Buffer.from(line.slice(plainFrom, end), encoding)) {
      parts.push(byte);
    }
  };
  while (at < line.length && line[at] !== quote) {
    if (line[at] !== "\\") {
      at++;
      continue;
    }
    const escaped = readEscape(line, at, quote);
    if (escaped === undefined) {
      return { message: `unknown escape ${line.slice(at, at + 2)} in a quoted word`, at, open: false };
    }
    flush(at);
    parts.push(escaped.byte);
    at = escaped.end;
    plainFrom = at;
  }
  if (at >= line.length) {
    return { message: `the ${quote} is never closed`, at: start, open: true };
  }
  flush(at);
  if (at + 1 < line.length && !isBlank(line[at + 1])) {
    return { message: `a space must follow the closing ${quote}`, at: at + 1, open: false };
  }
  return { bytes: Uint8Array.from(parts), start, end: at + 1, quoted: true };
}

function readEscape(line: string, at: number, quote: string): { byte: number; end: number } | undefined {
  const letter = line[at + 1] ?? "";
  if (quote === "'") {
    return letter === "'" || letter === "\\" ? { byte: letter.charCodeAt(0), end: at + 2 } : { byte: 92, end: at + 1 };
  }
  if (letter === "x" && /^[0-9a-fA-F]{2}$/.test(line.slice(at + 2, at + 4))) {
    return { byte: Number.parseInt(line.slice(at + 2, at + 4), 16), end: at + 4 };
  }
  const byte = ESCAPES[letter];
  return byte === undefined ? undefined : { byte, end: at + 2 };
}

const SHORT: ReadonlyMap<number, string> = new Map(
  Object.entries({ n: 10, r: 13, t: 9, "\\": 92, '"': 34 }).map(([letter, byte]) => [byte, `\\${letter}`]),
);

/** True for bytes that can be typed and read back without quotes. */
function isBareWord(text: string): boolean {
  return /^[!#-&(-[\]-~][!-[\]-~]*$/.test(text);
}

/** The shortest way to type `bytes` as one word: bare when possible, else "..." with every odd byte escaped. */
export function quoteWord(bytes: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(bytes);
  if (bytes.length > 0 && isBareWord(text)) {
    return text;
  }
  return `"${[...bytes].map(quoteByte).join("")}"`;
}

function quoteByte(byte: number): string {
  const short = SHORT.get(byte);
  if (short !== undefined) {
    return short;
  }
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}
