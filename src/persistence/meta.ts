/**
 * The record of a database that holds for all its items: layout, encryption, flushes, the cas numbers that were given out. It is written
 * twice, under the first and the last of all database keys, because without it nobody knows what was flushed.
 */
import { crc32 } from "../base/crc32.ts";
import { MemtoolError } from "../base/errors.ts";
import type { Cipher } from "./cipher.ts";
import { DamagedDatabase } from "./damaged-database.ts";
import type { FlushRecord } from "./flush-state.ts";
import type { ItemSpace } from "./record.ts";

/** What is kept. */
export interface Meta extends FlushRecord {
  /** High half of the cas numbers that were given out last. */
  readonly casHigh: number;
  /** Where the items are. */
  readonly space: ItemSpace;
}

/** What was read, before anybody has shown the key. */
export interface MetaRecord extends Meta {
  readonly format: number;
  readonly keyCheck: string | null;
}

/** Of a database that was never used. */
export const NEW_META: Meta = { generation: 0, flushedUpTo: 0, oldestLive: 0, casHigh: 0, space: 0 };

const FORMAT = 1;
const KEY_CHECK_TEXT = Buffer.from("memtool encryption key");

/** The bytes of the record. */
export function encodeMeta(meta: Meta, cipher: Cipher | undefined): Buffer {
  const check = cipher === undefined ? null : cipher.digest(KEY_CHECK_TEXT).toString("base64");
  const text = Buffer.from(JSON.stringify({ format: FORMAT, keyCheck: check, ...meta }));
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(text));
  return Buffer.concat([text, crc]);
}

/** The first of some copies of the record that is sound; undefined when none is. */
export function soundMeta(copies: readonly Buffer[]): MetaRecord | undefined {
  for (const bytes of copies) {
    const text = bytes.subarray(0, Math.max(0, bytes.length - 4));
    if (bytes.length > 4 && crc32(text) === bytes.readUInt32LE(bytes.length - 4)) {
      return { ...NEW_META, ...JSON.parse(text.toString()) } as MetaRecord;
    }
  }
  return undefined;
}

/** Whether the database is encrypted with this key; undefined is none. */
export function isOfKey({ keyCheck }: MetaRecord, cipher: Cipher | undefined): boolean {
  if (keyCheck === null || cipher === undefined) {
    return keyCheck === null && cipher === undefined;
  }
  return cipher.matches(KEY_CHECK_TEXT, Buffer.from(keyCheck, "base64"));
}

/**
 * What the record of the database in `directory` says.
 * @param copies as they were read
 * @throws DamagedDatabase when none is sound; MemtoolError STORAGE when it is of a later memtool, or when the encryption key is missing, not wanted, or another one
 */
export function decodeMeta(copies: readonly Buffer[], cipher: Cipher | undefined, directory: string): Meta {
  const record = soundMeta(copies);
  if (record === undefined) {
    throw new DamagedDatabase(directory, "its first record is damaged or missing");
  }
  const { format, keyCheck, ...meta } = record;
  if (format !== FORMAT) {
    throw new MemtoolError(
      "STORAGE",
      `the database in ${directory} has format ${format}, and this memtool knows only ${FORMAT}`,
    );
  }
  checkKey(record, cipher, directory);
  return meta;
}

function checkKey(record: MetaRecord, cipher: Cipher | undefined, directory: string): void {
  if (isOfKey(record, cipher)) {
    return;
  }
  if (record.keyCheck === null) {
    throw new MemtoolError("STORAGE", `the database in ${directory} is not encrypted, but an encryption key is given`, {
      hint: "go without --encryption-key-file, or take another directory",
    });
  }
  if (cipher === undefined) {
    throw new MemtoolError("STORAGE", `the database in ${directory} is encrypted, and no key is given`, {
      hint: "--encryption-key-file FILE names the file with the key",
    });
  }
  throw new MemtoolError("STORAGE", `the database in ${directory} was encrypted with another key`, {
    hint: "nothing was changed; give the key it was written with",
  });
}
