/** `memtool serve verify`: is everything in a database what was written? */
import { Cipher } from "./cipher.ts";
import { DamagedDatabase } from "./damaged-database.ts";
import { Database } from "./database.ts";
import { FlushState } from "./flush-state.ts";
import { type DamagedRecord, type Inspection, inspect, newInspection } from "./inspection.ts";
import { decodeMeta } from "./meta.ts";
import { recordsOf } from "./record.ts";

/** What a database is verified with. */
export interface VerifyOptions {
  readonly directory: string;
  readonly encryptionKey: Uint8Array | undefined;
  readonly nowUnix: number;
  readonly onDamage: (record: DamagedRecord) => void;
  readonly goesOn: (sofar: Readonly<Inspection>) => boolean;
}

/** What was found beside the records. */
export interface Verification extends Inspection {
  /** Sentences about damage that is no record's: the whole database, the first record, changes that are lost. */
  readonly faults: readonly string[];
  /** Whether its items could be counted. */
  readonly isOpen: boolean;
}

/**
 * Reads all of it. LevelDB itself brings its log of changes into its tables when it is opened; nothing else is changed.
 * @throws MemtoolError STORAGE when there is no database, no access, another key, or somebody is working on it
 */
export async function verifyDatabase(options: VerifyOptions): Promise<Verification> {
  const { directory, encryptionKey } = options;
  let database: Database;
  try {
    database = await Database.open(directory, "existing");
  } catch (error) {
    if (error instanceof DamagedDatabase) {
      return { ...newInspection(), faults: [error.reason], isOpen: false };
    }
    throw error;
  }
  try {
    const cipher = encryptionKey === undefined ? undefined : new Cipher(encryptionKey);
    const copies = await database.meta();
    const faults = [...database.lost, ...database.tableFaults];
    const meta = decodeMeta(copies, cipher, directory);
    if (copies.length < 2 || copies.some((copy) => !copy.equals(copies[0] ?? copy))) {
      faults.push("one of the two copies of the first record is missing or damaged");
    }
    const flushes = new FlushState(meta);
    const inspection = await inspect({ ...options, database, codec: recordsOf(cipher, meta.space), flushes });
    return { ...inspection, faults, isOpen: true };
  } catch (error) {
    if (error instanceof DamagedDatabase) {
      const faults = [...database.lost, ...database.tableFaults, error.reason];
      return { ...newInspection(), faults, isOpen: false };
    }
    throw error;
  } finally {
    await database.close();
  }
}
