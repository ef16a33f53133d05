/**
 * Keys as the text that some clients hash: JavaScript and Java by UTF-16 units, Python by code points. What the servers have of a key is
 * its UTF-8; only keys with other characters than ASCII's need decoding.
 */
import type { KeyHash } from "../../base/hashkit.ts";

const ASCII_MAX = 0x7f;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Whether `bytes[start..end)` are characters of ASCII only. */
function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if ((bytes[index] as number) > ASCII_MAX) {
      return false;
    }
  }
  return true;
}

/** The text of `bytes[start..end)`. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** A hash that takes in one UTF-16 unit of the key after the other; `finish` makes an unsigned number of the last state. */
export function unitHash(
  initial: number,
  step: (state: number, unit: number) => number,
  finish: (state: number) => number = (state) => state >>> 0,
): KeyHash {
  return (bytes, start, end) => {
    let state = initial;
    if (isAscii(bytes, start, end)) {
      for (let index = start; index < end; index++) {
        state = step(state, bytes[index] as number);
      }
      return finish(state);
    }
    const text = textOf(bytes, start, end);
    for (let index = 0; index < text.length; index++) {
      state = step(state, text.charCodeAt(index));
    }
    return finish(state);
  };
}

/**
 * Writes the low eight bits of each character of a key to `target` from `at`; answers the index behind the last one. `target` has room for
 * as many as the key has bytes.
 */
export function writeLowBytes(target: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  let to = at;
  if (isAscii(bytes, start, end)) {
    for (let index = start; index < end; index++) {
      target[to++] = bytes[index] as number;
    }
    return to;
  }
  for (const character of textOf(bytes, start, end)) {
    target[to++] = character.codePointAt(0) as number;
  }
  return to;
}
