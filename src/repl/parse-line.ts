/**
 * Turns an input line into what is to be done: nothing, a command of the shell itself, a request for the server, or an
 * explanation why not. Adds the friendly forms: `set k value ttl=5m` (friendly.ts), `set k 0 60 "hello"` with the value on the line
 * (place-data.ts), `incr k` by 1, times with units (`touch k 5m`). What memcached understands stays as it is.
 */
import type { CommandSpec } from "../protocol/command-spec.ts";
import { findCommand, isCommandName } from "../protocol/command-table.ts";
import { BINARY_KEY_LENGTH_MAX } from "../protocol/key.ts";
import { type FileValue, isClassicForm, readFriendly } from "./friendly.ts";
import { toOneLine } from "./heredoc.ts";
import { isLocalCommand, type LocalName } from "./local-commands.ts";
import { type Placed, placeData } from "./place-data.ts";
import { type NowSeconds, parseTtl, systemSeconds, TTL_FORMS } from "./ttl.ts";
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
  /** The value is in a file, and `line` is not complete: see {@link withFileValue}. */
  readonly fileValue?: FileValue;
}

/** What one input line asks for. */
export type ParsedLine =
  | { readonly kind: "empty" }
  | { readonly kind: "local"; readonly name: LocalName; readonly args: readonly string[]; readonly rest: string }
  | Request
  | { readonly kind: "invalid"; readonly message: string; readonly hint?: string };

const encoder = new TextEncoder();
const SPACE = encoder.encode(" ");

/**
 * Reads one command, without its line end; only a quotation and a `<<EOF` value may go over several lines. A known command may be
 * typed in capitals. Never throws.
 */
export function parseLine(
  text: string,
  encoding: LineEncoding = "utf8",
  nowSeconds: NowSeconds = systemSeconds,
): ParsedLine {
  const line = toOneLine(text);
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
  if (!first.quoted && isLocalCommand(lower) && (lower !== "slabs" || words.length === 1)) {
    return { kind: "local", name: lower, args: words.slice(1).map(textOf), rest: line.slice(first.end).trim() };
  }
  const known = isCommandName(lower);
  return parseRequest(words, known ? lower : name, nowSeconds);
}

/** The request with its value, now that the file has been read. */
export function withFileValue(request: Request, value: Uint8Array): Request {
  const { fileValue, ...rest } = request;
  return fileValue === undefined ? request : { ...rest, value, line: fileValue.lineWith(value) };
}

function quotingHint(open: boolean): string {
  return open ? 'close the quotation, or write \\" for a quote inside "..."' : 'escapes: \\n \\r \\t \\\\ \\" \\xNN';
}

function parseRequest(words: readonly Word[], name: string, nowSeconds: NowSeconds): ParsedLine {
  const texts = [name, ...words.slice(1).map(textOf)];
  const spec = findCommand(texts);
  const last = words.at(-1);
  const noreply = last?.quoted === false && spec !== undefined && takesNoreply(spec) && textOf(last) === "noreply";
  const kept = noreply ? words.slice(0, -1) : words;
  const tail = noreply ? [last.bytes] : [];
  if (spec?.dataBlock && spec.metaFlags === undefined && !isClassicForm(kept)) {
    return friendlyRequest(name, kept, tail, nowSeconds);
  }
  const placed: Placed = spec?.dataBlock ? placeData(kept, spec) : fillIn(kept, spec, nowSeconds);
  if ("message" in placed) {
    return { kind: "invalid", ...placed };
  }
  const filled = placed.words.slice(1);
  const all = spec?.dataBlock
    ? texts
    : [name, ...[...filled, ...tail].map((bytes) => Buffer.from(bytes).toString("utf8"))];
  return requestOf(spec, all, [encoder.encode(name), ...filled, ...tail], placed);
}

/** Fills in what a person may leave out (`incr k`) or write with a unit (`touch k 5m`). */
function fillIn(words: readonly Word[], spec: CommandSpec | undefined, nowSeconds: NowSeconds): Placed {
  const bytes = words.map((word) => word.bytes);
  const name = spec?.words[0];
  if ((name === "incr" || name === "decr") && words.length === 2) {
    return { words: [...bytes, encoder.encode("1")] };
  }
  const position = (spec?.words.length ?? 0) + (spec?.arguments.findIndex(({ kind }) => kind === "exptime") ?? -1);
  const typed = textOf(words[position]);
  if (spec === undefined || position < spec.words.length || typed === "" || /^-?\d+$/.test(typed)) {
    return { words: bytes };
  }
  const ttl = parseTtl(typed, nowSeconds);
  if (ttl === undefined) {
    return { message: `${JSON.stringify(typed)} is no time to live`, hint: TTL_FORMS };
  }
  return { words: bytes.map((word, index) => (index === position ? encoder.encode(String(ttl)) : word)) };
}

function friendlyRequest(
  name: string,
  words: readonly Word[],
  tail: readonly Uint8Array[],
  nowSeconds: NowSeconds,
): ParsedLine {
  const friendly = readFriendly(name, words, nowSeconds);
  if ("message" in friendly) {
    return { kind: "invalid", ...friendly };
  }
  const { spec, value } = friendly;
  if (spec.metaFlags !== undefined && tail.length > 0) {
    return { kind: "invalid", message: `${name} with cas= has no noreply`, hint: "leave noreply out" };
  }
  const wordsFor = (count: number): readonly Uint8Array[] => [...friendly.words(count), ...tail];
  const path = "path" in value ? value.path : undefined;
  const bytes = value instanceof Uint8Array ? value : new Uint8Array(0);
  const sent = wordsFor(bytes.length);
  const texts = sent.map((word) => Buffer.from(word).toString("utf8"));
  const request = requestOf(spec, texts, sent, path === undefined ? { value: bytes } : {});
  return request.kind === "invalid" || path === undefined
    ? request
    : { ...request, fileValue: { path, lineWith: (content) => joinWords(wordsFor(content.length)) } };
}

function requestOf(
  spec: CommandSpec | undefined,
  texts: readonly string[],
  bytes: readonly Uint8Array[],
  { value, valueBytes }: Pick<Request, "value" | "valueBytes">,
): Extract<ParsedLine, { kind: "request" | "invalid" }> {
  const fault = findBadWord(bytes, spec);
  if (fault !== undefined) {
    return { kind: "invalid", ...fault };
  }
  return {
    kind: "request",
    spec,
    words: texts,
    line: joinWords(bytes),
    ...(value === undefined ? {} : { value }),
    ...(valueBytes === undefined ? {} : { valueBytes }),
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
      const meta = word.length > 0 && word.length <= BINARY_KEY_LENGTH_MAX ? `; as a meta key: ${base64} b` : "";
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
