/**
 * The storage verbs, each followed by BYTES bytes of data and `\r\n`:
 *
 *     set|add|replace|append|prepend KEY FLAGS EXPTIME BYTES [noreply]\r\n
 *     cas KEY FLAGS EXPTIME BYTES CAS [noreply]\r\n
 */
import { parseStrictInt32 } from "../../base/ascii.ts";
import { hashKey } from "../../base/hash.ts";
import { HIGH_WEIGHT, parseLooseInteger, parseStrictUint64, Uint64 } from "../../base/uint64.ts";
import { KEY_LENGTH_MAX, VALUE_LENGTH_MAX } from "../limits.ts";
import { OP, type Op, REQUEST_ERROR, type Request } from "../request.ts";
import { refuse, refuseUnframed } from "./outcome.ts";
import { scanKey, scanNoreplyLineEnd, scanNumber, UNFINISHED } from "./scan.ts";
import type { Words } from "./words.ts";

/** Digits that the fast path takes for a 32-bit and a 64-bit number. */
const FAST_DIGITS = 9;
const FAST_DIGITS_64 = 15;

const number64 = new Uint64();

/**
 * The fast path: the key begins at `at`, all is regular. Returns the index behind the line or {@link UNFINISHED}, and
 * then {@link parseStorageWords} decides.
 */
export function parseStorage(bytes: Uint8Array, at: number, end: number, request: Request, op: Op): number {
  const keyEnd = scanKey(bytes, at, end, request);
  if (keyEnd === UNFINISHED || request.keyLength === 0 || request.keyLength > KEY_LENGTH_MAX) {
    return UNFINISHED;
  }
  const flagsEnd = scanNumber(bytes, keyEnd, end, FAST_DIGITS, request);
  request.flags = request.scanned;
  if (flagsEnd === UNFINISHED) {
    return UNFINISHED;
  }
  const exptimeEnd = scanNumber(bytes, flagsEnd, end, FAST_DIGITS, request);
  request.exptime = request.scanned;
  if (exptimeEnd === UNFINISHED) {
    return UNFINISHED;
  }
  let numbersEnd = scanNumber(bytes, exptimeEnd, end, FAST_DIGITS, request);
  request.valueLength = request.scanned;
  if (op === OP.cas && numbersEnd !== UNFINISHED) {
    numbersEnd = scanNumber(bytes, numbersEnd, end, FAST_DIGITS_64, request);
    request.casLow = request.scanned >>> 0;
    request.casHigh = Math.floor(request.scanned / HIGH_WEIGHT);
  }
  if (numbersEnd === UNFINISHED) {
    return UNFINISHED;
  }
  request.op = op;
  request.error = REQUEST_ERROR.none;
  return scanNoreplyLineEnd(bytes, numbersEnd, end, request);
}

/** The general path: any complete line of a storage verb. */
export function parseStorageWords(bytes: Uint8Array, words: Words, request: Request, op: Op): void {
  request.noreply = false;
  const valueLength = words.count < 5 ? Number.NaN : parseStrictInt32(bytes, words.start(4), words.end(4));
  if (!(valueLength >= 0 && valueLength <= VALUE_LENGTH_MAX)) {
    refuseUnframed(request);
    return;
  }
  request.noreply = words.endsWithNoreply(bytes, 2);
  request.op = op;
  request.error = REQUEST_ERROR.none;
  request.valueLength = valueLength;
  request.keyBytes = bytes;
  request.keyStart = words.start(1);
  request.keyLength = words.length(1);
  const good =
    request.keyLength <= KEY_LENGTH_MAX &&
    readFlags(bytes, words.start(2), words.end(2), request) &&
    readExptime(bytes, words.start(3), words.end(3), request) &&
    (op !== OP.cas || readCas(bytes, words.start(5), words.end(5), request));
  if (good) {
    request.keyHash = hashKey(bytes, request.keyStart, request.keyLength, request.hashSeed);
  } else {
    refuse(request, REQUEST_ERROR.badFormat, valueLength + 2);
  }
}

/** Reads FLAGS as C's strtoul() into 32 bits; negative numbers that stay negative in 64 bits are refused. */
function readFlags(bytes: Uint8Array, start: number, end: number, request: Request): boolean {
  const sign = parseLooseInteger(bytes, start, end, number64);
  const { low, high } = number64;
  request.flags = sign < 0 ? -low >>> 0 : low;
  // -N is 2^64 - N in C: it counts as negative unless N is 0 or above 2^63.
  return (
    sign > 0 || (sign < 0 && ((low === 0 && high === 0) || high > 0x8000_0000 || (high === 0x8000_0000 && low > 0)))
  );
}

/**
 * Reads EXPTIME as C's strtol(). memcached reduces it to 32 bits, so that a date after 2038 is stored and gone at once, or for
 * ever: here a large one keeps its meaning, and a large negative one is as past as any.
 */
function readExptime(bytes: Uint8Array, start: number, end: number, request: Request): boolean {
  const sign = parseLooseInteger(bytes, start, end, number64);
  const { low, high } = number64;
  const magnitude = high * HIGH_WEIGHT + low;
  request.exptime = sign < 0 ? 0 - magnitude : magnitude;
  return sign !== 0 && (high < 0x8000_0000 || (sign < 0 && high === 0x8000_0000 && low === 0));
}

function readCas(bytes: Uint8Array, start: number, end: number, request: Request): boolean {
  const good = parseStrictUint64(bytes, start, end, number64);
  request.casLow = number64.low;
  request.casHigh = number64.high;
  return good;
}
