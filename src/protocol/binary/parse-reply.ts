/** The client's parser of binary replies: a header, then extras, key and value. */
import { quoteLine } from "../reply-draft.ts";
import { BINARY_HEADER_BYTES, FIELD, REPLY_MAGIC, readUint16, readUint32 } from "./header.ts";

/** One reply. Key and value are views of the bytes that were parsed. */
export interface BinaryReply {
  readonly opcode: number;
  readonly status: number;
  readonly opaque: number;
  readonly key: Buffer;
  readonly value: Buffer;
}

/** A reply and the bytes it used; or bytes are missing; or they are no reply: `found` is escaped and continues "the server sent ...". */
export type ParsedBinaryReply =
  | { readonly kind: "more" }
  | { readonly kind: "reply"; readonly used: number; readonly reply: BinaryReply }
  | { readonly kind: "fault"; readonly found: string };

/**
 * Parses the reply that begins at `start`; never throws.
 * @param bodyBytesMax a longer body is refused before it has arrived
 */
export function parseBinaryReply(bytes: Buffer, start: number, bodyBytesMax: number): ParsedBinaryReply {
  if (start < bytes.length && bytes[start] !== REPLY_MAGIC) {
    return { kind: "fault", found: quoteLine(bytes, start, bytes.length) };
  }
  const body = start + BINARY_HEADER_BYTES;
  if (bytes.length < body) {
    return { kind: "more" };
  }
  const bodyLength = readUint32(bytes, start + FIELD.bodyLength);
  const keyStart = body + (bytes[start + FIELD.extrasLength] as number);
  const valueStart = keyStart + readUint16(bytes, start + FIELD.keyLength);
  const end = body + bodyLength;
  if (bodyLength > bodyBytesMax) {
    return { kind: "fault", found: `a reply of ${bodyLength} bytes, more than the limit of ${bodyBytesMax}` };
  }
  if (valueStart > end) {
    return { kind: "fault", found: "a reply whose extras and key are longer than its body" };
  }
  if (bytes.length < end) {
    return { kind: "more" };
  }
  const reply: BinaryReply = {
    opcode: bytes[start + FIELD.opcode] as number,
    status: readUint16(bytes, start + FIELD.status),
    opaque: readUint32(bytes, start + FIELD.opaque),
    key: bytes.subarray(keyStart, valueStart),
    value: bytes.subarray(valueStart, end),
  };
  return { kind: "reply", used: end - start, reply };
}

/** The words of a reply that refuses: its value, or the number of its status if it has none. */
export function refusalText({ status, value }: BinaryReply): string {
  return value.length > 0 ? value.toString("latin1") : `status 0x${status.toString(16).padStart(2, "0")}`;
}
