/** A command line as a person typed it: checked so far that the connection stays in step, and what it will answer. */
import { MemtoolError } from "../base/errors.ts";
import type { Expectation } from "../protocol/reply.ts";
import type { RequestBuffer } from "../protocol/request-buffer.ts";
import { encodeLine } from "../protocol/text/encode-request.ts";

/** A raw command, ready to be sent. */
export interface RawCommand {
  readonly label: string;
  readonly encode: (buffer: RequestBuffer) => void;
  readonly expectation: Expectation;
  /** Whether it only reads, so that it may be sent again after a lost connection. */
  readonly isRead: boolean;
  readonly closesAfterError: boolean;
}

/** Index of the word that says how long the value is, for the commands with a data block. */
const LENGTH_WORD: ReadonlyMap<string, number> = new Map([
  ["set", 4],
  ["add", 4],
  ["replace", 4],
  ["append", 4],
  ["prepend", 4],
  ["cas", 4],
  ["ms", 2],
]);

/** Index of the first key of the commands that answer VALUE. */
const FIRST_KEY: ReadonlyMap<string, number> = new Map([
  ["get", 1],
  ["gets", 1],
  ["gat", 2],
  ["gats", 2],
]);

const META = new Set(["mg", "ms", "md", "ma", "mn", "me"]);

/** Commands for which the last word `noreply` means nothing (protocol.txt; `noreply` is a key to the retrievals). */
const ALWAYS_REPLIES = new Set(["get", "gets", "gat", "gats", "stats", "watch", "version", "quit", "config", ...META]);

const READS = new Set(["get", "gets", "stats", "version", "mn", "me"]);

/** Flags that make mg change the item it reads, or keep its answer to itself. */
const MG_CHANGES = /^[NRTEq]/;

const METADUMP = new Set(["metadump", "mgdump"]);

function usage(message: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", message, { hint });
}

/** Splits at single spaces as memcached does: a tab belongs to its word, several spaces count as one. */
function splitWords(line: Buffer): Buffer[] {
  const words: Buffer[] = [];
  let start = 0;
  for (let index = 0; index <= line.length; index++) {
    if (index === line.length || line[index] === 0x20) {
      if (index > start) {
        words.push(line.subarray(start, index));
      }
      start = index + 1;
    }
  }
  return words;
}

/** The word that says the length must be there and right, or what follows would be read as commands. */
function checkValue(label: string, words: readonly Buffer[], value: Uint8Array | undefined): void {
  const position = LENGTH_WORD.get(label);
  if (position === undefined) {
    if (value !== undefined) {
      throw usage(`\`${label}\` takes no value`, "only the storage commands (set, add, ..., ms) are followed by one");
    }
    return;
  }
  if (value === undefined) {
    throw usage(`\`${label}\` needs a value`, "give the value together with the command");
  }
  const length = words[position]?.toString("latin1") ?? "";
  if (!/^\d{1,10}$/.test(length) || Number(length) !== value.length) {
    const form =
      label === "ms" ? "ms KEY LENGTH [FLAGS...]" : `${label} KEY FLAGS EXPTIME LENGTH${label === "cas" ? " CAS" : ""}`;
    throw usage(`the length of the value is ${value.length} bytes, but the command says "${length}"`, `write ${form}`);
  }
}

function metaExpectation(label: string, texts: readonly string[]): Expectation {
  const flags = texts.slice(label === "ms" ? 3 : 2);
  const opaque = flags.find((word) => word.startsWith("O"));
  const isQuiet = label !== "mn" && label !== "me" && flags.some((word) => word.startsWith("q"));
  return { shape: isQuiet ? "quietMeta" : "meta", opaque };
}

function expectationOf(label: string, words: readonly Buffer[], texts: readonly string[]): Expectation {
  const firstKey = FIRST_KEY.get(label);
  if (firstKey !== undefined) {
    return { shape: "values", keys: words.slice(firstKey) };
  }
  if (META.has(label)) {
    return metaExpectation(label, texts);
  }
  if (!ALWAYS_REPLIES.has(label) && texts.length > 1 && texts.at(-1) === "noreply") {
    return { shape: "noreply" };
  }
  switch (label) {
    case "incr":
    case "decr":
      return { shape: "number" };
    case "stats":
      return { shape: "stats" };
    case "version":
      return { shape: "version" };
    case "quit":
    case "shutdown":
      return { shape: "close" };
    case "config":
      return { shape: "values", keys: words.slice(2) };
    case "lru_crawler":
      return METADUMP.has(texts[1] ?? "") ? { shape: "dump" } : { shape: "line" };
    default:
      return { shape: "line" };
  }
}

/** What is sent behind a command that may answer nothing, so that its silence can be told from slowness. */
function fenceOf(expectation: Expectation): string {
  if (expectation.shape === "noreply") {
    return "version\r\n";
  }
  return expectation.shape === "quietMeta" ? "mn\r\n" : "";
}

function isRead(label: string, texts: readonly string[]): boolean {
  if (label === "mg") {
    return !texts.slice(2).some((word) => MG_CHANGES.test(word));
  }
  return READS.has(label) && texts[1] !== "reset" && texts[1] !== "detail";
}

/**
 * Prepares one command line, without its line end, and the value of a storage command.
 * @param onLine takes the lines of a dump as they come, instead of the reply collecting them
 * @throws MemtoolError USAGE if the line is empty or holds a line end, if a value is missing, not wanted, or not as long
 *   as the line says, or for `watch`, which never ends
 */
export function prepareRawCommand(
  line: string | Uint8Array,
  value: Uint8Array | undefined,
  onLine?: (line: string) => void,
): RawCommand {
  const bytes = Buffer.from(line);
  const words = splitWords(bytes);
  const texts = words.map((word) => word.toString("latin1"));
  const label = texts[0] ?? "";
  if (label === "" || bytes[0] === 0x20) {
    throw usage("there is no command in the line", "a command starts at the beginning of the line: get foo");
  }
  if (bytes.includes(10) || bytes.includes(13)) {
    throw usage("a command is one line", "send several commands one by one; a value is given beside its command");
  }
  if (label === "watch") {
    throw usage("`watch` never ends and cannot share a connection", "`nc HOST PORT` can show it");
  }
  checkValue(label, words, value);
  const found = expectationOf(label, words, texts);
  const expectation: Expectation = found.shape === "dump" && onLine !== undefined ? { shape: "dump", onLine } : found;
  const fence = fenceOf(expectation);
  return {
    label,
    expectation,
    isRead: isRead(label, texts),
    closesAfterError: value !== undefined,
    encode: (buffer) => {
      encodeLine(buffer, bytes);
      if (value !== undefined) {
        buffer.value(value);
      }
      buffer.ascii(fence);
    },
  };
}
