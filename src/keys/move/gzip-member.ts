/**
 * One gzip member (RFC 1952) that says how long it is, so that a reader can go from member to member and a file that was cut off can be
 * cut where a member ends. Any gunzip reads a file of such members as one.
 *
 *   1f 8b 08 | 04 extra field | u32 time 0 | 0 | ff | u16 length of the extra field: 8 | "MT" u16 4 u32 bytes of the whole member |
 *   deflated data | u32 CRC-32 | u32 bytes of the data
 */
import { promisify } from "node:util";
import { crc32, deflateRaw, inflateRaw } from "node:zlib";

/** Bytes in front of the deflated data. */
export const MEMBER_HEADER_BYTES = 20;

const TRAILER_BYTES = 8;

const HEADER_START = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 8, 0, 0x4d, 0x54, 4, 0]);

const deflate = promisify(deflateRaw);
const inflate = promisify<Buffer, Buffer>(inflateRaw);

/** Packs `data`, in the thread pool. */
export async function packMember(data: Buffer): Promise<Buffer> {
  const packed: Buffer = await deflate(data, { level: 1 });
  const member = Buffer.allocUnsafe(MEMBER_HEADER_BYTES + packed.length + TRAILER_BYTES);
  HEADER_START.copy(member);
  member.writeUInt32LE(member.length, HEADER_START.length);
  packed.copy(member, MEMBER_HEADER_BYTES);
  member.writeUInt32LE(crc32(data), member.length - TRAILER_BYTES);
  member.writeUInt32LE(data.length % 2 ** 32, member.length - TRAILER_BYTES + 4);
  return member;
}

/** Whether the bytes are the start of any gzip member. */
export function isGzip(start: Buffer): boolean {
  return start.length >= 2 && start[0] === 0x1f && start[1] === 0x8b;
}

/** The length of the whole member of which `header` is the start; undefined if it is not one of ours. */
export function memberLength(header: Buffer): number | undefined {
  if (header.compare(HEADER_START, 0, HEADER_START.length, 0, HEADER_START.length) !== 0) {
    return undefined;
  }
  const length = header.readUInt32LE(HEADER_START.length);
  return length >= MEMBER_HEADER_BYTES + TRAILER_BYTES ? length : undefined;
}

/** The data of a member without its header; undefined if it is damaged. */
export async function unpackMember(rest: Buffer): Promise<Buffer | undefined> {
  try {
    const data = await inflate(rest.subarray(0, rest.length - TRAILER_BYTES));
    return crc32(data) === rest.readUInt32LE(rest.length - TRAILER_BYTES) ? data : undefined;
  } catch {
    return undefined;
  }
}
