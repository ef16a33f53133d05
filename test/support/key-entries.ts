/** Entries of dumps for tests. */
import type { KeyEntry } from "../../src/keys/key-entry.ts";

/** An entry with everything told, but for what a test says otherwise. A string is the key in latin1. */
export function keyEntry(key: string | Buffer, fields: Partial<KeyEntry> = {}): KeyEntry {
  return {
    key: typeof key === "string" ? Buffer.from(key, "latin1") : key,
    exptime: -1,
    lastAccess: 1000,
    cas: 1n,
    fetched: false,
    slabClass: 1,
    sizeBytes: 69,
    flags: 0,
    ...fields,
  };
}
