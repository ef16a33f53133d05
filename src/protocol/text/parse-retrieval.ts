/**
 * The retrieval verbs:
 *
 *     get|gets KEY...\r\n
 *     gat|gats EXPTIME KEY...\r\n
 *
 * The request holds the first key; {@link nextKey} steps to the others. The lengths of all keys are checked first,
 * because one key that is too long replaces the whole reply.
 */
import { parseStrictInt32 } from "../../base/ascii.ts";
import { hashFinish, hashStart, hashStep } from "../../base/hash.ts";
import { KEY_LENGTH_MAX } from "../limits.ts";
import { type Op, REQUEST_ERROR, type Request } from "../request.ts";
import { parseUnfinished, refuse } from "./outcome.ts";
import { scanKey, scanLineEnd, scanWord, skipSpaces, UNFINISHED } from "./scan.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;

/** Parses the keys of a get or gets whose line begins at `start`; `at` is the index behind the verb. */
export function parseGet(bytes: Uint8Array, start: number, at: number, end: number, request: Request, op: Op): number {
  const keyStart = skipSpaces(bytes, at, end);
  const keyEnd = scanKey(bytes, keyStart, end, request);
  if (keyEnd === UNFINISHED) {
    return parseUnfinished(bytes, start, end);
  }
  request.op = op;
  request.error = REQUEST_ERROR.none;
  request.noreply = false;
  request.argsStart = keyEnd;
  request.argsEnd = keyEnd;
  const lineEnd = scanLineEnd(bytes, keyEnd, end);
  if (lineEnd !== UNFINISHED) {
    if (request.keyLength > KEY_LENGTH_MAX || request.keyLength === 0) {
      refuse(request, REQUEST_ERROR.badFormat, 0);
    }
    return lineEnd - start;
  }
  return parseMoreKeys(bytes, start, keyEnd, end, request);
}

/** Parses a gat or gats whose line begins at `start`; `at` is the index behind the verb. */
export function parseGat(bytes: Uint8Array, start: number, at: number, end: number, request: Request, op: Op): number {
  const exptimeStart = skipSpaces(bytes, at, end);
  const exptimeEnd = scanWord(bytes, exptimeStart, end);
  if (exptimeEnd === UNFINISHED) {
    return parseUnfinished(bytes, start, end);
  }
  const used = parseGet(bytes, start, exptimeEnd, end, request, op);
  if (used > 0 && request.keyLength > 0) {
    const exptime = parseStrictInt32(bytes, exptimeStart, exptimeEnd);
    if (Number.isNaN(exptime)) {
      refuse(request, REQUEST_ERROR.badExptime, 0);
    } else {
      request.exptime = exptime;
    }
  }
  return used;
}

/** Finds the end of the line and checks the lengths of the keys up to it; `keyEnd` is the index behind the first key. */
function parseMoreKeys(bytes: Uint8Array, start: number, keyEnd: number, end: number, request: Request): number {
  let longest = request.keyLength;
  let wordStart = keyEnd;
  let index = keyEnd;
  for (; index < end; index++) {
    const byte = bytes[index];
    if (byte === SPACE) {
      longest = Math.max(longest, index - wordStart);
      wordStart = index + 1;
    } else if (byte === LF) {
      break;
    }
  }
  if (index >= end) {
    return parseUnfinished(bytes, start, end);
  }
  const argsEnd = bytes[index - 1] === CR ? index - 1 : index;
  request.argsEnd = argsEnd;
  if (longest > KEY_LENGTH_MAX || argsEnd - wordStart > KEY_LENGTH_MAX) {
    refuse(request, REQUEST_ERROR.badFormat, 0);
  }
  return index + 1 - start;
}

/**
 * Steps to the next key of a retrieval: false when there is none, else its place and hash are in the request and
 * `argsStart` has moved on. To go on with a retrieval later, `argsStart` and `argsEnd` (and the bytes between) are all
 * that must be kept.
 */
export function nextKey(bytes: Uint8Array, request: Request): boolean {
  const argsEnd = request.argsEnd;
  const keyStart = skipSpaces(bytes, request.argsStart, argsEnd);
  let state = hashStart(request.hashSeed);
  let index = keyStart;
  while (index < argsEnd) {
    const byte = bytes[index] as number;
    if (byte === SPACE) {
      break;
    }
    state = hashStep(state, byte);
    index++;
  }
  request.argsStart = index;
  if (index <= keyStart) {
    return false;
  }
  request.keyBytes = bytes;
  request.keyStart = keyStart;
  request.keyLength = index - keyStart;
  request.keyHash = hashFinish(state);
  return true;
}
