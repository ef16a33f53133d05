/**
 * An item as it stands on disk: header, value, and what proves that neither was damaged.
 *
 *     plain        key `i` + key, value: header, value, CRC-32 of database key, header and value
 *     encrypted    key `i` + HMAC-SHA-256 of key, value: nonce (12), AES-256-GCM of (key length, key, header, value), tag (16);
 *                  the database key is authenticated too, so a value that was put under another key is found out
 *
 * `i` is the prefix of one of two spaces of items, `j` that of the other: a rotation of the encryption key writes everything from the
 * one into the other, and which of them holds is said by the database's first record.
 */
import { crc32 } from "../base/crc32.ts";
import { RECORD_AT, RECORD_FORMAT, RECORD_HEADER_BYTES } from "./change-format.ts";
import type { Cipher } from "./cipher.ts";

const CRC_BYTES = 4;

/** Of a record of which only an older version is to be had. */
const UNREADABLE = "what it is now is in a part that cannot be read";

/** Longest key of an item; memcached's. */
const KEY_BYTES_MAX = 250;

/** One of the two places where the items of a database may be. */
export type ItemSpace = 0 | 1;

/** First byte of the database keys of the items of a space. */
export function itemPrefix(space: ItemSpace): number {
  return 0x69 + space;
}

/** The space that is not this one. */
export function otherSpace(space: ItemSpace): ItemSpace {
  return space === 0 ? 1 : 0;
}

/** An item that was read back. */
export interface StoredRecord {
  readonly key: Buffer;
  readonly itemFlags: number;
  readonly clientFlags: number;
  /** Unix second of the last change. */
  readonly storedAt: number;
  /** Number of flushes before it was stored. */
  readonly generation: number;
  readonly casLow: number;
  readonly casHigh: number;
  /** Unix second of death, 0 never. */
  readonly expires: number;
  readonly value: Buffer;
}

/** What was sealed: `record` is header and value. */
export interface Unsealed {
  readonly key: Buffer;
  readonly record: Buffer;
}

/** Makes database records of items and reads them back. */
export interface RecordCodec {
  /** Where its items are. */
  readonly space: ItemSpace;
  /** The database key of an item's key. */
  databaseKey(key: Buffer): Buffer;
  /** The database value: `record` is header and value. */
  seal(databaseKey: Buffer, key: Buffer, record: Buffer): Buffer;
  /** Undoes {@link seal}, or tells in words what is wrong with the record. */
  unseal(databaseKey: Buffer, sealed: Buffer | undefined): Unsealed | string;
  /** The item, or in words what is wrong with the record; with one that is undefined: what is there now can't be read. */
  open(databaseKey: Buffer, sealed: Buffer | undefined): StoredRecord | string;
}

/** Records of a space, encrypted where there is a cipher. */
export function recordsOf(cipher: Cipher | undefined, space: ItemSpace): RecordCodec {
  return cipher === undefined ? plainRecords(space) : encryptedRecords(cipher, space);
}

/** Records that anybody can read. */
function plainRecords(space: ItemSpace): RecordCodec {
  const unseal = (databaseKey: Buffer, sealed: Buffer | undefined): Unsealed | string => {
    if (sealed === undefined) {
      return UNREADABLE;
    }
    const length = sealed.length - CRC_BYTES;
    if (length < RECORD_HEADER_BYTES) {
      return `it has ${sealed.length} bytes, fewer than any record`;
    }
    const record = sealed.subarray(0, length);
    return crc32(record, crc32(databaseKey)) === sealed.readUInt32LE(length)
      ? { key: databaseKey.subarray(1), record }
      : "its checksum is wrong";
  };
  return {
    space,
    databaseKey: (key) => prefixed(space, key),
    seal: (databaseKey, _key, record) => {
      const sealed = Buffer.allocUnsafe(record.length + CRC_BYTES);
      record.copy(sealed);
      sealed.writeUInt32LE(crc32(record, crc32(databaseKey)), record.length);
      return sealed;
    },
    unseal,
    open: (databaseKey, sealed) => opened(unseal(databaseKey, sealed)),
  };
}

/** Records that only who has the key can read. */
function encryptedRecords(cipher: Cipher, space: ItemSpace): RecordCodec {
  const unseal = (databaseKey: Buffer, sealed: Buffer | undefined): Unsealed | string => {
    if (sealed === undefined) {
      return UNREADABLE;
    }
    const plain = cipher.open(sealed, databaseKey);
    if (plain === undefined) {
      return "it is not what was encrypted under this key: damaged, moved, or of another key";
    }
    const keyEnd = 1 + (plain[0] ?? 0);
    return { key: plain.subarray(1, keyEnd), record: plain.subarray(keyEnd) };
  };
  return {
    space,
    databaseKey: (key) => prefixed(space, cipher.digest(key)),
    seal: (databaseKey, key, record) => {
      const plain = Buffer.allocUnsafe(1 + key.length + record.length);
      plain[0] = key.length;
      key.copy(plain, 1);
      record.copy(plain, 1 + key.length);
      return cipher.seal(plain, databaseKey);
    },
    unseal,
    open: (databaseKey, sealed) => opened(unseal(databaseKey, sealed)),
  };
}

function prefixed(space: ItemSpace, bytes: Buffer): Buffer {
  const key = Buffer.allocUnsafe(1 + bytes.length);
  key[0] = itemPrefix(space);
  bytes.copy(key, 1);
  return key;
}

function opened(unsealed: Unsealed | string): StoredRecord | string {
  return typeof unsealed === "string" ? unsealed : readRecord(unsealed);
}

/** The item of a key, header and value; or in words what is wrong with them. */
export function readRecord({ key, record }: Unsealed): StoredRecord | string {
  if (record.length < RECORD_HEADER_BYTES) {
    return `it has ${record.length} bytes, fewer than any record`;
  }
  if (record[RECORD_AT.format] !== RECORD_FORMAT) {
    return `its format is ${record[RECORD_AT.format]}, and only ${RECORD_FORMAT} is known`;
  }
  if (key.length === 0 || key.length > KEY_BYTES_MAX) {
    return `its key has ${key.length} bytes, and 1 to ${KEY_BYTES_MAX} are possible`;
  }
  const expires = record.readDoubleLE(RECORD_AT.expires);
  if (!Number.isSafeInteger(expires) || expires < 0) {
    return `it expires at ${expires}, which is no moment`;
  }
  return {
    key,
    itemFlags: record[RECORD_AT.itemFlags] as number,
    clientFlags: record.readInt32LE(RECORD_AT.clientFlags),
    storedAt: record.readUInt32LE(RECORD_AT.storedAt),
    generation: record.readUInt32LE(RECORD_AT.generation),
    casLow: record.readUInt32LE(RECORD_AT.casLow),
    casHigh: record.readUInt32LE(RECORD_AT.casHigh),
    expires,
    value: record.subarray(RECORD_HEADER_BYTES),
  };
}
