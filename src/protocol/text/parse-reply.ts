/**
 * Replies of the classic commands, line by line.
 *
 *   VALUE <key> <flags> <bytes> [<cas>]\r\n <data>\r\n ... END\r\n      get gets gat gats
 *   STAT <name> <value>\r\n ... END\r\n                                 stats
 *   <number>\r\n | NOT_FOUND\r\n                                        incr decr
 *   VERSION <text>\r\n                                                  version
 *   <line>\r\n ... END\r\n | EN\r\n                                     listings
 *   <line>\r\n                                                          everything else
 */
import { keyEquals } from "../key.ts";
import type { Reply, TextExpectation, WireKey } from "../reply.ts";
import { NO_REPLY } from "../reply.ts";
import { decodeText, type ReplyDraft, readErrorLine, readNumber, readUint64, STEP, type Step } from "../reply-draft.ts";

const SPACE = 32;
const LETTER_V = 86;
const FLAGS_MAX = 0xffff_ffff;

/** Whether the line is exactly `word`. */
function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  return end - start === word.length && startsWith(bytes, start, end, word);
}

function startsWith(bytes: Uint8Array, start: number, end: number, prefix: string): boolean {
  if (end - start < prefix.length) {
    return false;
  }
  for (let index = 0; index < prefix.length; index++) {
    if (bytes[start + index] !== prefix.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** The end of the word that starts at `start`: the next space, or `end`. */
function wordEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== SPACE) {
    index++;
  }
  return index;
}

/** Which of the keys asked for is this one? memcached answers in order; a proxy may not. */
function matchKey(
  draft: ReplyDraft,
  keys: readonly WireKey[],
  bytes: Buffer,
  start: number,
  end: number,
): WireKey | undefined {
  for (let index = draft.keyIndex; index < keys.length; index++) {
    const key = keys[index] as WireKey;
    if (keyEquals(bytes, start, end, key)) {
      draft.keyIndex = index + 1;
      return key;
    }
  }
  for (let index = 0; index < draft.keyIndex; index++) {
    const key = keys[index] as WireKey;
    if (keyEquals(bytes, start, end, key)) {
      return key;
    }
  }
  return undefined;
}

function readValueHeader(draft: ReplyDraft, keys: readonly WireKey[], bytes: Buffer, start: number, end: number): Step {
  const keyStart = wordEnd(bytes, start, end) + 1;
  const keyEnd = wordEnd(bytes, keyStart, end);
  const flagsEnd = wordEnd(bytes, keyEnd + 1, end);
  const lengthEnd = wordEnd(bytes, flagsEnd + 1, end);
  const flags = readNumber(bytes, keyEnd + 1, flagsEnd, FLAGS_MAX);
  const length = readNumber(bytes, flagsEnd + 1, lengthEnd, Number.MAX_SAFE_INTEGER);
  const cas = lengthEnd < end ? readUint64(bytes, lengthEnd + 1, end) : undefined;
  if (flags < 0 || length < 0 || (lengthEnd < end && cas === undefined)) {
    return draft.refuseLine(bytes, start, end, "VALUE key flags bytes");
  }
  const key = matchKey(draft, keys, bytes, keyStart, keyEnd);
  if (key === undefined || draft.entries.length >= keys.length) {
    return draft.refuseLine(bytes, start, end, "a value of a key that was asked for");
  }
  draft.entryKey = key;
  draft.entryFlags = flags;
  draft.entryCas = cas;
  return draft.wantBlock(length);
}

function readValuesLine(draft: ReplyDraft, keys: readonly WireKey[], bytes: Buffer, start: number, end: number): Step {
  if (bytes[start] === LETTER_V && startsWith(bytes, start, end, "VALUE ")) {
    return readValueHeader(draft, keys, bytes, start, end);
  }
  if (isWord(bytes, start, end, "END")) {
    return draft.done({ kind: "values", entries: draft.entries });
  }
  if (startsWith(bytes, start, end, "CONFIG ")) {
    return readValueHeader(draft, keys, bytes, start, end);
  }
  return draft.refuseLine(bytes, start, end, "VALUE or END");
}

function readStatsLine(draft: ReplyDraft, bytes: Buffer, start: number, end: number): Step {
  if (!draft.countListed(end - start)) {
    return draft.refuse(`statistics of more than ${draft.limits.listBytesMax} bytes`);
  }
  if (startsWith(bytes, start, end, "STAT ")) {
    const nameStart = start + "STAT ".length;
    const nameEnd = wordEnd(bytes, nameStart, end);
    draft.stats.push({
      name: decodeText(bytes, nameStart, nameEnd),
      value: decodeText(bytes, Math.min(nameEnd + 1, end), end),
    });
    return STEP.more;
  }
  if (isWord(bytes, start, end, "END")) {
    const isListing = draft.lines.length > 0;
    return draft.done(isListing ? { kind: "lines", lines: draft.lines } : { kind: "stats", entries: draft.stats });
  }
  if (startsWith(bytes, start, end, "ITEM ") || startsWith(bytes, start, end, "PREFIX ")) {
    draft.lines.push(decodeText(bytes, start, end));
    return STEP.more;
  }
  if (draft.lineCount === 1 && (isWord(bytes, start, end, "RESET") || isWord(bytes, start, end, "OK"))) {
    return draft.done({ kind: "line", text: decodeText(bytes, start, end) });
  }
  return draft.refuseLine(bytes, start, end, "STAT or END");
}

/** One-line answers of the commands that otherwise list: lower-case lines are entries. */
const DUMP_REFUSAL = /^(BUSY|BADCLASS|NOTSTARTED|LOCKED)\b/;

function readDumpLine(
  draft: ReplyDraft,
  onLine: ((line: string) => void) | undefined,
  bytes: Buffer,
  start: number,
  end: number,
): Step {
  if (isWord(bytes, start, end, "END") || isWord(bytes, start, end, "EN")) {
    return draft.done({ kind: "lines", lines: draft.lines });
  }
  if (draft.lineCount === 1 && isWord(bytes, start, end, "OK")) {
    return STEP.more;
  }
  const line = decodeText(bytes, start, end);
  if (draft.lineCount === 1 && DUMP_REFUSAL.test(line)) {
    return draft.done({ kind: "line", text: line });
  }
  if (onLine !== undefined) {
    onLine(line);
    return STEP.more;
  }
  if (!draft.countListed(end - start)) {
    return draft.refuse(`a listing of more than ${draft.limits.listBytesMax} bytes`);
  }
  draft.lines.push(line);
  return STEP.more;
}

function readNumberLine(draft: ReplyDraft, bytes: Buffer, start: number, end: number): Step {
  const value = readUint64(bytes, start, end);
  if (value !== undefined) {
    return draft.done({ kind: "number", value });
  }
  if (isWord(bytes, start, end, "NOT_FOUND")) {
    return draft.done({ kind: "line", text: "NOT_FOUND" });
  }
  return draft.refuseLine(bytes, start, end, "a number or NOT_FOUND");
}

function readSingleLine(
  draft: ReplyDraft,
  accepts: readonly string[] | undefined,
  bytes: Buffer,
  start: number,
  end: number,
): Step {
  if (accepts === undefined) {
    return draft.done({ kind: "line", text: decodeText(bytes, start, end) });
  }
  for (const text of accepts) {
    if (isWord(bytes, start, end, text)) {
      return draft.done({ kind: "line", text });
    }
  }
  return draft.refuseLine(bytes, start, end, accepts.join(" or "));
}

function readVersionLine(draft: ReplyDraft, bytes: Buffer, start: number, end: number): Step {
  if (startsWith(bytes, start, end, "VERSION ")) {
    return draft.done({ kind: "version", version: decodeText(bytes, start + "VERSION ".length, end) });
  }
  return draft.refuseLine(bytes, start, end, "VERSION");
}

/** The line is either what a noreply command could not keep to itself, or the VERSION sent as a fence behind it. */
function readNoreplyLine(draft: ReplyDraft, error: Reply | undefined, bytes: Buffer, start: number, end: number): Step {
  if (startsWith(bytes, start, end, "VERSION ")) {
    return draft.done(draft.early ?? NO_REPLY);
  }
  if (draft.early !== undefined) {
    return draft.refuseLine(bytes, start, end, "VERSION");
  }
  draft.early = error ?? { kind: "line", text: decodeText(bytes, start, end) };
  return STEP.more;
}

/** Reads the line from `start` to `end` (without its end) as the next of the reply that `draft` builds. Never throws. */
export function readTextLine(
  draft: ReplyDraft,
  expectation: TextExpectation,
  bytes: Buffer,
  start: number,
  end: number,
): Step {
  draft.lineCount++;
  const error = readErrorLine(bytes, start, end);
  if (error !== undefined && expectation.shape !== "noreply") {
    return draft.done(error);
  }
  switch (expectation.shape) {
    case "values":
      return readValuesLine(draft, expectation.keys, bytes, start, end);
    case "line":
      return readSingleLine(draft, expectation.accepts, bytes, start, end);
    case "number":
      return readNumberLine(draft, bytes, start, end);
    case "stats":
      return readStatsLine(draft, bytes, start, end);
    case "dump":
      return readDumpLine(draft, expectation.onLine, bytes, start, end);
    case "version":
      return readVersionLine(draft, bytes, start, end);
    case "noreply":
      return readNoreplyLine(draft, error, bytes, start, end);
    case "close":
      return readSingleLine(draft, undefined, bytes, start, end);
  }
}

/** Takes the data block that a VALUE line announced. */
export function takeTextBlock(draft: ReplyDraft, value: Buffer): Step {
  draft.entries.push({ key: draft.entryKey, flags: draft.entryFlags, cas: draft.entryCas, value });
  return STEP.more;
}
