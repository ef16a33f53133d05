/**
 * What stands at the head of a value that can be verified, printable so that a person who meets it in a cache can read it:
 *
 *   offset  bytes  what
 *        0      8  key number
 *        8      8  version: which of the sets of this key
 *       16      8  number of the run
 *
 * each as eight lower-case hexadecimal digits. Four digits are written and read at a time, as the four bytes of one word.
 */

/** Bytes of a stamp: no value that is to be verified is shorter. */
export const STAMP_BYTES = 24;

const NUMBER_BYTES = 8;
const DIGITS_BYTES = 4;

/** The bytes of the four digits of a 16-bit number, most significant first. */
function digitsOf(value: number): number {
  let digits = (value | (value << 8)) & 0x00ff00ff;
  digits = (digits | (digits << 4)) & 0x0f0f0f0f;
  const letters = ((digits + 0x06060606) >>> 4) & 0x01010101;
  return digits + 0x30303030 + Math.imul(letters, 0x27);
}

/** The 16-bit number whose digits these bytes are; -1 when they are no digits. */
function numberOf(word: number): number {
  const letters = (word >>> 6) & 0x01010101;
  let value = (word & 0x0f0f0f0f) + Math.imul(letters, 9);
  value = (value | (value >>> 4)) & 0x00ff00ff;
  value = (value | (value >>> 8)) & 0xffff;
  return digitsOf(value) === word ? value : -1;
}

function writeNumber(target: DataView, offset: number, value: number): void {
  target.setInt32(offset, digitsOf(value >>> 16));
  target.setInt32(offset + DIGITS_BYTES, digitsOf(value & 0xffff));
}

/** Writes a stamp at `offset`; the numbers are below 2^32. */
export function writeStamp(target: DataView, offset: number, key: number, version: number, run: number): void {
  writeNumber(target, offset, key);
  writeNumber(target, offset + NUMBER_BYTES, version);
  writeNumber(target, offset + 2 * NUMBER_BYTES, run);
}

/**
 * Reads number `index` of a stamp at `offset`.
 * @param index 0 key, 1 version, 2 run
 * @returns -1 when the bytes are not eight digits
 */
export function readStampNumber(bytes: DataView, offset: number, index: number): number {
  const start = offset + index * NUMBER_BYTES;
  const high = numberOf(bytes.getInt32(start));
  const low = numberOf(bytes.getInt32(start + DIGITS_BYTES));
  return high < 0 || low < 0 ? -1 : ((high << 16) | low) >>> 0;
}
