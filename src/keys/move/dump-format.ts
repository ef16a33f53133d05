/**
 * The dump file, version 1. A line of JSON, then blocks; numbers are little endian.
 *
 *   {"format":"memtool.dump/1","created":"2026-01-31T12:00:00.000Z","servers":["127.0.0.1:11211"]}\n
 *
 *   block   u32 magic "MTBK" | u8 kind 1 items, 2 end | u8 0 | u16 server, index in "servers" | u32 records | u32 bytes of payload |
 *           u32 CRC-32 of the 16 bytes before and of the payload | payload
 *   item    u8 bytes of key | u8 expiry, 256ths of a second | u32 bytes of value | u32 client flags |
 *           u32 expiry, Unix seconds, 0 never | u32 last access, Unix seconds, 0 unknown | u64 cas, 0 unknown | key | value
 *   end     JSON {"items":N,...}: without this block the dump is not whole
 *
 * A block is written at once and stands for itself: a file that was cut off, or damaged, is good up to its last whole block.
 * In a file named .gz the line and each block are gzip members of their own (gzip-member.ts); `gunzip` makes the plain file of it.
 */
import { crc32 } from "node:zlib";
import { MemtoolError } from "../../base/errors.ts";
import type { StoredItem } from "./stored-item.ts";

/** Grows when the format changes its meaning. */
const DUMP_FORMAT = "memtool.dump/1";

/** Kinds of blocks. */
export const BLOCK_KIND = { items: 1, end: 2 } as const;

/** Bytes of a block in front of its payload. */
export const BLOCK_HEADER_BYTES = 20;

const MAGIC = 0x4b42544d;
const CHECKED_BYTES = 16;
const ITEM_HEADER_BYTES = 26;
const FRACTIONS = 256;

/** The largest payload: an item of 1 GiB, memcached's limit, and what stands in front of it. */
const PAYLOAD_BYTES_MAX = 1024 ** 3 + 1024;

/** What the first line says. */
export interface DumpHeader {
  /** When the dump began, as ISO 8601. */
  readonly created: string;
  /** Addresses, without passwords. */
  readonly servers: readonly string[];
}

/** The first line, with its line feed. */
export function encodeHeader({ created, servers }: DumpHeader): Buffer {
  return Buffer.from(`${JSON.stringify({ format: DUMP_FORMAT, created, servers })}\n`);
}

/** Reads the first line. @throws MemtoolError USAGE for anything else */
export function decodeHeader(line: string): DumpHeader {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  const { format, created, servers } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (format !== DUMP_FORMAT || typeof created !== "string" || !Array.isArray(servers)) {
    throw new MemtoolError("USAGE", `this is no dump: its first line does not say "format":"${DUMP_FORMAT}"`, {
      hint: "dumps are made by `memtool keys dump`",
    });
  }
  return { created, servers: servers.map(String) };
}

/** Bytes that {@link writeItem} will write. */
export function recordBytes({ key, value }: StoredItem): number {
  return ITEM_HEADER_BYTES + key.length + value.length;
}

/** Writes an item's record at `at`; the buffer has room for {@link recordBytes}. @returns the position behind it */
export function writeItem(buffer: Buffer, at: number, item: StoredItem): number {
  const { key, value } = item;
  buffer[at] = key.length;
  buffer[at + 1] = Math.floor(((item.expiresAtMs % 1000) / 1000) * FRACTIONS);
  buffer.writeUInt32LE(value.length, at + 2);
  buffer.writeUInt32LE(item.flags, at + 6);
  buffer.writeUInt32LE(Math.floor(item.expiresAtMs / 1000), at + 10);
  buffer.writeUInt32LE(item.lastAccessS, at + 14);
  buffer.writeBigUInt64LE(item.cas, at + 18);
  buffer.set(key, at + ITEM_HEADER_BYTES);
  buffer.set(value, at + ITEM_HEADER_BYTES + key.length);
  return at + ITEM_HEADER_BYTES + key.length + value.length;
}

/** The items of a payload; undefined if it does not consist of so many records. Keys and values are views. */
export function readItems(payload: Buffer, records: number): StoredItem[] | undefined {
  const items: StoredItem[] = [];
  let at = 0;
  while (at + ITEM_HEADER_BYTES <= payload.length) {
    const keyStart = at + ITEM_HEADER_BYTES;
    const valueStart = keyStart + (payload[at] as number);
    const end = valueStart + payload.readUInt32LE(at + 2);
    if (end > payload.length || valueStart === keyStart) {
      return undefined;
    }
    items.push({
      key: payload.subarray(keyStart, valueStart),
      value: payload.subarray(valueStart, end),
      flags: payload.readUInt32LE(at + 6),
      expiresAtMs: readExpiry(payload, at),
      lastAccessS: payload.readUInt32LE(at + 14),
      cas: payload.readBigUInt64LE(at + 18),
    });
    at = end;
  }
  return at === payload.length && items.length === records ? items : undefined;
}

function readExpiry(payload: Buffer, at: number): number {
  return payload.readUInt32LE(at + 10) * 1000 + Math.round(((payload[at + 1] as number) / FRACTIONS) * 1000);
}

/** What stands in front of a payload. */
export interface BlockHeader {
  readonly kind: number;
  readonly server: number;
  readonly records: number;
  readonly payloadBytes: number;
  readonly checksum: number;
}

/** Fills the first {@link BLOCK_HEADER_BYTES} of `block`, whose payload stands behind them already. */
export function sealBlock(block: Buffer, kind: number, server: number, records: number): void {
  block.writeUInt32LE(MAGIC, 0);
  block[4] = kind;
  block[5] = 0;
  block.writeUInt16LE(server, 6);
  block.writeUInt32LE(records, 8);
  block.writeUInt32LE(block.length - BLOCK_HEADER_BYTES, 12);
  block.writeUInt32LE(checksumOf(block, block.subarray(BLOCK_HEADER_BYTES)), CHECKED_BYTES);
}

function checksumOf(header: Buffer, payload: Buffer): number {
  return crc32(payload, crc32(header.subarray(0, CHECKED_BYTES)));
}

/** Reads a block's header; undefined if it is none. */
export function readBlockHeader(header: Buffer): BlockHeader | undefined {
  const payloadBytes = header.readUInt32LE(12);
  if (header.readUInt32LE(0) !== MAGIC || payloadBytes > PAYLOAD_BYTES_MAX) {
    return undefined;
  }
  return {
    kind: header[4] as number,
    server: header.readUInt16LE(6),
    records: header.readUInt32LE(8),
    payloadBytes,
    checksum: header.readUInt32LE(CHECKED_BYTES),
  };
}

/** Whether header and payload are those that were written. */
export function isIntact(header: Buffer, payload: Buffer): boolean {
  return checksumOf(header, payload) === header.readUInt32LE(CHECKED_BYTES);
}
