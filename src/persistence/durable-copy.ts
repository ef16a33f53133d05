/** The durable copy of a store: opened before anybody changes the store, filled while they do, closed after the last change. */
import { systemClock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { formatCount } from "../base/format-units.ts";
import { createJournal, type JournalMemory } from "../memory/journal.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";
import { ColdKeys } from "../store/cold-keys.ts";
import type { StoreRegion } from "../store/region.ts";
import { Store } from "../store/store.ts";
import { ChangeReader } from "./change-reader.ts";
import { Cipher } from "./cipher.ts";
import { DamagedDatabase } from "./damaged-database.ts";
import { Database } from "./database.ts";
import { foreignNames, moveAside } from "./database-files.ts";
import { FlushState } from "./flush-state.ts";
import { levelFailure } from "./level-failure.ts";
import { decodeMeta, type Meta, NEW_META } from "./meta.ts";
import { MetaWriter } from "./meta-writer.ts";
import { PersistCounters } from "./persist-counters.ts";
import { Persister } from "./persister.ts";
import { type FetchOutcome, Promoter } from "./promoter.ts";
import { readBack } from "./read-back.ts";
import { otherSpace, recordsOf } from "./record.ts";
import type { WalkParts } from "./recovery.ts";
import { SlowReads } from "./slow-reads.ts";
import { Tidier } from "./tidier.ts";

/** Shared memory that the threads of a durable server have besides the store's. */
export interface DurableMemory {
  readonly journal: JournalMemory;
  readonly cold: SharedArrayBuffer;
  readonly counters: SharedArrayBuffer;
}

/** Changes on their way between threads take up to this much memory; address space until it is used. */
const JOURNAL_BYTES = 8 * 1024 * 1024;

/** Allocates it. */
export function createDurableMemory(): DurableMemory {
  return { journal: createJournal(JOURNAL_BYTES), cold: ColdKeys.create(), counters: PersistCounters.create() };
}

/** What a durable copy is opened with. */
export interface DurableCopyOptions {
  readonly directory: string;
  /** Longest time between a change and its commit; 0 commits at once. */
  readonly lagMs: number;
  /** About how many bytes the items may take on disk; undefined for no limit. */
  readonly limitBytes: number | undefined;
  readonly encryptionKey: Uint8Array | undefined;
  /** Whether a database that is too damaged to be opened is moved aside, for an empty one. */
  readonly movesDamaged: boolean;
  readonly memory: DurableMemory;
  readonly region: StoreRegion;
  /** Of the thread that calls. */
  readonly threadIndex: number;
  readonly threadCounters: ThreadCounters;
  readonly hashSeed: number;
  /** Everything up to this change is on disk. */
  readonly onDurable: (number: number) => void;
  /** Nothing can be written, with the reason, after every attempt; undefined: it works again. */
  readonly onFailure: (reason: string | undefined) => void;
  readonly log: (line: string) => void;
}

/** Foreign files that are named in the log. */
const NAMES_SHOWN = 3;
/** Damaged records that are named in the log; later ones are only counted. */
const DAMAGE_LINES_MAX = 10;

/** See the head of the file. */
export class DurableCopy {
  readonly #options: DurableCopyOptions;
  readonly #database: Database;
  readonly #walk: WalkParts;
  readonly #persister: Persister;
  readonly #promoter: Promoter;
  readonly #metaWriter: MetaWriter;
  readonly #tidier: Tidier;
  readonly #slowReads: SlowReads;
  #isStopping = false;
  #working: Promise<void> | undefined;

  /**
   * Opens it, and has the store go on from its cas numbers and flushes. To be called before any other thread works on the store.
   * @throws MemtoolError STORAGE when the directory or the database can't be used, or the encryption key is not its own
   */
  static async open(options: DurableCopyOptions): Promise<DurableCopy> {
    try {
      return await DurableCopy.#open(options);
    } catch (error) {
      if (!(options.movesDamaged && error instanceof DamagedDatabase)) {
        throw error;
      }
      const place = await moveAside(options.directory, systemClock.unixMs());
      options.log(
        `${error.message}; it was moved to ${place}, and the server starts with nothing (memtool serve repair ${place} keeps what is sound)`,
      );
      const copy = await DurableCopy.#open(options);
      copy.#walk.counters.add("persist_damaged", 1);
      return copy;
    }
  }

  static async #open(options: DurableCopyOptions): Promise<DurableCopy> {
    const foreign = foreignNames(options.directory);
    const database = await Database.open(options.directory);
    try {
      const cipher = options.encryptionKey === undefined ? undefined : new Cipher(options.encryptionKey);
      const copies = await database.meta();
      const isNew = copies.length === 0 && !(await hasAnything(database));
      const meta = isNew ? NEW_META : decodeMeta(copies, cipher, options.directory);
      const copy = new DurableCopy(options, database, cipher, meta, isNew);
      await database.write(copy.#metaWriter.changes()).catch((error) => {
        throw levelFailure("write", options.directory, error);
      });
      copy.#metaWriter.written();
      copy.#tellLosses();
      if (isNew && foreign.length > 0) {
        options.log(
          `the persistence directory ${options.directory} had ${list(foreign)} in it, and no database: is it the right one?`,
        );
      }
      if (database.isOpenToOthers) {
        options.log(`others may read the persistence directory ${options.directory}: chmod 700 keeps them out`);
      }
      return copy;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private constructor(
    options: DurableCopyOptions,
    database: Database,
    cipher: Cipher | undefined,
    meta: Meta,
    isNew: boolean,
  ) {
    this.#options = options;
    this.#database = database;
    const { memory, region, threadIndex, threadCounters, hashSeed } = options;
    const cold = new ColdKeys(memory.cold);
    const counters = new PersistCounters(memory.counters);
    const store = Store.attach(region, threadIndex, threadCounters, undefined, { changes: undefined, cold });
    const nowUnix = () => store.now() + store.processStarted;
    const flushes = new FlushState(meta);
    flushes.settle(nowUnix());
    if (flushes.oldestLive !== 0) {
      store.parts.clock.flushAt(flushes.oldestLive - store.processStarted);
    }
    store.parts.cas.raise(0, isNew ? 0 : meta.casHigh + 1);
    cold.isUnknown = !isNew;
    this.#metaWriter = new MetaWriter(flushes, store.parts.cas, cipher, meta.space);
    const codec = recordsOf(cipher, meta.space);
    const parts = { store, hashSeed, database, codec, flushes, counters, nowUnix };
    this.#persister = new Persister({
      ...parts,
      changes: new ChangeReader(memory.journal),
      clock: systemClock,
      lagMs: options.lagMs,
      current: (change) => this.#promoter.current(change),
      isHeldBack: () => this.#tidier.isOver,
      meta: this.#metaWriter,
      onDurable: options.onDurable,
      onFailure: options.onFailure,
    });
    const isStopped = () => this.#isStopping;
    const full = { ...parts, persister: this.#persister, onDamage: this.#damageLogger() };
    this.#promoter = new Promoter(full);
    this.#walk = { ...full, promoter: this.#promoter, cold, isStopped };
    this.#slowReads = new SlowReads({ counters, clock: systemClock, log: options.log });
    this.#tidier = new Tidier({ ...this.#walk, database, limitBytes: options.limitBytes, clock: systemClock });
  }

  #tellLosses(): void {
    const { counters } = this.#walk;
    const database = this.#database;
    for (const line of database.lost) {
      counters.add("persist_damaged", 1);
      this.#options.log(`${line}; keys that were changed there are as they were before`);
    }
    for (const line of database.tableFaults) {
      counters.add("persist_damaged", 1);
      this.#options.log(`a table is damaged: ${line}; memtool serve repair keeps the rest of it`);
    }
  }

  /** A rotation of the key that was cut off has left items of the key that does not hold. */
  async #removeRemains(): Promise<void> {
    const { codec } = this.#walk;
    const database = this.#database;
    const remains = otherSpace(codec.space);
    try {
      if (await database.hasItems(remains)) {
        await database.discard(remains);
        this.#options.log("what a rotation of the encryption key had left behind was removed");
      }
    } catch (error) {
      this.#options.log(`what a rotation of the encryption key has left behind is still there: ${messageOf(error)}`);
    }
  }

  /** Begins to take changes, and reads back what is there; resolves when that is done. */
  async start(): Promise<void> {
    this.#working = this.#persister.run();
    if (!this.#walk.cold.isUnknown) {
      this.#tidier.start();
      return;
    }
    await this.#removeRemains();
    if (await readBack(this.#walk, systemClock, this.#options.log)) {
      this.#tidier.start();
    }
  }

  /** Puts the item of a key into memory, if it is only on disk. Never rejects. */
  async fetch(key: Buffer): Promise<FetchOutcome> {
    return await this.#slowReads.watch(this.#promoter.fetch(key));
  }

  /** Writes what is left and closes the database. Nobody may change the store any more. */
  async close(): Promise<void> {
    this.#isStopping = true;
    this.#persister.stop();
    await Promise.all([this.#working, this.#tidier.stop()]);
    await this.#database.close();
  }

  #damageLogger(): WalkParts["onDamage"] {
    let lines = 0;
    return (databaseKey, reason) => {
      lines++;
      if (lines <= DAMAGE_LINES_MAX) {
        this.#options.log(`a damaged record was passed over (database key ${databaseKey.toString("hex")}): ${reason}`);
      }
    };
  }
}

/** The first few of some names. */
function list(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return `${names.slice(0, NAMES_SHOWN).join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}

async function hasAnything(database: Database): Promise<boolean> {
  return (await database.hasItems(NEW_META.space)) || (await database.hasItems(otherSpace(NEW_META.space)));
}
