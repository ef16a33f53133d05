/** The LevelDB database in a persistence directory. Everything else in the room sees keys and values as bytes. */
import { statSync } from "node:fs";
import { basename } from "node:path";
import { ClassicLevel } from "classic-level";
import { messageOf } from "../base/errors.ts";
import { DamagedDatabase } from "./damaged-database.ts";
import {
  checkFiles,
  type DamagedTable,
  isDamagedTable,
  isInUse,
  lostChanges,
  markDamagedTables,
  prepareDirectory,
  probeDirectory,
} from "./database-files.ts";
import { directoryInUse, isDamage, levelFailure } from "./level-failure.ts";
import { type DatabaseEntry, type EntriesRead, readEntries, type Snapshot } from "./read-entries.ts";
import { type ItemSpace, itemPrefix, otherSpace } from "./record.ts";

/** One change of the database; without `value` the key is deleted. */
export interface DatabaseChange {
  readonly key: Buffer;
  readonly value: Buffer | undefined;
}

/** Whether a database that is not there is made. */
export type OpenMode = "create" | "existing";

const WRITE_BUFFER_BYTES = 8 * 1024 * 1024;
const OTHERS_BITS = 0o077;
/** Before and behind all items, so that one damaged block does not hold both. */
const META_KEYS = [Buffer.from("m"), Buffer.from("a")] as const;

/** Opens, reads and writes. After an error of a write LevelDB takes no more: {@link reopen} it. */
export class Database {
  readonly directory: string;
  /** Changes that were lost because LevelDB's log was damaged, as it was found at the last opening: sentences. */
  lost: readonly string[] = [];
  #level: ClassicLevel<Buffer, Buffer>;
  #damagedTables: readonly DamagedTable[] = [];

  /**
   * Opens the database of a directory, and in mode `create` makes both if they are not there (nobody else may look in).
   * @throws MemtoolError STORAGE when it can't be: no access, in use; {@link DamagedDatabase}
   */
  static async open(directory: string, mode: OpenMode = "create"): Promise<Database> {
    if (mode === "create") {
      prepareDirectory(directory);
    }
    if (isInUse(directory)) {
      throw directoryInUse(directory);
    }
    checkFiles(directory, mode);
    const damaged = markDamagedTables(directory);
    const database = new Database(directory, await openLevel(directory, mode));
    database.lost = lostChanges(directory);
    // Opening has removed tables that a crash, or a stop in the middle of a compaction, had left unfinished, and may have used their names again.
    database.#damagedTables = damaged.filter(({ path }) => isDamagedTable(path));
    return database;
  }

  /**
   * Has LevelDB make a database of what it can read of the files. Those it could not read go to `lost/`.
   * @throws MemtoolError STORAGE when it can't
   */
  static async rebuild(directory: string): Promise<void> {
    try {
      await ClassicLevel.repair(directory);
    } catch (error) {
      throw levelFailure("repair", directory, error);
    }
  }

  private constructor(directory: string, level: ClassicLevel<Buffer, Buffer>) {
    this.directory = directory;
    this.#level = level;
  }

  /** Whether others than its owner may read the directory. */
  get isOpenToOthers(): boolean {
    return (statSync(this.directory).mode & OTHERS_BITS) !== 0;
  }

  /**
   * Opens anew, once the directory takes files again: until then what is there can be read.
   * @throws as {@link open}, and what the directory says when nothing can be written there
   */
  async reopen(): Promise<void> {
    await probeDirectory(this.directory);
    await this.#level.close().catch(() => {});
    checkFiles(this.directory, "existing");
    this.#level = await openLevel(this.directory, "existing");
    this.lost = lostChanges(this.directory);
  }

