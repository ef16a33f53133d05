/**
 * One line of `lru_crawler metadump`:
 *
 *   key=URIENC exp=UNIX|-1 la=UNIX cas=N fetch=yes|no cls=N size=N                     1.6.18
 *   key=URIENC exp=UNIX|-1 la=UNIX cas=N fetch=yes|no cls=N size=N flags=N <space>     1.6.45
 *
 * Words with names nobody knows are skipped, so that a newer server may tell more; older ones (1.4.31) told less.
 */
import type { KeyEntry } from "./key-entry.ts";

const SPACE = 32;
const PERCENT = 37;
const EQUALS = 61;
const MINUS = 45;
const ZERO = 48;

/** Numbers up to this many digits are exact as a JavaScript number. */
const SAFE_DIGITS = 15;

/** Bytes `key=` at the start of a line: an entry. */
export function isMetadumpLine(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start > 4 &&
    bytes[start] === 107 &&
    bytes[start + 1] === 101 &&
    bytes[start + 2] === 121 &&
    bytes[start + 3] === EQUALS
  );
}

/** Reads the line from `start` to `end`; undefined if it is not one. The key is a copy. */
export function parseMetadumpLine(bytes: Buffer, start: number, end: number): KeyEntry | undefined {
  if (!isMetadumpLine(bytes, start, end)) {
    return undefined;
  }
  const keyEnd = wordEnd(bytes, start, end);
  const key = decodeUri(bytes, start + 4, keyEnd);
  if (key === undefined || key.length === 0) {
    return undefined;
  }
  const fields = new Fields();
  let position = keyEnd;
  while (position < end) {
    const wordStart = position + 1;
    position = wordEnd(bytes, wordStart, end);
    if (position > wordStart && !fields.read(bytes, wordStart, position)) {
      return undefined;
    }
  }
  return fields.entry(key);
}

/** Names up to this many bytes have a code. */
const NAME_BYTES_MAX = 6;

/** The bytes of a name as one number, which is exact and quicker to make than a string; 0 for one that is too long to be known. */
function nameCode(bytes: Uint8Array, start: number, end: number): number {
  let code = 0;
  if (end - start <= NAME_BYTES_MAX) {
    for (let index = start; index < end; index++) {
      code = code * 256 + (bytes[index] as number);
    }
  }
  return code;
}

function codeOf(name: string): number {
  return nameCode(Buffer.from(name), 0, name.length);
}

const NAME = {
  exp: codeOf("exp"),
  la: codeOf("la"),
  cas: codeOf("cas"),
  fetch: codeOf("fetch"),
  cls: codeOf("cls"),
  size: codeOf("size"),
  flags: codeOf("flags"),
} as const;

/** The words behind the key, as they are met. */
class Fields {
  #exptime: number | undefined;
  #lastAccess: number | undefined;
  #cas: bigint | undefined;
  #fetched: boolean | undefined;
  #slabClass: number | undefined;
  #sizeBytes: number | undefined;
  #flags: number | undefined;

  /** False for a word that is no `name=value`, or whose value cannot be its own. */
  read(bytes: Buffer, start: number, end: number): boolean {
    const equals = bytes.indexOf(EQUALS, start);
    if (equals <= start || equals >= end) {
      return false;
    }
    const at = equals + 1;
    switch (nameCode(bytes, start, equals)) {
      case NAME.exp:
        this.#exptime = number(bytes, at, end);
        return this.#exptime !== undefined;
      case NAME.la:
        this.#lastAccess = number(bytes, at, end);
        return this.#lastAccess !== undefined;
      case NAME.cas:
        this.#cas = uint64(bytes, at, end);
        return this.#cas !== undefined;
      case NAME.fetch:
        this.#fetched = end - at === 3;
        return true;
      case NAME.cls:
        this.#slabClass = number(bytes, at, end);
        return this.#slabClass !== undefined;
      case NAME.size:
        this.#sizeBytes = number(bytes, at, end);
        return this.#sizeBytes !== undefined;
      case NAME.flags:
        this.#flags = number(bytes, at, end);
        return this.#flags !== undefined;
      default:
        return true;
    }
  }

  entry(key: Buffer): KeyEntry | undefined {
    return this.#exptime === undefined
      ? undefined
      : {
          key,
          exptime: this.#exptime,
          lastAccess: this.#lastAccess,
          cas: this.#cas,
          fetched: this.#fetched,
          slabClass: this.#slabClass,
          sizeBytes: this.#sizeBytes ?? 0,
          flags: this.#flags,
        };
  }
}

function wordEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== SPACE) {
    index++;
  }
  return index;
}

/** Digits, perhaps behind a minus. */
function number(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (end <= first || end - first > SAFE_DIGITS) {
    return undefined;
  }
  let value = 0;
  for (let index = first; index < end; index++) {
    const digit = (bytes[index] as number) - ZERO;
    if (digit < 0 || digit > 9) {
      return undefined;
    }
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

function uint64(bytes: Buffer, start: number, end: number): bigint | undefined {
  if (end - start <= SAFE_DIGITS) {
    const value = number(bytes, start, end);
    return value === undefined || value < 0 ? undefined : BigInt(value);
  }
  const text = bytes.toString("latin1", start, end);
  return /^\d{1,20}$/.test(text) ? BigInt.asUintN(64, BigInt(text)) : undefined;
}

/** A copy of the bytes with every `%XX` decoded; undefined if a percent sign is followed by anything else. */
function decodeUri(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const firstPercent = bytes.indexOf(PERCENT, start);
  if (firstPercent === -1 || firstPercent >= end) {
    return Buffer.from(bytes.subarray(start, end));
  }
  const decoded = Buffer.allocUnsafe(end - start);
  let length = bytes.copy(decoded, 0, start, firstPercent);
  for (let index = firstPercent; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte === PERCENT) {
      const high = hexDigit(bytes[index + 1]);
      const low = hexDigit(bytes[index + 2]);
      if (index + 2 >= end || high < 0 || low < 0) {
        return undefined;
      }
      decoded[length++] = high * 16 + low;
      index += 2;
    } else {
      decoded[length++] = byte;
    }
  }
  return decoded.subarray(0, length);
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) {
    return -1;
  }
  if (byte >= ZERO && byte <= 57) {
    return byte - ZERO;
  }
  const letter = byte | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
