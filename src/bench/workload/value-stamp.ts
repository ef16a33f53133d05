/**
 * What stands at the head of a value that can be verified, printable so that a person who meets it in a cache can read it:
 *
 *   offset  bytes  what
 *        0      8  key number
 *        8      8  version: which of the sets of this key
 *       16      8  number of the run
 *
 * each as eight lower-case hexadecimal digits.
 */

/** Bytes of a stamp: no value that is to be verified is shorter. */
export const STAMP_BYTES = 24;

const NUMBER_BYTES = 8;
const DIGITS = Uint8Array.from(Buffer.from("0123456789abcdef", "latin1"));
/** What the byte of a digit stands for. */
const DIGIT_VALUES = new Int8Array(256).fill(-1);
for (const [value, byte] of DIGITS.entries()) {
  DIGIT_VALUES[byte] = value;
}

function writeNumber(target: Uint8Array, offset: number, value: number): void {
  for (let index = 0; index < NUMBER_BYTES; index++) {
    target[offset + index] = DIGITS[(value >>> (28 - 4 * index)) & 15] as number;
  }
}

/** Writes a stamp at `offset`; the numbers are below 2^32. */
export function writeStamp(target: Uint8Array, offset: number, key: number, version: number, run: number): void {
  writeNumber(target, offset, key);
  writeNumber(target, offset + NUMBER_BYTES, version);
  writeNumber(target, offset + 2 * NUMBER_BYTES, run);
}

/**
 * Reads number `index` of a stamp at `offset`.
 * @param index 0 key, 1 version, 2 run
 * @returns -1 when the bytes are not eight digits
 */
export function readStampNumber(bytes: Uint8Array, offset: number, index: number): number {
  const start = offset + index * NUMBER_BYTES;
  let value = 0;
  let digits = 0;
  for (let at = start; at < start + NUMBER_BYTES; at++) {
    const digit = DIGIT_VALUES[bytes[at] as number] as number;
    digits |= digit;
    value = (value << 4) | digit;
  }
  return digits < 0 ? -1 : value >>> 0;
}
