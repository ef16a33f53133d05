/** Decimal numbers read from and written to bytes in place, without strings: memcached's strict readers. */

/** Most characters memcached takes for a strict 32-bit number (sign and leading zeros count). */
const STRICT_CHARACTERS_MAX = 11;

const MINUS = 45;

/** Bytes a safe integer takes at most, with its sign: room a writer must reserve. */
export const DECIMAL_BYTES_MAX = 17;

/** Number of decimal digits of a non-negative safe integer. */
export function digitCount(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) {
    count++;
  }
  return count;
}

/**
 * Writes an integer of at most 2^53 - 1 in size at `at`, with a leading `-` when it is negative, and returns the index
 * behind it. The caller has room for {@link DECIMAL_BYTES_MAX} bytes.
 */
export function writeDecimal(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    if (value >= 0) {
      bytes[at] = 48 + value;
      return at + 1;
    }
    bytes[at] = MINUS;
    return writeDecimal(bytes, at + 1, -value);
  }
  return writePaddedDecimal(bytes, at, value, digitCount(value));
}

/** Writes the last `width` decimal digits of a non-negative safe integer, zeros in front; returns the index behind them. */
export function writePaddedDecimal(bytes: Uint8Array, at: number, value: number, width: number): number {
  const end = at + width;
  let index = end - 1;
  let rest = value;
  while (rest > 0x7fff_ffff && index >= at) {
    const quotient = Math.floor(rest / 10);
    bytes[index--] = 48 + (rest - quotient * 10);
    rest = quotient;
  }
  let small = rest | 0;
  while (index >= at) {
    const quotient = (small / 10) | 0;
    bytes[index--] = 48 + (small - quotient * 10);
    small = quotient;
  }
  return end;
}

/** Reads a strict unsigned 32-bit number: digits only, 1 to 11 of them, below 2^32. -1 when it is not one. */
export function parseStrictUint32(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > STRICT_CHARACTERS_MAX) {
    return -1;
  }
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = (bytes[index] as number) - 48;
    if (digit >>> 0 > 9) {
      return -1;
    }
    value = value * 10 + digit;
  }
  return value > 0xffff_ffff ? -1 : value;
}

/**
 * Reads a strict signed 32-bit number: digits with an optional `-`, at most 11 characters. NaN when it is not one. `-` alone is 0: so
 * memcached 1.6.45 reads it.
 */
export function parseStrictInt32(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > STRICT_CHARACTERS_MAX) {
    return Number.NaN;
  }
  const negative = start < end && bytes[start] === MINUS;
  if (negative && end - start === 1) {
    return 0;
  }
  const magnitude = parseStrictUint32(bytes, negative ? start + 1 : start, end);
  if (magnitude < 0 || magnitude > (negative ? 0x8000_0000 : 0x7fff_ffff)) {
    return Number.NaN;
  }
  return negative ? 0 - magnitude : magnitude;
}

/** Whether C's isspace() holds for the byte. */
export function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