  /** The copies of the record of what holds for all items; none in a new database. One that can't be read has no bytes. */
  async meta(): Promise<readonly Buffer[]> {
    const copies = await Promise.all(META_KEYS.map((key) => this.#getIfReadable(key)));
    return copies.filter((copy) => copy !== undefined);
  }

  async #getIfReadable(key: Buffer): Promise<Buffer | undefined> {
    try {
      return await this.#level.get(key);
    } catch (error) {
      if (isDamage(error)) {
        return Buffer.alloc(0);
      }
      throw levelFailure("read", this.directory, error);
    }
  }

  /** The changes that write it. */
  static metaChanges(value: Buffer): DatabaseChange[] {
    return META_KEYS.map((key) => ({ key, value }));
  }

  /** Tables that were found damaged when it was opened: what they may hold is not read. Sentences. */
  get tableFaults(): readonly string[] {
    return this.#damagedTables.map(({ path, reason }) => `${basename(path)}: ${reason}`);
  }

  /** Those of them of which nothing can be had. */
  get lostTables(): readonly string[] {
    return this.#damagedTables.filter(({ isWhole }) => isWhole).map(({ path }) => path);
  }

  /** A value; undefined when there is none. */
  async get(key: Buffer): Promise<Buffer | undefined> {
    return this.#level.get(key);
  }

  /** Makes all the changes or none, and has them on disk when it resolves. */
  async write(changes: Iterable<DatabaseChange>): Promise<void> {
    // Not an array of operations, which costs ten times as much: the package makes two objects of each.
    const batch = this.#level.batch();
    try {
      for (const { key, value } of changes) {
        if (value === undefined) {
          batch.del(key);
        } else {
          batch.put(key, value);
        }
      }
    } catch (error) {
      await batch.close();
      throw error;
    }
    await batch.write({ sync: true });
  }

  /**
   * All items of a space in the order of their database keys, some at a time, as they are when it begins; with them what is under keys that nobody writes.
   * @throws DamagedDatabase after the last item when some could not be read
   */
  async *items(space: ItemSpace): AsyncGenerator<readonly DatabaseEntry[], void> {
    let damage: unknown;
    const snapshot = this.#level.snapshot();
    // Read ahead: LevelDB's thread finds the next ones while these are worked on. No bounds: a damaged key must not look like the end.
    let reading = this.#readAhead(snapshot, undefined);
    try {
      for (;;) {
        const read = await reading;
        damage ??= read.damage;
        if (read.last === undefined) {
          break;
        }
        reading = this.#readAhead(snapshot, read.last);
        yield read.entries.filter(([key]) => isOfInterest(key, space));
      }
    } finally {
      await reading.catch(() => {});
      await snapshot.close();
    }
    if (damage !== undefined) {
      throw new DamagedDatabase(this.directory, `a part of it cannot be read (${messageOf(damage)})`, damage);
    }
  }

  #readAhead(snapshot: Snapshot, after: Buffer | undefined): Promise<EntriesRead> {
    const reading = readEntries(this.#level, snapshot, after, META_KEYS[0]);
    // Whoever waits for it is told.
    reading.catch(() => {});
    return reading;
  }

  /** Rewrites everything, so that nothing is left of what was deleted. */
  async rewrite(): Promise<void> {
    try {
      await this.#level.compactRange(Buffer.alloc(1), Buffer.from([0xff]));
    } catch (error) {
      throw levelFailure("rewrite", this.directory, error);
    }
  }

  /** Whether a space has anything in it. */
  async hasItems(space: ItemSpace): Promise<boolean> {
    const keys = await this.#level.keys({ ...rangeOf(space), limit: 1 }).all();
    return keys.length > 0;
  }

  /** Throws everything of a space out, also from the files. */
  async discard(space: ItemSpace): Promise<void> {
    await this.#level.clear(rangeOf(space));
    // Everything, and not only the space: what was written first may be in one file with the first record.
    await this.rewrite();
  }

  /** About how many bytes the items of a space take on disk. */
  async itemBytes(space: ItemSpace): Promise<number> {
    const { gte, lt } = rangeOf(space);
    return this.#level.approximateSize(gte, lt);
  }

  /** Gives back the room of deleted items of a space, between two database keys. @param from none for its first, `to` for its last */
  async compact(space: ItemSpace, from?: Buffer, to?: Buffer): Promise<void> {
    const { gte, lt } = rangeOf(space);
    await this.#level.compactRange(from ?? gte, to ?? lt);
  }

  async close(): Promise<void> {
    await this.#level.close();
  }
}

function rangeOf(space: ItemSpace): { readonly gte: Buffer; readonly lt: Buffer } {
  const prefix = itemPrefix(space);
  return { gte: Buffer.from([prefix]), lt: Buffer.from([prefix + 1]) };
}

function isOfInterest(key: Buffer, space: ItemSpace): boolean {
  return key[0] !== itemPrefix(otherSpace(space)) && !META_KEYS.some((metaKey) => metaKey.equals(key));
}

/** To be called when the files were checked: an object of LevelDB opens itself soon after it was made, whoever waits for it. */
async function openLevel(directory: string, mode: OpenMode): Promise<ClassicLevel<Buffer, Buffer>> {
  const level = new ClassicLevel<Buffer, Buffer>(directory, {
    keyEncoding: "buffer",
    valueEncoding: "buffer",
    writeBufferSize: WRITE_BUFFER_BYTES,
    createIfMissing: mode === "create",
  });
  try {
    await level.open();
  } catch (error) {
    throw levelFailure("open", directory, error);
  }
  return level;
}
