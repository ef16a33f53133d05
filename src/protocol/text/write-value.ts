/** The header line of a value: `VALUE KEY FLAGS BYTES[ CAS]\r\n`. The caller appends the data, `\r\n` and at last `END`. */
import { DECIMAL_BYTES_MAX, writeDecimal } from "../../base/ascii.ts";
import { UINT64_DIGITS_MAX, writeUint64 } from "../../base/uint64.ts";
import type { ReplyBuffer } from "../reply-buffer.ts";

const CR = 13;
const LF = 10;
const SPACE = 32;

/** Room for everything in the line but the key. */
const HEADER_BYTES_MAX = 6 + 2 * (1 + DECIMAL_BYTES_MAX) + 1 + UINT64_DIGITS_MAX + 2;

/** Writes the header of a get or gat: `flags` unsigned 32 bit, `valueLength` in bytes. */
export function writeValueHeader(
  reply: ReplyBuffer,
  keyBytes: Uint8Array,
  keyStart: number,
  keyLength: number,
  flags: number,
  valueLength: number,
): void {
  const at = writeUpToLength(reply, keyBytes, keyStart, keyLength, flags, valueLength);
  finishLine(reply, at);
}

/** Writes the header of a gets or gats, with the cas unique as two unsigned 32-bit halves. */
export function writeValueHeaderWithCas(
  reply: ReplyBuffer,
  keyBytes: Uint8Array,
  keyStart: number,
  keyLength: number,
  flags: number,
  valueLength: number,
  casLow: number,
  casHigh: number,
): void {
  const at = writeUpToLength(reply, keyBytes, keyStart, keyLength, flags, valueLength);
  reply.bytes[at] = SPACE;
  finishLine(reply, writeUint64(reply.bytes, at + 1, casLow, casHigh));
}

function writeUpToLength(
  reply: ReplyBuffer,
  keyBytes: Uint8Array,
  keyStart: number,
  keyLength: number,
  flags: number,
  valueLength: number,
): number {
  reply.reserve(HEADER_BYTES_MAX + keyLength);
  const bytes = reply.bytes;
  let at = reply.length;
  bytes[at] = 86; // VALUE
  bytes[at + 1] = 65;
  bytes[at + 2] = 76;
  bytes[at + 3] = 85;
  bytes[at + 4] = 69;
  bytes[at + 5] = SPACE;
  at += 6;
  for (let index = 0; index < keyLength; index++) {
    bytes[at + index] = keyBytes[keyStart + index] as number;
  }
  at += keyLength;
  bytes[at] = SPACE;
  at = writeDecimal(bytes, at + 1, flags);
  bytes[at] = SPACE;
  return writeDecimal(bytes, at + 1, valueLength);
}

function finishLine(reply: ReplyBuffer, at: number): void {
  reply.bytes[at] = CR;
  reply.bytes[at + 1] = LF;
  reply.length = at + 2;
}
