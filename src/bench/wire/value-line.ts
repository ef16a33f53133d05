/**
 * The first line of a hit, checked against the key that was asked for:
 *
 *   VALUE <key> <flags> <bytes> [<cas>]\r\n
 *   VA <bytes> [k<key>] [c<cas>] [W] [X] [Z] ...\r\n
 */
import { VALUE_BYTES_MAX } from "../limits.ts";
import { bytesOf, CARRIAGE_RETURN, digitsEnd, LINE_FEED, matches, numberAt, SPACE, wordEnd } from "./bytes.ts";
import type { ReplyFacts } from "./reply-facts.ts";

/** What parsing returns when the line is not whole yet. */
export const INCOMPLETE = -1;
/** ... and when it is not the line of a hit of the key that was asked for. */
export const MISMATCH = -2;

/** Digits of a cas in its lower part, see reply-facts.ts. */
const CAS_LOW_DIGITS = 10;

const LETTER = { c: 99, k: 107, W: 87, X: 88, Z: 90 } as const;
const META_WORD = bytesOf("VA ");
/** How a line of each kind starts; a line of fewer bytes may become one. */
const CLASSIC_WORD = "VALUE ";

/** Parses both kinds of lines; what was told beside the key goes to `facts`. */
export class ValueLine {
  /** `VALUE ` and the key prefix. */
  readonly #classicHead: Uint8Array;
  readonly #keyPrefix: Uint8Array;
  readonly #facts: ReplyFacts;

  constructor(keyPrefix: string, facts: ReplyFacts) {
    this.#classicHead = bytesOf(CLASSIC_WORD + keyPrefix);
    this.#keyPrefix = bytesOf(keyPrefix);
    this.#facts = facts;
  }

  /**
   * Parses a VALUE line at `bytes[position .. length)` as the answer for key number `key`.
   * @returns where the value starts, INCOMPLETE or MISMATCH
   */
  parse(bytes: Uint8Array, position: number, length: number, key: number): number {
    const numberStart = position + this.#classicHead.length;
    if (numberStart >= length) {
      return INCOMPLETE;
    }
    if (!matches(bytes, position, this.#classicHead)) {
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

  /** The words behind the key: flags, length and, if there is one, the cas. */
  #parseLength(bytes: Uint8Array, flagsStart: number, length: number): number {
    const lengthStart = wordEnd(bytes, flagsStart, length) + 1;
    const lengthEnd = digitsEnd(bytes, lengthStart, length);
    let lineEnd = lengthEnd;
    if (lengthEnd < length && bytes[lengthEnd] === SPACE) {
      lineEnd = digitsEnd(bytes, lengthEnd + 1, length);
      this.#keepCas(bytes, lengthEnd + 1, lineEnd);
    }
    if (lineEnd + 1 >= length) {
      return INCOMPLETE;
    }
    const isWhole = lengthEnd > lengthStart && bytes[lineEnd] === CARRIAGE_RETURN && bytes[lineEnd + 1] === LINE_FEED;
    return isWhole && this.#keepLength(numberAt(bytes, lengthStart, lengthEnd)) ? lineEnd + 2 : MISMATCH;
  }

  /** As {@link parse}, for a VA line. */
  parseMeta(bytes: Uint8Array, position: number, length: number, key: number): number {
    const lengthStart = position + META_WORD.length;
    if (lengthStart >= length) {
      return INCOMPLETE;
    }
    const lengthEnd = digitsEnd(bytes, lengthStart, length);
    if (!matches(bytes, position, META_WORD) || (lengthEnd === lengthStart && lengthEnd < length)) {
      return MISMATCH;
    }
    this.#facts.clearFlags();
    let place = lengthEnd;
    while (place < length && bytes[place] === SPACE) {
      const start = place + 1;
      place = wordEnd(bytes, start, length);
      if (place < length && !this.#takeFlag(bytes, start, place, key)) {
        return MISMATCH;
      }
    }
    if (place + 1 >= length) {
      return INCOMPLETE;
    }
    const isWhole = bytes[place] === CARRIAGE_RETURN && bytes[place + 1] === LINE_FEED;
    return isWhole && this.#keepLength(numberAt(bytes, lengthStart, lengthEnd)) ? place + 2 : MISMATCH;
  }

  /** One flag of a VA line. @returns false when it names another key */
  #takeFlag(bytes: Uint8Array, start: number, end: number, key: number): boolean {
    switch (bytes[start]) {
      case LETTER.k: {
        const numberStart = start + 1 + this.#keyPrefix.length;
        return (
          matches(bytes, start + 1, this.#keyPrefix) &&
          numberStart < end &&
          digitsEnd(bytes, numberStart, end) === end &&
          numberAt(bytes, numberStart, end) === key
        );
      }
      case LETTER.c:
        this.#keepCas(bytes, start + 1, end);
        return true;
      case LETTER.W:
        this.#facts.isWinner = true;
        return true;
      case LETTER.X:
        this.#facts.isStale = true;
        return true;
      case LETTER.Z:
        this.#facts.isAwaited = true;
        return true;
      default:
        return true;
    }
  }

  #keepCas(bytes: Uint8Array, start: number, end: number): void {
    const middle = Math.max(start, end - CAS_LOW_DIGITS);
    this.#facts.casHigh = numberAt(bytes, start, middle);
    this.#facts.casLow = numberAt(bytes, middle, end);
  }

  #keepLength(valueBytes: number): boolean {
    this.#facts.valueBytes = valueBytes;
    return valueBytes <= VALUE_BYTES_MAX;
  }
}
