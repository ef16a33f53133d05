/** A store that is kept on a fake disk, all threads in one: string operations, a persister, read-through, and crashes. */
import { systemClock } from "../../src/base/clock.ts";
import { hashKey } from "../../src/base/hash.ts";
import { createJournal, type JournalMemory } from "../../src/memory/journal.ts";
import { ChangeReader } from "../../src/persistence/change-reader.ts";
import { ChangeWriter } from "../../src/persistence/change-writer.ts";
import { FlushState } from "../../src/persistence/flush-state.ts";
import { decodeMeta, NEW_META } from "../../src/persistence/meta.ts";
import { MetaWriter } from "../../src/persistence/meta-writer.ts";
import { PersistCounters } from "../../src/persistence/persist-counters.ts";
import { Persister } from "../../src/persistence/persister.ts";
import { Promoter, type PromoterParts } from "../../src/persistence/promoter.ts";
import { type RecordCodec, recordsOf } from "../../src/persistence/record.ts";
import type { WalkParts } from "../../src/persistence/recovery.ts";
import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import { ColdKeys } from "../../src/store/cold-keys.ts";
import { STORE_MODE, StoreIntent, type StoreMode, type StoreResult } from "../../src/store/commit.ts";
import type { ItemRef } from "../../src/store/item-layout.ts";
import type { StoreOptions } from "../../src/store/options.ts";
import type { StoreRegion } from "../../src/store/region.ts";
import { Store } from "../../src/store/store.ts";
import { FakeDatabase } from "./fake-database.ts";
import { TEST_START } from "./test-store.ts";

const SEED = 7;
/** The reader is the same thread: a full journal would wait for itself. */
const JOURNAL_BYTES = 16 * 1024 * 1024;
const THREADS = 2;
const WAIT_MS_MAX = 20_000;

/** What a test may choose. */
export interface DurableStoreOptions {
  readonly database?: FakeDatabase;
  /** Unix second of the start. */
  readonly startUnix?: number;
  readonly codec?: RecordCodec;
  readonly lagMs?: number;
  readonly store?: Partial<StoreOptions>;
}

/** An item as the tests compare it; `expires` is a Unix second, 0 never. */
export interface SeenItem {
  readonly value: string;
  readonly flags: number;
  readonly expires: number;
}

/** See the head of the file. The persister does nothing before `start`, or a test calls its `take`. */
export class DurableStore {
  readonly database: FakeDatabase;
  readonly region: StoreRegion;
  /** The worker's side. */
  readonly store: Store;
  readonly changes: ChangeWriter;
  readonly journal: JournalMemory = createJournal(JOURNAL_BYTES);
  /** The persistence thread's side. */
  readonly diskStore: Store;
  readonly reader: ChangeReader;
  readonly flushes: FlushState;
  readonly counters = new PersistCounters(PersistCounters.create());
  readonly cold = new ColdKeys(ColdKeys.create());
  readonly persister: Persister;
  readonly promoter: Promoter;
  readonly walk: WalkParts;
  readonly damaged: string[] = [];
  readonly failures: (string | undefined)[] = [];
  durableNumber = 0;
  isStopped = false;
  isHeldBack = false;
  readonly #intent = new StoreIntent();
  #running: Promise<void> | undefined;

  static async open(options: DurableStoreOptions = {}): Promise<DurableStore> {
    const { database = new FakeDatabase() } = options;
    const meta = await database.meta();
    return new DurableStore(database, meta.length === 0 ? NEW_META : decodeMeta(meta, undefined, "test"), options);
  }

