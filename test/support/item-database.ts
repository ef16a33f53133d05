/** Databases with items in them, without a server. */
import { RECORD_AT, RECORD_FORMAT, RECORD_HEADER_BYTES } from "../../src/persistence/change-format.ts";
import { Cipher } from "../../src/persistence/cipher.ts";
import { Database } from "../../src/persistence/database.ts";
import { encodeMeta, NEW_META } from "../../src/persistence/meta.ts";
import { recordsOf } from "../../src/persistence/record.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What an item may have beside a value. */
export interface ItemFacts {
  readonly expires?: number;
  readonly generation?: number;
}

/** Header and value of an item. */
export function recordBytes(value: string, { expires = 0, generation = 0 }: ItemFacts = {}): Buffer {
  const record = Buffer.alloc(RECORD_HEADER_BYTES + value.length);
  record[RECORD_AT.format] = RECORD_FORMAT;
  record.writeUInt32LE(1000, RECORD_AT.storedAt);
  record.writeUInt32LE(generation, RECORD_AT.generation);
  record.writeDoubleLE(expires, RECORD_AT.expires);
  record.write(value, RECORD_HEADER_BYTES, "latin1");
  return record;
}

/** Items by their keys; `damaged` ones have a wrong byte. */
type Items = Readonly<Record<string, ItemFacts & { readonly value: string; readonly damaged?: true }>>;

/** A directory with items. */
export async function makeDatabase(items: Items, encryptionKey?: Uint8Array): Promise<string> {
  const directory = temporaryFolder("item-database-");
  await addItems(directory, items, encryptionKey);
  return directory;
}

/** Puts items into the database of a directory, which may have others; the next opening brings them into a table of their own. */
export async function addItems(directory: string, items: Items, encryptionKey?: Uint8Array): Promise<void> {
  const cipher = encryptionKey === undefined ? undefined : new Cipher(encryptionKey);
  const codec = recordsOf(cipher, NEW_META.space);
  const database = await Database.open(directory);
  await database.write([
    ...Database.metaChanges(encodeMeta(NEW_META, cipher)),
    ...Object.entries(items).map(([name, { value, damaged, ...facts }]) => {
      const key = codec.databaseKey(Buffer.from(name));
      const sealed = codec.seal(key, Buffer.from(name), recordBytes(value, facts));
      if (damaged === true) {
        sealed[40] = (sealed[40] as number) ^ 1;
      }
      return { key, value: sealed };
    }),
  ]);
  await database.close();
}
