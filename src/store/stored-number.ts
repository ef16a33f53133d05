/** Reading the number that incr and decr find in a value. */
import { isSpace } from "../base/ascii.ts";
import { readUint64Digits, type Uint64 } from "../base/uint64.ts";

const PLUS = 43;
const ZERO = 48;

/**
 * Reads `[blanks][+]digits`, ended by white space, NUL or the end of the value: C strtoull as memcached uses it (util.c,
 * safe_strtoull), except that blanks alone and any `-` are no number.
 * @returns false when that is not what stands there, or the number is above 2^64 - 1
 */
export function readStoredNumber(bytes: Uint8Array, start: number, length: number, result: Uint64): boolean {
  const end = start + length;
  let at = start;
  while (at < end && isSpace(bytes[at] as number)) {
    at++;
  }
  if (at < end && bytes[at] === PLUS) {
    at++;
  }
  const digitsStart = at;
  while (at < end && ((bytes[at] as number) - ZERO) >>> 0 <= 9) {
    at++;
  }
  const ended = at === end || bytes[at] === 0 || isSpace(bytes[at] as number);
  return ended && readUint64Digits(bytes, digitsStart, at, result);
}