  private constructor(
    database: FakeDatabase,
    meta: typeof NEW_META,
    { startUnix = TEST_START, codec = recordsOf(undefined, 0), lagMs = 0, store = {} }: DurableStoreOptions,
  ) {
    this.database = database;
    this.region = Store.create({
      startTimeUnix: startUnix,
      memoryLimitBytes: 8 * 1024 * 1024,
      hashPower: 12,
      ...store,
    });
    const counters = ThreadCounters.create(THREADS);
    const attach = (index: number, changes: ChangeWriter | undefined): Store =>
      Store.attach(this.region, index, ThreadCounters.attach(counters, index), undefined, { changes, cold: this.cold });
    this.diskStore = attach(1, undefined);
    this.changes = new ChangeWriter(this.journal, 1, this.diskStore.processStarted);
    this.store = attach(0, this.changes);
    this.reader = new ChangeReader(this.journal);
    this.flushes = new FlushState(meta);
    this.flushes.settle(startUnix);
    if (this.flushes.oldestLive !== 0) {
      this.diskStore.parts.clock.flushAt(this.flushes.oldestLive - this.diskStore.processStarted);
    }
    const nowUnix = (): number => this.store.now() + this.store.processStarted;
    const base = { database, codec, flushes: this.flushes, counters: this.counters };
    this.persister = new Persister({
      ...base,
      changes: this.reader,
      clock: systemClock,
      hashSeed: SEED,
      lagMs,
      current: (change) => this.promoter.current(change),
      isHeldBack: () => this.isHeldBack,
      meta: new MetaWriter(this.flushes, this.diskStore.parts.cas, undefined, 0),
      onDurable: (number) => {
        this.durableNumber = number;
      },
      onFailure: (reason) => this.failures.push(reason),
    });
    const parts: PromoterParts & { persister: Persister } = {
      ...base,
      store: this.diskStore,
      hashSeed: SEED,
      persister: this.persister,
      nowUnix,
      onDamage: (_key, reason) => this.damaged.push(reason),
    };
    this.promoter = new Promoter(parts);
    this.walk = { ...parts, promoter: this.promoter, cold: this.cold, isStopped: () => this.isStopped };
  }

  /** Has the persister work until {@link stop}. */
  start(): void {
    this.#running = this.persister.run();
  }

  async stop(): Promise<void> {
    // Waiting for another thread keeps no process alive.
    const alive = setInterval(() => {}, 1000);
    this.isStopped = true;
    this.persister.stop();
    await this.#running;
    clearInterval(alive);
  }

  /** Resolves once everything that was changed up to now is on disk. */
  async durable(): Promise<void> {
    const number = this.changes.lastNumber;
    const deadline = Date.now() + WAIT_MS_MAX;
    while (!this.changes.isDurable(number)) {
      if (Date.now() > deadline) {
        throw new Error(`change ${number} does not reach the disk`);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  hash(key: string): number {
    return hashKey(Buffer.from(key, "latin1"), 0, key.length, SEED);
  }

  /** A storage command; undefined when there was no room. */
  put(mode: StoreMode, key: string, value: string | Buffer, flags = 0, exptime = 0): StoreResult | undefined {
    const { store } = this;
    const keyBytes = Buffer.from(key, "latin1");
    const bytes = Buffer.from(value as string, "latin1");
    const hash = this.hash(key);
    const ref = store.allocate(keyBytes, 0, key.length, hash, flags, store.realTime(exptime), bytes.length);
    if (ref === 0) {
      return undefined;
    }
    store.writeValue(ref, 0, bytes, 0, bytes.length);
    this.#intent.reset(mode);
    return store.commit(ref, hash, this.#intent);
  }

  set(key: string, value: string | Buffer, flags = 0, exptime = 0): StoreResult | undefined {
    return this.put(STORE_MODE.set, key, value, flags, exptime);
  }

  /** Calls `use` with the living item under its lock; undefined when there is none. */
  withItem<T>(key: string, use: (ref: ItemRef, hash: number) => T): T | undefined {
    const keyBytes = Buffer.from(key, "latin1");
    const hash = this.hash(key);
    this.store.lock(hash);
    const ref = this.store.findLocked(keyBytes, 0, key.length, hash);
    const result = ref === 0 ? undefined : use(ref, hash);
    this.store.unlock(hash);
    return result;
  }

  delete(key: string): boolean {
    const isGone = this.withItem(key, (ref, hash) => {
      this.store.unlinkLocked(ref, hash);
      return true;
    });
    return isGone === true;
  }

  /** Out of memory, as when there is no room. */
  evict(key: string): void {
    this.withItem(key, (ref, hash) => {
      this.cold.add(hash);
      this.store.parts.linker.unlinkLocked(ref, hash);
    });
  }

  /** What memory has. */
  seen(key: string): SeenItem | undefined {
    return this.withItem(key, (ref) => {
      const { items, processStarted } = this.store;
      const value = Buffer.alloc(items.valueLength(ref));
      this.store.readValue(ref, 0, value, 0, value.length);
      const exptime = items.exptime(ref) >>> 0;
      return {
        value: value.toString("latin1"),
        flags: items.flags(ref),
        expires: exptime === 0 ? 0 : exptime + processStarted,
      };
    });
  }

  /** Looks for a key as the server does: in memory, and then on disk. */
  async fetched(key: string): Promise<SeenItem | undefined> {
    const seen = this.seen(key);
    if (seen !== undefined || !this.store.isCold(this.hash(key))) {
      return seen;
    }
    await this.promoter.fetch(Buffer.from(key, "latin1"));
    return this.seen(key);
  }
}
