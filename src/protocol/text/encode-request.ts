/**
 * Requests of the classic commands, written from checked values.
 *
 *   get|gets <key>*\r\n                    gat|gats <exptime> <key>*\r\n
 *   set|add|replace|append|prepend <key> <flags> <exptime> <bytes>\r\n<data>\r\n
 *   cas <key> <flags> <exptime> <bytes> <cas>\r\n<data>\r\n
 *   delete <key>\r\n   incr|decr <key> <delta>\r\n   touch <key> <exptime>\r\n   flush_all [<delay>]\r\n
 */
import { MemtoolError } from "../../base/errors.ts";
import { checkKey } from "../key.ts";
import type { WireKey } from "../reply.ts";
import type { RequestBuffer } from "../request-buffer.ts";

/** The storage commands that share one form. */
export type StorageVerb = "set" | "add" | "replace" | "append" | "prepend" | "cas";

/** What a storage command sends beside its key and value. */
export interface StorageFields {
  /** Opaque number kept with the item, unsigned 32 bit. */
  readonly flags: number;
  /** 0 never, up to 2592000 seconds from now, above that a Unix time; negative: already expired. */
  readonly exptime: number;
  /** The cas unique to compare, for `cas` only. */
  readonly cas?: bigint;
}

const UINT64_MAX = 0xffff_ffff_ffff_ffffn;
const FLAGS_MAX = 0xffff_ffff;
const EXPTIME_MIN = -(2 ** 31);
const EXPTIME_MAX = 2 ** 31 - 1;

/** Checks an exptime and returns it. @throws MemtoolError USAGE unless it is a whole signed 32-bit number of seconds */
export function checkExptime(exptime: number): number {
  if (!Number.isInteger(exptime) || exptime < EXPTIME_MIN || exptime > EXPTIME_MAX) {
    throw new MemtoolError("USAGE", `not an expiry time: ${exptime} is not a whole signed 32-bit number`, {
      hint: "0 is never, up to 2592000 (30 days) are seconds from now, more is a Unix time",
    });
  }
  return exptime;
}

/** Checks client flags and returns them. @throws MemtoolError USAGE unless they are an unsigned 32-bit number */
export function checkFlags(flags: number): number {
  if (!Number.isInteger(flags) || flags < 0 || flags > FLAGS_MAX) {
    throw new MemtoolError("USAGE", `not client flags: ${flags} is not a whole number from 0 to ${FLAGS_MAX}`);
  }
  return flags;
}

/** Checks an unsigned 64-bit number and returns its digits; `name` says what it is. @throws MemtoolError USAGE */
export function uint64Digits(value: bigint | number, name: string): string {
  if (typeof value === "number" ? !Number.isSafeInteger(value) || value < 0 : value < 0n || value > UINT64_MAX) {
    throw new MemtoolError("USAGE", `not a ${name}: ${value} is not a whole number from 0 to ${UINT64_MAX}`);
  }
  return value.toString();
}

/** Writes `get` or `gets` for checked keys. */
export function encodeGet(buffer: RequestBuffer, verb: "get" | "gets", keys: readonly WireKey[]): void {
  buffer.ascii(verb);
  writeKeys(buffer, keys);
}

/** Writes `gat` or `gats` for checked keys and a checked exptime. */
export function encodeGat(
  buffer: RequestBuffer,
  verb: "gat" | "gats",
  exptime: number,
  keys: readonly WireKey[],
): void {
  buffer.ascii(`${verb} ${exptime}`);
  writeKeys(buffer, keys);
}

function writeKeys(buffer: RequestBuffer, keys: readonly WireKey[]): void {
  for (const key of keys) {
    buffer.ascii(" ");
    buffer.key(key);
  }
  buffer.ascii("\r\n");
}

/** Writes a storage command with its data block, from checked fields. */
export function encodeStorage(
  buffer: RequestBuffer,
  verb: StorageVerb,
  key: WireKey,
  value: Uint8Array,
  fields: StorageFields,
): void {
  buffer.ascii(verb);
  buffer.ascii(" ");
  buffer.key(key);
  const cas = verb === "cas" ? ` ${fields.cas ?? 0n}` : "";
  buffer.ascii(` ${fields.flags} ${fields.exptime} ${value.length}${cas}\r\n`);
  buffer.value(value);
}

/** Writes a command of the form `verb key[ argument]`, the argument being checked digits. */
export function encodeKeyed(
  buffer: RequestBuffer,
  verb: "delete" | "incr" | "decr" | "touch",
  key: WireKey,
  argument?: string,
): void {
  buffer.ascii(verb);
  buffer.ascii(" ");
  buffer.key(key);
  buffer.ascii(argument === undefined ? "\r\n" : ` ${argument}\r\n`);
}

/** Writes a whole line that the caller has checked to hold no line end, and its CRLF. */
export function encodeLine(buffer: RequestBuffer, line: string | Uint8Array): void {
  buffer.key(line);
  buffer.ascii("\r\n");
}

/** Checks all keys of a retrieval and returns them. @throws MemtoolError USAGE for the first bad one */
export function checkKeys(keys: readonly WireKey[]): readonly WireKey[] {
  for (const key of keys) {
    checkKey(key);
  }
  return keys;
}
