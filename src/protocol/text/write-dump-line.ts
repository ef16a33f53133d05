/** The lines of `lru_crawler metadump` and `mgdump`: one item each (memcached crawler.c). */
import { writeDecimal } from "../../base/ascii.ts";
import { writeUint64 } from "../../base/uint64.ts";
import { encodeBase64 } from "../meta/base64.ts";
import type { ReplyBuffer } from "../reply-buffer.ts";

/** Room that any line fits in: a key of 250 bytes, each as `%XX`, and eight numbers. */
export const DUMP_LINE_BYTES_MAX = 1024;

const encoder = new TextEncoder();
const HEX = encoder.encode("0123456789ABCDEF");
const KEY = encoder.encode("key=");
const EXP = encoder.encode(" exp=");
const NEVER = encoder.encode("-1");
const LA = encoder.encode(" la=");
const CAS = encoder.encode(" cas=");
const FETCHED = encoder.encode(" fetch=yes cls=");
const NOT_FETCHED = encoder.encode(" fetch=no cls=");
const SIZE = encoder.encode(" size=");
const FLAGS = encoder.encode(" flags=");
const END = encoder.encode(" \n");
const MG = encoder.encode("mg ");
const BINARY_END = encoder.encode(" b\r\n");
const TEXT_END = encoder.encode("\r\n");

const PERCENT = 37;

/** Bytes that stand for themselves in a URI: letters, digits, `-._~`. */
const PLAIN = new Uint8Array(256);
for (const byte of encoder.encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")) {
  PLAIN[byte] = 1;
}

/** What a metadump tells of an item. Times are Unix seconds; `exptime` 0 is never. */
export interface DumpedItem {
  readonly exptime: number;
  readonly lastAccess: number;
  readonly casLow: number;
  readonly casHigh: number;
  readonly fetched: boolean;
  readonly slabClass: number;
  readonly size: number;
  readonly flags: number;
}

function put(bytes: Uint8Array, at: number, constant: Uint8Array): number {
  for (let index = 0; index < constant.length; index++) {
    bytes[at + index] = constant[index] as number;
  }
  return at + constant.length;
}

/** Writes a key, each byte that is not plain as `%XX`; returns the index behind it. The target has three times the key's room. */
function putUri(bytes: Uint8Array, target: number, key: Uint8Array, start: number, length: number): number {
  let at = target;
  for (let index = start; index < start + length; index++) {
    const byte = key[index] as number;
    if (PLAIN[byte] === 1) {
      bytes[at++] = byte;
    } else {
      bytes[at] = PERCENT;
      bytes[at + 1] = HEX[byte >>> 4] as number;
      bytes[at + 2] = HEX[byte & 15] as number;
      at += 3;
    }
  }
  return at;
}

/** Appends `key=URIENC exp=.. la=.. cas=.. fetch=.. cls=.. size=.. flags=.. \n`. The reply has {@link DUMP_LINE_BYTES_MAX} bytes of room. */
export function writeMetadumpLine(
  reply: ReplyBuffer,
  key: Uint8Array,
  keyStart: number,
  keyLength: number,
  item: DumpedItem,
): void {
  const { bytes } = reply;
  let at = put(bytes, reply.length, KEY);
  at = put(bytes, putUri(bytes, at, key, keyStart, keyLength), EXP);
  at = item.exptime === 0 ? put(bytes, at, NEVER) : writeDecimal(bytes, at, item.exptime);
  at = writeDecimal(bytes, put(bytes, at, LA), item.lastAccess);
  at = writeUint64(bytes, put(bytes, at, CAS), item.casLow, item.casHigh);
  at = writeDecimal(bytes, put(bytes, at, item.fetched ? FETCHED : NOT_FETCHED), item.slabClass);
  at = writeDecimal(bytes, put(bytes, at, SIZE), item.size);
  at = writeDecimal(bytes, put(bytes, at, FLAGS), item.flags);
  reply.length = put(bytes, at, END);
}

/** Appends `mg KEY\r\n`, or `mg BASE64 b\r\n` for a binary key. The reply has {@link DUMP_LINE_BYTES_MAX} bytes of room. */
export function writeMgdumpLine(
  reply: ReplyBuffer,
  key: Uint8Array,
  keyStart: number,
  keyLength: number,
  isBinary: boolean,
): void {
  const { bytes } = reply;
  let at = put(bytes, reply.length, MG);
  if (isBinary) {
    at = put(bytes, encodeBase64(key, keyStart, keyLength, bytes, at), BINARY_END);
  } else {
    for (let index = 0; index < keyLength; index++) {
      bytes[at++] = key[keyStart + index] as number;
    }
    at = put(bytes, at, TEXT_END);
  }
  reply.length = at;
}
