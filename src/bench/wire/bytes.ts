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

/** Where the digits that start at `start` end; at most `length`. */
export function digitsEnd(bytes: Uint8Array, start: number, length: number): number {
  let place = start;
  while (place < length && ((bytes[place] as number) - DIGIT_ZERO) >>> 0 <= 9) {
    place++;
  }
  return place;
}

/** The whole number whose digits stand in `bytes[start .. end)`; exact up to 2^53. */
export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let place = start; place < end; place++) {
    value = value * 10 + ((bytes[place] as number) - DIGIT_ZERO);
  }
  return value;
}

/** Where the word that starts at `start` ends; at most `length`. */
export function wordEnd(bytes: Uint8Array, start: number, length: number): number {
  let place = start;
  while (place < length && (bytes[place] as number) > SPACE) {
    place++;
  }
  return place;
}

/** The bytes of ASCII text, as a plain array: those are read faster than a Buffer's. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}
