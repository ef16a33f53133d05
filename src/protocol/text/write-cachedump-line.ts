/** The lines of `stats cachedump`: `ITEM KEY [BYTES b; UNIX_EXPTIME s]` (memcached items.c). */
import { writeDecimal } from "../../base/ascii.ts";
import type { ReplyBuffer } from "../reply-buffer.ts";

/** Room that any line fits in: a key of 250 bytes and two numbers. */
export const CACHEDUMP_LINE_BYTES_MAX = 320;

const encoder = new TextEncoder();
const ITEM = encoder.encode("ITEM ");
const VALUE = encoder.encode(" [");
const BYTES = encoder.encode(" b; ");
const SECONDS = encoder.encode(" s]\r\n");

/** Writes the line of an item; `exptimeUnix` in seconds, 0 for never. Room has to be reserved. */
export function writeCachedumpLine(
  reply: ReplyBuffer,
  key: Uint8Array,
  keyStart: number,
  keyLength: number,
  valueLength: number,
  exptimeUnix: number,
): void {
  reply.append(ITEM);
  reply.appendRange(key, keyStart, keyLength);
  reply.append(VALUE);
  appendNumber(reply, valueLength);
  reply.append(BYTES);
  appendNumber(reply, exptimeUnix);
  reply.append(SECONDS);
}

function appendNumber(reply: ReplyBuffer, value: number): void {
  reply.length = writeDecimal(reply.bytes, reply.length, value);
}
