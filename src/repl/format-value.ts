/** A value or a key of an item as text that is safe on a terminal. */
import { escapeText } from "../base/escape.ts";

/** A longer value is cut on the screen; a pipe, --json and --raw always get it whole. */
const SHOWN_BYTES_MAX = 16 * 1024;

/** A value as it could be typed back: in double quotes, everything unprintable escaped. */
export function quoteValue(bytes: Uint8Array): string {
  return `"${escapeText(bytes).replaceAll('"', '\\"')}"`;
}

/** The beginning of a long value, and how many bytes were left out. */
export function shorten(
  bytes: Uint8Array,
  limit: number = SHOWN_BYTES_MAX,
): { shown: Uint8Array; hiddenBytes: number } {
  return bytes.length <= limit
    ? { shown: bytes, hiddenBytes: 0 }
    : { shown: bytes.subarray(0, limit), hiddenBytes: bytes.length - limit };
}
