/** Reply lines that hold a number or a name: the result of incr, `STAT name value`, `VERSION x`. */
import { UINT64_DIGITS_MAX, writeUint64 } from "../../base/uint64.ts";
import type { ReplyBuffer } from "../reply-buffer.ts";
import { CRLF } from "./replies.ts";

/** Writes an unsigned 64-bit number, given as two unsigned 32-bit halves, as a line of its own. */
export function writeNumberLine(reply: ReplyBuffer, low: number, high: number): void {
  reply.reserve(UINT64_DIGITS_MAX);
  reply.length = writeUint64(reply.bytes, reply.length, low, high);
  reply.append(CRLF);
}

/** Writes any text as a line; every char code must be below 256. Not for the hot path. */
export function writeTextLine(reply: ReplyBuffer, text: string): void {
  reply.appendText(text);
  reply.append(CRLF);
}

/** Writes `STAT name value`. A list of them ends with END. */
export function writeStatLine(reply: ReplyBuffer, name: string, value: string | number): void {
  writeTextLine(reply, `STAT ${name} ${value}`);
}
