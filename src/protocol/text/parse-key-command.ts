/**
 * The verbs with one key and at most one number:
 *
 *     delete KEY [anything] [noreply]\r\n
 *     incr|decr KEY DELTA [noreply]\r\n
 *     touch KEY EXPTIME [noreply]\r\n
 */
import { parseStrictInt32 } from "../../base/ascii.ts";
import { hashKey } from "../../base/hash.ts";
import { HIGH_WEIGHT, parseStrictUint64, Uint64 } from "../../base/uint64.ts";
import { DELETE_WORDS_MAX, KEY_LENGTH_MAX } from "../limits.ts";
import { OP, type Op, REQUEST_ERROR, type Request } from "../request.ts";
import { refuse } from "./outcome.ts";
import { scanKey, scanNoreplyLineEnd, scanNumber, UNFINISHED } from "./scan.ts";
import type { Words } from "./words.ts";

/** Digits that the fast path takes for touch's exptime and for a delta. */
const FAST_DIGITS = 9;
const FAST_DIGITS_64 = 15;

const number64 = new Uint64();

/**
 * The fast path: the key begins at `at`, all is regular. Returns the index behind the line or {@link UNFINISHED}, and
 * then {@link parseKeyCommandWords} decides.
 */
export function parseKeyCommand(bytes: Uint8Array, at: number, end: number, request: Request, op: Op): number {
  let wordsEnd = scanKey(bytes, at, end, request);
  if (wordsEnd === UNFINISHED || request.keyLength === 0 || request.keyLength > KEY_LENGTH_MAX) {
    return UNFINISHED;
  }
  if (op !== OP.delete) {
    wordsEnd = scanNumber(bytes, wordsEnd, end, op === OP.touch ? FAST_DIGITS : FAST_DIGITS_64, request);
    if (wordsEnd === UNFINISHED) {
      return UNFINISHED;
    }
    if (op === OP.touch) {
      request.exptime = request.scanned;
    } else {
      request.deltaLow = request.scanned >>> 0;
      request.deltaHigh = Math.floor(request.scanned / HIGH_WEIGHT);
    }
  }
  request.op = op;
  request.error = REQUEST_ERROR.none;
  return scanNoreplyLineEnd(bytes, wordsEnd, end, request);
}

/** The general path: any complete line of these verbs. */
export function parseKeyCommandWords(bytes: Uint8Array, words: Words, request: Request, op: Op): void {
  request.noreply = false;
  if (words.count < 2) {
    refuse(request, REQUEST_ERROR.badFormat, 0);
    return;
  }
  request.noreply = words.endsWithNoreply(bytes, 2);
  if (op === OP.delete && words.count > DELETE_WORDS_MAX) {
    refuse(request, REQUEST_ERROR.unknownCommand, 0);
    return;
  }
  if (words.length(1) > KEY_LENGTH_MAX) {
    refuse(request, REQUEST_ERROR.badFormat, 0);
    return;
  }
  request.op = op;
  request.error = REQUEST_ERROR.none;
  request.keyBytes = bytes;
  request.keyStart = words.start(1);
  request.keyLength = words.length(1);
  request.keyHash = hashKey(bytes, request.keyStart, request.keyLength, request.hashSeed);
  if (op === OP.touch) {
    readExptime(bytes, words.start(2), words.end(2), request);
  } else if (op !== OP.delete) {
    readDelta(bytes, words.start(2), words.end(2), request);
  }
}

function readExptime(bytes: Uint8Array, start: number, end: number, request: Request): void {
  const exptime = parseStrictInt32(bytes, start, end);
  if (Number.isNaN(exptime)) {
    refuse(request, REQUEST_ERROR.badExptime, 0);
  } else {
    request.exptime = exptime;
  }
}

function readDelta(bytes: Uint8Array, start: number, end: number, request: Request): void {
  if (!parseStrictUint64(bytes, start, end, number64)) {
    refuse(request, REQUEST_ERROR.badDelta, 0);
  }
  request.deltaLow = number64.low;
  request.deltaHigh = number64.high;
}
