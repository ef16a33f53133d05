/** Binary replies: a header, and what the opcode answers with. Opcode and opaque are those of the request. */
import type { ReplyBuffer } from "../reply-buffer.ts";
import type { Request } from "../request.ts";
import { BINARY_HEADER_BYTES, FIELD, REPLY_MAGIC, writeUint32 } from "./header.ts";
import { BINARY_STATUS, type BinaryStatus, statusText } from "./status.ts";

const FLAGS_BYTES = 4;
const NUMBER_BYTES = 8;

/** What of a request its reply repeats. */
export type Addressee = Pick<Request, "opcode" | "opaque">;

/** Writes a header; `bodyLength` is that of extras, key and value together, which the caller appends. */
export function writeBinaryHeader(
  reply: ReplyBuffer,
  request: Addressee,
  status: BinaryStatus,
  extrasLength: number,
  keyLength: number,
  bodyLength: number,
  casLow: number,
  casHigh: number,
): void {
  reply.reserve(BINARY_HEADER_BYTES);
  const { bytes, length: at } = reply;
  bytes[at] = REPLY_MAGIC;
  bytes[at + FIELD.opcode] = request.opcode;
  bytes[at + FIELD.keyLength] = keyLength >>> 8;
  bytes[at + FIELD.keyLength + 1] = keyLength;
  bytes[at + FIELD.extrasLength] = extrasLength;
  bytes[at + FIELD.extrasLength + 1] = 0;
  bytes[at + FIELD.status] = 0;
  bytes[at + FIELD.status + 1] = status;
  writeUint32(bytes, at + FIELD.bodyLength, bodyLength);
  writeUint32(bytes, at + FIELD.opaque, request.opaque);
  writeUint32(bytes, at + FIELD.casHigh, casHigh);
  writeUint32(bytes, at + FIELD.casLow, casLow);
  reply.length = at + BINARY_HEADER_BYTES;
}

/** Success without a body. */
export function writeBinaryDone(reply: ReplyBuffer, request: Request, casLow: number, casHigh: number): void {
  writeBinaryHeader(reply, request, BINARY_STATUS.ok, 0, 0, 0, casLow, casHigh);
}

/** A status with its text, or another one in its place, as the value. */
export function writeBinaryStatus(
  reply: ReplyBuffer,
  request: Addressee,
  status: BinaryStatus,
  text = statusText(status),
): void {
  writeBinaryHeader(reply, request, status, 0, 0, text.length, 0, 0);
  reply.appendText(text);
}

/**
 * The header, flags and (for the opcodes that repeat it) key of an item; the caller appends `valueLength` bytes of value.
 * @param keyLength 0 leaves the key out
 */
export function writeBinaryItem(
  reply: ReplyBuffer,
  request: Request,
  flags: number,
  keyLength: number,
  valueLength: number,
  casLow: number,
  casHigh: number,
): void {
  const bodyLength = FLAGS_BYTES + keyLength + valueLength;
  writeBinaryHeader(reply, request, BINARY_STATUS.ok, FLAGS_BYTES, keyLength, bodyLength, casLow, casHigh);
  reply.reserve(FLAGS_BYTES);
  writeUint32(reply.bytes, reply.length, flags);
  reply.length += FLAGS_BYTES;
  reply.appendRange(request.keyBytes, request.keyStart, keyLength);
}

/** The number that an increment or decrement has left, as 8 bytes. */
export function writeBinaryNumber(
  reply: ReplyBuffer,
  request: Request,
  low: number,
  high: number,
  casLow: number,
  casHigh: number,
): void {
  writeBinaryHeader(reply, request, BINARY_STATUS.ok, 0, 0, NUMBER_BYTES, casLow, casHigh);
  reply.reserve(NUMBER_BYTES);
  writeUint32(reply.bytes, reply.length, high);
  writeUint32(reply.bytes, reply.length + 4, low);
  reply.length += NUMBER_BYTES;
}

/** A packet with a key and a value of text: one statistic. Both empty: the end of the statistics. */
export function writeBinaryStat(reply: ReplyBuffer, request: Request, name: string, value: string): void {
  writeBinaryHeader(reply, request, BINARY_STATUS.ok, 0, name.length, name.length + value.length, 0, 0);
  reply.appendText(name);
  reply.appendText(value);
}
