/**
 * The inner loops of the text parsers: find the end of a word, hash a key on the way, read a number in place.
 * All of them stop before `end` and return {@link UNFINISHED} when the bytes end first.
 */
import { hashFinish, hashStart, hashStep } from "../../base/hash.ts";
import type { Request } from "../request.ts";

/** The bytes end before the thing looked for does. */
export const UNFINISHED = -1;

const LF = 10;
const CR = 13;
const SPACE = 32;
const ZERO = 48;

/** The index of the first byte at or after `at` that is not a space, `end` if there is none. */
export function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  let index = at;
  while (index < end && bytes[index] === SPACE) {
    index++;
  }
  return index;
}

/**
 * Reads the key that starts at `at` into the request, hash included. Returns the index behind it, which holds a space,
 * `\n` or the `\r` of `\r\n`. Other control bytes belong to the key. Its length is not judged; it may be 0.
 */
export function scanKey(bytes: Uint8Array, at: number, end: number, request: Request): number {
  let state = hashStart(request.hashSeed);
  let index = at;
  while (index < end) {
    const byte = bytes[index] as number;
    if (byte <= SPACE) {
      if (byte === SPACE || byte === LF) {
        break;
      }
      if (byte === CR) {
        if (index + 1 >= end) {
          return UNFINISHED;
        }
        if (bytes[index + 1] === LF) {
          break;
        }
      }
    }
    state = hashStep(state, byte);
    index++;
  }
  if (index >= end) {
    return UNFINISHED;
  }
  request.keyBytes = bytes;
  request.keyStart = at;
  request.keyLength = index - at;
  request.keyHash = hashFinish(state);
  return index;
}

/** The index behind the word that starts at `at`: a space, `\n` or the `\r` of `\r\n`. */
export function scanWord(bytes: Uint8Array, at: number, end: number): number {
  for (let index = at; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte <= SPACE) {
      if (byte === SPACE || byte === LF) {
        return index;
      }
      if (byte === CR && index + 1 < end && bytes[index + 1] === LF) {
        return index;
      }
    }
  }
  return UNFINISHED;
}

/**
 * Reads ` DIGITS`, one space and at most `digitsMax` (15 or fewer) digits, into `request.scanned`. Returns the index
 * behind them, or {@link UNFINISHED} also when something else stands there: then the general parser has to look.
 */
export function scanNumber(bytes: Uint8Array, at: number, end: number, digitsMax: number, request: Request): number {
  if (at >= end || bytes[at] !== SPACE) {
    return UNFINISHED;
  }
  const first = at + 1;
  let index = first;
  let value = 0;
  while (index < end) {
    const digit = (bytes[index] as number) - ZERO;
    if (digit >>> 0 > 9) {
      break;
    }
    value = value * 10 + digit;
    index++;
  }
  request.scanned = value;
  const digits = index - first;
  return digits === 0 || digits > digitsMax ? UNFINISHED : index;
}

/** If the line ends at `at` (`\n` or `\r\n`), the index behind its end, else {@link UNFINISHED}. */
export function scanLineEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at < end) {
    const byte = bytes[at];
    if (byte === LF) {
      return at + 1;
    }
    if (byte === CR && at + 1 < end && bytes[at + 1] === LF) {
      return at + 2;
    }
  }
  return UNFINISHED;
}

/** As {@link scanLineEnd}, but ` noreply` may stand before the end; sets `request.noreply`. */
export function scanNoreplyLineEnd(bytes: Uint8Array, at: number, end: number, request: Request): number {
  request.noreply = at + 8 < end && bytes[at] === SPACE && isNoreply(bytes, at + 1, at + 8);
  return scanLineEnd(bytes, request.noreply ? at + 8 : at, end);
}

/** Whether `start..end` is the word `noreply`. */
export function isNoreply(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start === 7 &&
    bytes[start] === 110 &&
    bytes[start + 1] === 111 &&
    bytes[start + 2] === 114 &&
    bytes[start + 3] === 101 &&
    bytes[start + 4] === 112 &&
    bytes[start + 5] === 108 &&
    bytes[start + 6] === 121
  );
}
