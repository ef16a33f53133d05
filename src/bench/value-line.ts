/** The first line of a hit, `VALUE <key> <flags> <bytes> [<cas>]\r\n`, checked against the key that was asked for. */
import { CARRIAGE_RETURN, DIGIT_ZERO, LINE_FEED, matches, SPACE } from "./bytes.ts";
import { VALUE_BYTES_MAX } from "./limits.ts";
import { VALUE_WORD } from "./reply-line.ts";

/** What {@link ValueLine.parse} returns when the line is not whole yet. */
export const INCOMPLETE = -1;
/** ... and when it is not a VALUE line of the key that was asked for. */
export const MISMATCH = -2;

/** Where the digits that start at `start` end. */
function digitsEnd(bytes: Uint8Array, start: number, length: number): number {
  let place = start;
  while (place < length && ((bytes[place] as number) - DIGIT_ZERO) >>> 0 <= 9) {
    place++;
  }
  return place;
}

/** The whole number whose digits stand in `bytes[start .. end)`. */
function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let place = start; place < end; place++) {
    value = value * 10 + (bytes[place] as number) - DIGIT_ZERO;
  }
  return value;
}

/** Where the word that starts at `start` ends. */
function wordEnd(bytes: Uint8Array, start: number, length: number): number {
  let place = start;
  while (place < length && (bytes[place] as number) > SPACE) {
    place++;
  }
  return place;
}

/** The parser; `valueBytes` is what the last whole line said. */
export class ValueLine {
  /** `VALUE ` and the key prefix. */
  readonly #head: Uint8Array;
  /** Bytes of the value, without its line end. */
  valueBytes = 0;

  constructor(keyPrefix: string) {
    this.#head = new Uint8Array(Buffer.from(VALUE_WORD + keyPrefix, "latin1"));
  }

  /**
   * Parses the line at `bytes[position .. length)` as the answer for key number `key`.
   * @returns where the value starts, INCOMPLETE or MISMATCH
   */
  parse(bytes: Uint8Array, position: number, length: number, key: number): number {
    const numberStart = position + this.#head.length;
    if (numberStart >= length) {
      return INCOMPLETE;
    }
    if (!matches(bytes, position, this.#head)) {
      return MISMATCH;
    }
    const numberEnd = digitsEnd(bytes, numberStart, length);
    if (numberEnd === length) {
      return INCOMPLETE;
    }
    if (bytes[numberEnd] !== SPACE || numberEnd === numberStart || numberAt(bytes, numberStart, numberEnd) !== key) {
      return MISMATCH;
    }
    return this.#parseLength(bytes, numberEnd + 1, length);
  }

  /** The words behind the key. */
  #parseLength(bytes: Uint8Array, flagsStart: number, length: number): number {
    const lengthStart = wordEnd(bytes, flagsStart, length) + 1;
    const lengthEnd = digitsEnd(bytes, lengthStart, length);
    const lineEnd =
      lengthEnd < length && bytes[lengthEnd] === SPACE ? wordEnd(bytes, lengthEnd + 1, length) : lengthEnd;
    if (lineEnd + 1 >= length) {
      return INCOMPLETE;
    }
    const valueBytes = numberAt(bytes, lengthStart, lengthEnd);
    const isWhole = bytes[lineEnd] === CARRIAGE_RETURN && bytes[lineEnd + 1] === LINE_FEED && lengthEnd > lengthStart;
    if (!isWhole || valueBytes > VALUE_BYTES_MAX) {
      return MISMATCH;
    }
    this.valueBytes = valueBytes;
    return lineEnd + 2;
  }
}
