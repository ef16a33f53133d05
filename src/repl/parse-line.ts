/**
 * Turns an input line into what is to be done: nothing, a command of the shell itself, a request for the server, or an
 * explanation why not. Adds the friendly forms: `set k 0 60 "hello"` carries the value on the line and the byte count
 * is filled in; `set k 0 60 5` is memcached's own form, whose value follows on the next line.
 */
import type { CommandSpec } from "../protocol/command-spec.ts";
import { findCommand, isCommandName } from "../protocol/command-table.ts";
import { isLocalCommand, type LocalName } from "./local-commands.ts";
import { type Placed, placeData } from "./place-data.ts";
import { type LineEncoding, splitWords, textOf, type Word } from "./words.ts";

/** A command for the server. `line` is without CRLF, `words` are its words as text. */
export interface Request {
  readonly kind: "request";
  readonly spec: CommandSpec | undefined;
  readonly words: readonly string[];
  readonly line: Uint8Array;
  /** The value on the line, if it carries one. */
  readonly value?: Uint8Array;
  /** Bytes of the value that must follow, when the line gives only their number. */
  readonly valueBytes?: number;
}

/** What one input line asks for. */
export type ParsedLine =
  | { readonly kind: "empty" }
  | { readonly kind: "local"; readonly name: LocalName; readonly args: readonly string[] }
  | Request
  | { readonly kind: "invalid"; readonly message: string; readonly hint?: string };

const encoder = new TextEncoder();
const SPACE = encoder.encode(" ");
const KEY_BYTES_MAX = 250;

/** Reads one line, without its line end. A known command may be typed in capitals. Never throws. */
export function parseLine(line: string, encoding: LineEncoding = "utf8"): ParsedLine {
  const { words, error } = splitWords(line, encoding);
  if (error !== undefined) {
    return { kind: "invalid", message: error.message, hint: quotingHint(error.open) };
  }
  const first = words[0];
  if (first === undefined) {
    return { kind: "empty" };
  }
  const name = textOf(first);
  const lower = name.toLowerCase();
  if (!first.quoted && isLocalCommand(lower)) {
    return { kind: "local", name: lower, args: words.slice(1).map(textOf) };
  }
  const known = isCommandName(lower);
  return parseRequest(words, known ? lower : name);
}

function quotingHint(open: boolean): string {
  return open ? 'close the quotation, or write \\" for a quote inside "..."' : 'escapes: \\n \\r \\t \\\\ \\" \\xNN';
}

function parseRequest(words: readonly Word[], name: string): ParsedLine {
  const texts = [name, ...words.slice(1).map(textOf)];
  const spec = findCommand(texts);
  const last = words.at(-1);
  const noreply = last !== undefined && spec !== undefined && takesNoreply(spec) && textOf(last) === "noreply";
  const kept = noreply ? words.slice(0, -1) : words;
  const placed: Placed = spec?.dataBlock ? placeData(kept, spec) : { words: kept.map((word) => word.bytes) };
  if ("message" in placed) {
    return { kind: "invalid", ...placed };
  }
  const bytes = [encoder.encode(name), ...placed.words.slice(1), ...(noreply ? [last.bytes] : [])];
  const fault = findBadWord(bytes, spec);
  if (fault !== undefined) {
    return { kind: "invalid", ...fault };
  }
  return {
    kind: "request",
    spec,
    words: texts,
    line: joinWords(bytes),
    ...(placed.value === undefined ? {} : { value: placed.value }),
    ...(placed.valueBytes === undefined ? {} : { valueBytes: placed.valueBytes }),
  };
}

function takesNoreply(spec: CommandSpec): boolean {
  return spec.arguments.some((argument) => argument.name === "noreply");
}

/** The first word that cannot be sent as one word of a command line. */
function findBadWord(
  words: readonly Uint8Array[],
  spec: CommandSpec | undefined,
): { message: string; hint: string } | undefined {
  for (const [index, word] of words.entries()) {
    if (word.length === 0 || word.some((byte) => byte === 32 || byte === 10 || byte === 13 || byte === 0)) {
      const what = spec?.arguments[index - spec.words.length]?.kind === "key" ? "a key" : "this word";
      const base64 = Buffer.from(word).toString("base64");
      const meta = word.length > 0 && word.length <= KEY_BYTES_MAX ? `; as a meta key: ${base64} b` : "";
      return {
        message: `word ${index + 1}: ${what} cannot be empty or hold spaces, line ends or NUL bytes`,
        hint: `only values may hold any bytes${meta}`,
      };
    }
  }
  return undefined;
}

function joinWords(words: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(words.flatMap((word, index) => (index === 0 ? [word] : [SPACE, word])));
}
