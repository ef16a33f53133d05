/**
 * The header of every binary packet, 24 bytes, numbers big-endian (memcached protocol_binary.h):
 *
 *      0  magic: 0x80 request, 0x81 reply        8   length of the body: extras, key and value
 *      1  opcode                                 12  opaque, copied into the reply
 *      2  length of the key                      16  cas, 8 bytes
 *      4  length of the extras                   24  extras, key, value
 *      5  data type, ignored
 *      6  vbucket, ignored; in a reply the status
 */

/** First byte of a request. No command of the text protocol begins with it, so it tells the protocols apart. */
export const REQUEST_MAGIC = 0x80;

/** First byte of a reply. */
export const REPLY_MAGIC = 0x81;

/** Bytes of a header. */
export const BINARY_HEADER_BYTES = 24;

/** A body above this is refused and ends the connection. */
export const BINARY_BODY_BYTES_MAX = 1024 * 1024 * 1024;

/** Offsets of the fields. */
export const FIELD = {
  opcode: 1,
  keyLength: 2,
  extrasLength: 4,
  status: 6,
  bodyLength: 8,
  opaque: 12,
  casHigh: 16,
  casLow: 20,
} as const;

/** Reads an unsigned 16-bit number. */
export function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

/** Reads an unsigned 32-bit number. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Writes the low 32 bits of `value`. */
export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
