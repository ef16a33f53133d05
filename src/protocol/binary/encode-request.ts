/** Binary requests that are a header, a key and a value: what a client needs beside the hot path of a load. */
import { BINARY_HEADER_BYTES, FIELD, REQUEST_MAGIC, writeUint32 } from "./header.ts";

/** Encodes a packet without extras, with cas 0. @param key at most 65,535 bytes */
export function encodeBinaryRequest(opcode: number, key: Uint8Array, value: Uint8Array, opaque = 0): Buffer {
  const bytes = Buffer.alloc(BINARY_HEADER_BYTES + key.length + value.length);
  bytes[0] = REQUEST_MAGIC;
  bytes[FIELD.opcode] = opcode;
  bytes.writeUInt16BE(key.length, FIELD.keyLength);
  writeUint32(bytes, FIELD.bodyLength, key.length + value.length);
  writeUint32(bytes, FIELD.opaque, opaque);
  bytes.set(key, BINARY_HEADER_BYTES);
  bytes.set(value, BINARY_HEADER_BYTES + key.length);
  return bytes;
}
