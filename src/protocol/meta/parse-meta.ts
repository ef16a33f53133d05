/**
 * The meta commands that take a key:
 *
 *     mg|md|ma|me KEY FLAGS*\r\n
 *     ms KEY DATALEN FLAGS*\r\n      followed by DATALEN bytes of data and \r\n
 *
 * One pass: key with its hash, DATALEN, flag words up to the end of the line. What is wrong is collected on the way
 * and judged at the end, because memcached checks in stages: (1) the shape of every flag word, (2) the length of the
 * key, (3) the number of words, then each flag in turn, (4) modes and opaque. Within (3) an unknown or repeated letter
 * ends the check, while of several bad arguments the last one names the error.
 */
import { parseStrictInt32 } from "../../base/ascii.ts";
import {
  COMMAND_LINE_BYTES_MAX,
  KEY_LENGTH_MAX,
  META_WORDS_MAX,
  OPAQUE_WORD_BYTES_MAX,
  VALUE_LENGTH_MAX,
} from "../limits.ts";
import { OP, type Op, PARSE_CLOSE, REQUEST_ERROR, type Request, type RequestError } from "../request.ts";
import { parseUnfinished, refuse, refuseUnframed } from "../text/outcome.ts";
import { scanKey, scanWord, skipSpaces, UNFINISHED } from "../text/scan.ts";
import { FLAG, isLower, KNOWN_LOWER, KNOWN_UPPER, letterBit } from "./letters.ts";
import { decodeKey, readFlagArgument, readMode } from "./parse-flag.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
/** Letters whose word needs no more than to be noted. */
const PLAIN_LOWER = KNOWN_LOWER & ~letterBit(FLAG.base64Key);
/** Length of `mg `, `ms `, ... */
const VERB_BYTES = 3;

/** What the flag words of the line being parsed amount to; reused for every line. */
class FlagTally {
  /** Words so far, verb and key included. */
  wordCount = 0;
  /** The first word of a forbidden shape makes the whole line malformed. */
  malformed = false;
  /** An unknown or repeated letter: nothing later changes this error. */
  settled = false;
  error: RequestError = REQUEST_ERROR.none;
  opaqueTooLong = false;
  /** First byte of M's argument; 0 for none. */
  modeLetter = 0;

  reset(wordCount: number): void {
    this.wordCount = wordCount;
    this.malformed = false;
    this.settled = false;
    this.error = REQUEST_ERROR.none;
    this.opaqueTooLong = false;
    this.modeLetter = 0;
  }
}

const tally = new FlagTally();

/** Parses the meta command `op` whose line begins at `start`; the result is that of `parseRequest`. */
export function parseMeta(bytes: Uint8Array, start: number, end: number, request: Request, op: Op): number {
  const keyStart = skipSpaces(bytes, start + VERB_BYTES, end);
  const keyEnd = scanKey(bytes, keyStart, end, request);
  if (keyEnd === UNFINISHED) {
    return parseUnfinished(bytes, start, end);
  }
  const keyLength = request.keyLength;
  begin(request, op);
  let at = keyEnd;
  let valueLength = 0;
  if (op === OP.metaSet) {
    const lengthStart = skipSpaces(bytes, keyEnd, end);
    at = scanWord(bytes, lengthStart, end);
    if (at === UNFINISHED) {
      return parseUnfinished(bytes, start, end);
    }
    valueLength = parseStrictInt32(bytes, lengthStart, at);
    request.valueLength = valueLength;
  }
  request.argsStart = at;
  tally.reset(op === OP.metaSet ? 3 : 2);
  const next = readFlags(bytes, at, end, request, op);
  if (next === UNFINISHED) {
    return parseUnfinished(bytes, start, end);
  }
  if (next - start > COMMAND_LINE_BYTES_MAX) {
    return PARSE_CLOSE;
  }
  judge(request, op, keyLength, valueLength);
  return next - start;
}

function begin(request: Request, op: Op): void {
  request.op = op;
  request.error = REQUEST_ERROR.none;
  request.flagsLower = 0;
  request.flagsUpper = 0;
  request.flags = 0;
  request.exptime = 0;
  request.mode = op === OP.metaArithmetic ? OP.incr : OP.set;
  request.deltaLow = 1;
  request.deltaHigh = 0;
  request.initialLow = 0;
  request.initialHigh = 0;
}

/** Reads the flag words from `at`; returns the index behind the line, and sets `request.argsEnd` to where they end. */
function readFlags(bytes: Uint8Array, at: number, end: number, request: Request, op: Op): number {
  let index = at;
  while (index < end) {
    const byte = bytes[index] as number;
    if (byte === SPACE) {
      index++;
      continue;
    }
    if (byte === LF) {
      request.argsEnd = index;
      return index + 1;
    }
    if (byte === CR && index + 1 < end && bytes[index + 1] === LF) {
      request.argsEnd = index;
      return index + 2;
    }
    if (isLower(byte) && isPlainFlag(bytes, byte, index, end, request)) {
      request.flagsLower |= letterBit(byte);
      tally.wordCount++;
      index++;
      continue;
    }
    const wordEnd = scanWord(bytes, index, end);
    if (wordEnd === UNFINISHED) {
      return UNFINISHED;
    }
    tally.wordCount++;
    readFlag(bytes, byte, index, wordEnd, request, op);
    index = wordEnd;
  }
  return UNFINISHED;
}

