/** zlib (RFC 1950) and gzip (RFC 1952), with a limit on what comes out. */
import { gunzipSync, inflateSync } from "node:zlib";
import type { Attempt } from "./malformed.ts";

/** Whether the bytes begin like zlib with deflate in it: the method 8, a window of at most 32 KiB, a header divisible by 31. */
export function looksLikeZlib(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return bytes.length > 2 && (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0;
}

/** Whether the bytes begin like gzip. */
export function looksLikeGzip(bytes: Uint8Array): boolean {
  return bytes.length > 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Unpacks zlib; its checksum is checked. */
export function unpackZlib(bytes: Uint8Array, bytesMax: number): Attempt<Uint8Array> {
  return unpack(() => inflateSync(bytes, { maxOutputLength: bytesMax }), bytesMax);
}

/** Unpacks gzip; its checksum is checked. */
export function unpackGzip(bytes: Uint8Array, bytesMax: number): Attempt<Uint8Array> {
  return unpack(() => gunzipSync(bytes, { maxOutputLength: bytesMax }), bytesMax);
}

function unpack(run: () => Uint8Array, bytesMax: number): Attempt<Uint8Array> {
  try {
    return { value: run() };
  } catch (error) {
    if (!(error instanceof Error)) {
      throw error;
    }
    const isTooLong = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return { problem: isTooLong ? tooLong(bytesMax) : error.message };
  }
}

/** What is said of data that unpacks to more than the limit. */
export function tooLong(bytesMax: number): string {
  return `it unpacks to more than ${bytesMax.toLocaleString("en-US")} bytes, the limit`;
}
