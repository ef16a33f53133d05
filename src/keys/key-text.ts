/** Keys as text: for people and scripts, escaped where they must be, and for matching. */
import { isUtf8 } from "node:buffer";
import { escapeText } from "../base/escape.ts";

const BACKSLASH = 92;

/** Whether every byte is printable ASCII and no backslash: shown as it is. Most keys are. */
function isPlain(key: Uint8Array): boolean {
  for (let index = 0; index < key.length; index++) {
    const byte = key[index] as number;
    if (byte < 33 || byte > 126 || byte === BACKSLASH) {
      return false;
    }
  }
  return true;
}

function toLatin1(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
}

/** The key in UTF-8, or byte by byte (latin1) where it is not UTF-8. Not safe for a terminal. */
export function keyToText(key: Uint8Array): string {
  return isUtf8(key) ? Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("utf8") : toLatin1(key);
}

/**
 * The key on one line of output, safe for a terminal: printable text as it is, anything else as `\xNN`, `\n`, `\e`, a backslash as `\\`,
 * and a space as `\x20` where it would be lost, at either end.
 */
export function shownKey(key: Uint8Array): string {
  if (isPlain(key)) {
    return toLatin1(key);
  }
  return escapeText(key).replace(/^ | $/g, "\\x20");
}

/** The key in JSON: its text, and where that is not the whole truth, in base64 too. */
export function keyJson(key: Uint8Array): { readonly key: string; readonly key_base64?: string } {
  const text = keyToText(key);
  return isUtf8(key) ? { key: text } : { key: text, key_base64: Buffer.from(key).toString("base64") };
}
