/**
 * A change as it travels in the journal:
 *
 *     0 kind | 1 key length | 2 flush epoch (16) | 4 value length | 8 hash | 16 record header | 48 key | value
 *
 * A flush has its moment in the place of the value length, and in that of the hash what earlier flushes have killed.
 * A long value goes on in further pieces, which are nothing but its bytes. The record header is the one that stands on disk (record.ts).
 */

/** What a change is. */
export const CHANGE = { stored: 1, removed: 2, flushed: 3 } as const;

/** Byte offsets within the first piece. */
export const CHANGE_AT = { kind: 0, keyLength: 1, epoch: 2, length: 4, hash: 8, record: 16, key: 48 } as const;

/** Byte offsets within a record header; `expires` is a 64-bit float. */
export const RECORD_AT = {
  format: 0,
  itemFlags: 1,
  clientFlags: 4,
  storedAt: 8,
  generation: 12,
  casLow: 16,
  casHigh: 20,
  expires: 24,
} as const;

/** Bytes of a record header. */
export const RECORD_HEADER_BYTES = 32;

/** The only layout of a record so far. */
export const RECORD_FORMAT = 1;
