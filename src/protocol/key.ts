/** Keys on the client side: which may be sent in which way, and whether bytes of a reply are a given key. */
import { MemtoolError } from "../base/errors.ts";
import { KEY_LENGTH_MAX } from "./limits.ts";
import type { WireKey } from "./reply.ts";

const SPACE = 0x20;
const DELETE = 0x7f;
const LONE_SURROGATE = /\p{Cs}/u;

/** Longest key that still fits {@link KEY_LENGTH_MAX} once it is written in base64. */
export const BINARY_KEY_LENGTH_MAX = Math.floor(KEY_LENGTH_MAX / 4) * 3;

function refuse(found: string): MemtoolError {
  return new MemtoolError("USAGE", `not a key: ${found}`, {
    hint: `a key has 1 to ${KEY_LENGTH_MAX} bytes without spaces or control characters (meta commands also take binary keys of up to ${BINARY_KEY_LENGTH_MAX} bytes)`,
  });
}

function isPlainCode(code: number): boolean {
  return code > SPACE && code !== DELETE;
}

/** Whether the key holds a space or a control character, so that only base64 can carry it. */
export function isBinaryKey(key: WireKey): boolean {
  if (typeof key === "string") {
    for (let index = 0; index < key.length; index++) {
      if (!isPlainCode(key.charCodeAt(index))) {
        return true;
      }
    }
    return false;
  }
  return !key.every(isPlainCode);
}

/** Length of the key in bytes. */
function keyByteLength(key: WireKey): number {
  return typeof key === "string" ? Buffer.byteLength(key) : key.length;
}

function checkLength(key: WireKey, bytesMax: number): void {
  if (key.length === 0) {
    throw refuse("it is empty");
  }
  // UTF-8 takes one to three bytes for each UTF-16 unit: short strings need no second look.
  if ((typeof key === "string" ? key.length * 3 : key.length) > bytesMax) {
    const length = keyByteLength(key);
    if (length > bytesMax) {
      throw refuse(`it has ${length} bytes, more than ${bytesMax}`);
    }
  }
  if (typeof key === "string" && LONE_SURROGATE.test(key)) {
    throw refuse("it holds half a surrogate pair, which has no UTF-8 form");
  }
}

/**
 * Checks a key for the classic commands and returns it.
 * @throws MemtoolError USAGE if the server could not read it as one word of 1 to 250 bytes
 */
export function checkKey(key: WireKey): WireKey {
  checkLength(key, KEY_LENGTH_MAX);
  if (isBinaryKey(key)) {
    throw refuse("it holds a space or a control character");
  }
  return key;
}

/**
 * Checks a key for the meta commands; true if it has to be sent in base64 with the flag b.
 * @throws MemtoolError USAGE if it is empty or too long in the form it would be sent
 */
export function checkMetaKey(key: WireKey): boolean {
  const isBinary = isBinaryKey(key);
  checkLength(key, isBinary ? BINARY_KEY_LENGTH_MAX : KEY_LENGTH_MAX);
  return isBinary;
}

function equalsText(bytes: Buffer, start: number, end: number, key: string): boolean {
  const length = key.length;
  if (end - start === length) {
    for (let index = 0; index < length; index++) {
      if (bytes[start + index] !== key.charCodeAt(index)) {
        return false;
      }
      if ((bytes[start + index] as number) >= 0x80) {
        return false;
      }
    }
    return true;
  }
  // Only a string that is not ASCII is longer on the wire than in units.
  return end - start > length && bytes.toString("utf8", start, end) === key;
}

/** Whether the bytes from `start` to `end` are the wire form of `key`. */
export function keyEquals(bytes: Buffer, start: number, end: number, key: WireKey): boolean {
  if (typeof key === "string") {
    return equalsText(bytes, start, end, key);
  }
  if (end - start !== key.length) {
    return false;
  }
  for (let index = 0; index < key.length; index++) {
    if (bytes[start + index] !== key[index]) {
      return false;
    }
  }
  return true;
}
