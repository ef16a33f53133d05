/** The few ASCII codes, and the comparison, that encoding requests and reading replies work with. */

/** `\n` */
export const LINE_FEED = 10;
/** `\r` */
export const CARRIAGE_RETURN = 13;
/** A blank: separates words; every byte of a word is above it. */
export const SPACE = 32;
/** `0` */
export const DIGIT_ZERO = 48;

/** Whether `constant` stands in `bytes` at `start`. */
export function matches(bytes: Uint8Array, start: number, constant: Uint8Array): boolean {
  for (let index = 0; index < constant.length; index++) {
    if (bytes[start + index] !== constant[index]) {
      return false;
    }
  }
  return true;
}