/** Whether a lower-case letter alone stands at `at`, a known one without an argument, not seen before: the usual case. */
function isPlainFlag(bytes: Uint8Array, letter: number, at: number, end: number, request: Request): boolean {
  const bit = letterBit(letter);
  if (letter > 122 || (PLAIN_LOWER & bit) === 0 || (request.flagsLower & bit) !== 0 || at + 2 >= end) {
    return false;
  }
  const next = bytes[at + 1] as number;
  return next === SPACE || (next === CR && bytes[at + 2] === LF);
}

/** Reads one flag word, `start..end`, whose first byte is `letter`. */
function readFlag(bytes: Uint8Array, letter: number, start: number, end: number, request: Request, op: Op): void {
  if (letter < 65 || letter > 122) {
    // A digit has the right shape but is no flag.
    if (letter < 48 || letter > 57) {
      tally.malformed = true;
    } else {
      settle(REQUEST_ERROR.invalidFlag);
    }
    return;
  }
  const bit = letterBit(letter);
  const lower = isLower(letter);
  const seen = lower ? request.flagsLower : request.flagsUpper;
  const known = lower ? KNOWN_LOWER : letter <= 90 ? KNOWN_UPPER : 0;
  if (lower) {
    request.flagsLower = seen | bit;
  } else {
    request.flagsUpper = seen | bit;
  }
  if (op === OP.metaDebug || tally.settled) {
    return; // me looks at no flag but b, which `judge` does
  }
  if ((seen & bit) !== 0) {
    settle(REQUEST_ERROR.duplicateFlag);
  } else if ((known & bit) === 0) {
    settle(REQUEST_ERROR.invalidFlag);
  } else {
    readArgument(bytes, letter, start, end, request);
  }
}

function settle(error: RequestError): void {
  if (!tally.settled) {
    tally.settled = true;
    tally.error = error;
  }
}

function readArgument(bytes: Uint8Array, letter: number, start: number, end: number, request: Request): void {
  if (letter === FLAG.opaque) {
    tally.opaqueTooLong = end - start > OPAQUE_WORD_BYTES_MAX;
    return;
  }
  if (letter === FLAG.mode) {
    tally.modeLetter = end - start > 1 ? (bytes[start + 1] as number) : 0;
    return;
  }
  const error = readFlagArgument(bytes, letter, start + 1, end, request);
  // F sets no message of its own: it gets the default, unless another flag has spoken.
  if (error !== REQUEST_ERROR.none && (error !== REQUEST_ERROR.badFormat || tally.error === REQUEST_ERROR.none)) {
    tally.error = error;
  }
}

/** Decides about the line in memcached's order of checks. */
function judge(request: Request, op: Op, keyLength: number, valueLength: number): void {
  request.noreply = false;
  const isLength = valueLength >= 0 && valueLength <= VALUE_LENGTH_MAX;
  if (tally.malformed || keyLength === 0 || !isLength) {
    op === OP.metaSet ? refuseUnframed(request) : refuse(request, REQUEST_ERROR.badFormat, 0);
    return;
  }
  const error = op === OP.metaDebug ? judgeDebug(request, keyLength) : judgeFlags(request, op, keyLength);
  if (error !== REQUEST_ERROR.none) {
    refuse(request, error, op === OP.metaSet ? valueLength + 2 : 0);
    return;
  }
  request.noreply = op !== OP.metaDebug && request.hasFlag(FLAG.quiet);
}

function judgeFlags(request: Request, op: Op, keyLength: number): RequestError {
  let error: RequestError = tally.error;
  if (keyLength > KEY_LENGTH_MAX) {
    error = REQUEST_ERROR.badFormat;
  } else if (tally.wordCount > META_WORDS_MAX) {
    error = REQUEST_ERROR.tooManyFlags;
  }
  if (error !== REQUEST_ERROR.none) {
    return op === OP.metaArithmetic ? REQUEST_ERROR.invalidOrDuplicateFlag : error;
  }
  if (request.hasFlag(FLAG.mode) && (op === OP.metaSet || op === OP.metaArithmetic)) {
    request.mode = readMode(op, tally.modeLetter);
    if (request.mode === OP.invalid) {
      return op === OP.metaSet ? REQUEST_ERROR.badSetMode : REQUEST_ERROR.badArithmeticMode;
    }
  }
  return tally.opaqueTooLong ? REQUEST_ERROR.opaqueTooLong : REQUEST_ERROR.none;
}

/**
 * me: b alone matters, and it has one answer to whatever is wrong. (memcached 1.6.45 overlooks b when it is the last word;
 * 1.6.18 does not, nor do we: me-base64-last.)
 */
function judgeDebug(request: Request, keyLength: number): RequestError {
  const isGood = keyLength <= KEY_LENGTH_MAX && (!request.hasFlag(FLAG.base64Key) || decodeKey(request));
  return isGood ? REQUEST_ERROR.none : REQUEST_ERROR.badFormat;
}
