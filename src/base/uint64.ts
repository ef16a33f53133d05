/**
 * Unsigned 64-bit integers as two unsigned 32-bit halves, without BigInt: cas values, counters of incr and decr.
 * A half is a JS number of 0..4294967295. Results go into a {@link Uint64} that the caller reuses.
 */
import { isSpace, writeDecimal, writePaddedDecimal } from "./ascii.ts";

/** 2^32, the weight of the high half. */
export const HIGH_WEIGHT = 0x1_0000_0000;

const MINUS = 45;
const PLUS = 43;

/** Most digits that always fit a JS integer exactly. */
const SAFE_DIGITS = 15;

/** Most characters memcached takes for a 64-bit number (leading zeros count); longer ones are refused. */
const UINT64_CHARACTERS_MAX = 22;

/** Longest decimal text of a 64-bit number, in bytes: room a writer must reserve. */
export const UINT64_DIGITS_MAX = 20;

/** A reusable result: value = high * 2^32 + low. */
export class Uint64 {
  low = 0;
  high = 0;
}

/** Negative, zero or positive as a < b, a = b, a > b. */
export function compareUint64(aLow: number, aHigh: number, bLow: number, bHigh: number): number {
  return aHigh === bHigh ? aLow - bLow : aHigh - bHigh;
}

/** a + b modulo 2^64, into `result`. */
export function addUint64(aLow: number, aHigh: number, bLow: number, bHigh: number, result: Uint64): void {
  const low = aLow + bLow;
  const carry = low >= HIGH_WEIGHT ? 1 : 0;
  result.low = low >>> 0;
  result.high = (aHigh + bHigh + carry) >>> 0;
}

/** a - b modulo 2^64, into `result`. */
export function subtractUint64(aLow: number, aHigh: number, bLow: number, bHigh: number, result: Uint64): void {
  const borrow = aLow < bLow ? 1 : 0;
  result.low = (aLow - bLow) >>> 0;
  result.high = (aHigh - bHigh - borrow) >>> 0;
}

/**
 * Reads the decimal digits of `start..end` into `result`. False when there are none, a byte is no digit, or the value
 * is 2^64 or more; leading zeros are fine, a sign is not. On false `result` holds nothing of use.
 */
export function readUint64Digits(bytes: Uint8Array, start: number, end: number, result: Uint64): boolean {
  const safeEnd = Math.min(end, start + SAFE_DIGITS);
  let value = 0;
  for (let index = start; index < safeEnd; index++) {
    const digit = (bytes[index] as number) - 48;
    if (digit >>> 0 > 9) {
      return false;
    }
    value = value * 10 + digit;
  }
  result.low = value >>> 0;
  result.high = Math.floor(value / HIGH_WEIGHT);
  for (let index = safeEnd; index < end; index++) {
    if (!appendDigit(result, (bytes[index] as number) - 48)) {
      return false;
    }
  }
  return end > start;
}

/** result = result * 10 + digit; false on overflow or when `digit` is none. */
function appendDigit(result: Uint64, digit: number): boolean {
  if (digit >>> 0 > 9) {
    return false;
  }
  const low = result.low * 10 + digit;
  const high = result.high * 10 + Math.floor(low / HIGH_WEIGHT);
  result.low = low >>> 0;
  result.high = high >>> 0;
  return high < HIGH_WEIGHT;
}

/** Reads a number as memcached reads deltas and cas values: digits only, at most {@link UINT64_CHARACTERS_MAX} of them. */
export function parseStrictUint64(bytes: Uint8Array, start: number, end: number, result: Uint64): boolean {
  return end - start <= UINT64_CHARACTERS_MAX && readUint64Digits(bytes, start, end, result);
}

/** Writes the decimal text at `at` and returns the index behind it. The caller has room for {@link UINT64_DIGITS_MAX} bytes. */
export function writeUint64(bytes: Uint8Array, at: number, low: number, high: number): number {
  if (high < 0x20_0000) {
    return writeDecimal(bytes, at, high * HIGH_WEIGHT + low);
  }
  // Long division by 10^9 over 16-bit limbs: every step stays far below 2^53.
  const limb3 = high >>> 16;
  const limb2 = limb3 * 0x1_0000 + (high & 0xffff);
  const limb1 = (limb2 % 1e9) * 0x1_0000 + (low >>> 16);
  const limb0 = (limb1 % 1e9) * 0x1_0000 + (low & 0xffff);
  const quotient = Math.floor(limb2 / 1e9) * HIGH_WEIGHT + Math.floor(limb1 / 1e9) * 0x1_0000 + Math.floor(limb0 / 1e9);
  return writePaddedDecimal(bytes, writeDecimal(bytes, at, quotient), limb0 % 1e9, 9);
}

/**
 * Reads an integer the way C's strtoull() does: white space, a sign, digits, then the end or white space.
 * The magnitude goes into `result`; the return value is 1, -1 for a leading `-`, or 0 when there is no such number below 2^64.
 */
export function parseLooseInteger(bytes: Uint8Array, start: number, end: number, result: Uint64): -1 | 0 | 1 {
  let at = start;
  while (at < end && isSpace(bytes[at] as number)) {
    at++;
  }
  const first = at < end ? (bytes[at] as number) : 0;
  if (first === MINUS || first === PLUS) {
    at++;
  }
  let digitsEnd = at;
  while (digitsEnd < end && ((bytes[digitsEnd] as number) - 48) >>> 0 <= 9) {
    digitsEnd++;
  }
  if (digitsEnd < end && !isSpace(bytes[digitsEnd] as number)) {
    return 0;
  }
  if (!readUint64Digits(bytes, at, digitsEnd, result)) {
    return 0;
  }
  return first === MINUS ? -1 : 1;
}
