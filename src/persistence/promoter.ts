/** Brings items from disk into the memory of a store, unless somebody has changed their keys meanwhile. */
import { assert } from "../base/assert.ts";
import { messageOf } from "../base/errors.ts";
import { hashKey } from "../base/hash.ts";
import { FAILURE } from "../store/allocator.ts";
import type { Store } from "../store/store.ts";
import { RECORD_HEADER_BYTES } from "./change-format.ts";
import type { KeyWatch } from "./change-watchers.ts";
import type { Database } from "./database.ts";
import type { FlushState } from "./flush-state.ts";
import { isDamage } from "./level-failure.ts";
import { READ_MS_MAX } from "./limits.ts";
import type { PendingChange } from "./pending-changes.ts";
import type { PersistCounters } from "./persist-counters.ts";
import type { Persister } from "./persister.ts";
import { type RecordCodec, readRecord, type StoredRecord } from "./record.ts";
import { writeRecordHeader } from "./record-header.ts";

const EXPTIME_MAX = 0xffffffff;

/** `outdated`: memory has the key, or it was changed since; `dead`: expired or flushed; `full`: no room; `busy`: nobody knows yet, try again. */
export type Insertion = "in" | "outdated" | "dead" | "full" | "busy";

/** What became of a fetch: memory has the item now (or had it a moment ago), there is none that can be had, or nobody knows. */
export type FetchOutcome = "in" | "absent" | "failed";

/** How often a key is read again because it was changed meanwhile, and how long to wait while changes pile up or nothing can be evicted. */
const READS_MAX = 5;
const WAIT_MS = 5;
/** So often room is asked for. Then nobody waits for the item any more. */
const ROOM_TRIES_MAX = READ_MS_MAX / WAIT_MS;

/** What it works with. */
export interface PromoterParts {
  /** Attached without a change log: what comes from disk need not go there. */
  readonly store: Store;
  readonly hashSeed: number;
  readonly database: Pick<Database, "get" | "items">;
  readonly codec: RecordCodec;
  readonly flushes: FlushState;
  readonly counters: PersistCounters;
  readonly persister: Pick<Persister, "take" | "unwritten" | "watchers">;
  readonly nowUnix: () => number;
  /** A record that can't be used, and why. */
  readonly onDamage: (databaseKey: Buffer, reason: string) => void;
}

/** See the head of the file. */
export class Promoter {
  readonly #parts: PromoterParts;
  readonly #fetching = new Map<string, Promise<FetchOutcome>>();

  constructor(parts: PromoterParts) {
    this.#parts = parts;
  }

  /**
   * Looks for a key on disk and puts its item into memory, if there is a living one. Never rejects. Absent is also what is damaged, and what
   * the memory cannot take: a larger item than is allowed, or any once it is full and nothing may be evicted (-M).
   */
  async fetch(key: Buffer): Promise<FetchOutcome> {
    const text = key.toString("latin1");
    let fetching = this.#fetching.get(text);
    if (fetching === undefined) {
      fetching = this.#fetch(key).finally(() => this.#fetching.delete(text));
      this.#fetching.set(text, fetching);
    }
    return fetching;
  }

  /**
   * Puts an item that was read from disk into memory.
   * @param isChanged whether its key was changed since it was read
   */
  insert(record: StoredRecord, hash: number, isChanged: () => boolean): Insertion {
    const { store, persister } = this.#parts;
    const { key } = record;
    store.lock(hash);
    // Under the lock nobody changes the key, so what was changed before is in the journal by now.
    const isKnown = persister.take();
    let result: Insertion = "busy";
    if (isKnown) {
      const isOutdated = isChanged() || store.findLocked(key, 0, key.length, hash) !== 0;
      result = isOutdated ? "outdated" : this.#linkLocked(record, hash);
    }
    store.unlock(hash);
    return result;
  }

  /** Header and value of what memory has under a key now; undefined for nothing. */
  current({ key, hash }: Pick<PendingChange, "key" | "hash">): Buffer | undefined {
    const { store } = this.#parts;
    const { items, clock } = store.parts;
    store.lock(hash);
    const ref = store.findLocked(key, 0, key.length, hash);
    let record: Buffer | undefined;
    if (ref !== 0) {
      const length = items.valueLength(ref);
      record = Buffer.alloc(RECORD_HEADER_BYTES + length);
      const view = new DataView(record.buffer, record.byteOffset, record.length);
      writeRecordHeader(view, 0, items, ref, clock.processStarted);
      store.readValue(ref, 0, record, RECORD_HEADER_BYTES, length);
    }
    store.unlock(hash);
    return record;
  }

  async #fetch(key: Buffer): Promise<FetchOutcome> {
    const { counters } = this.#parts;
    counters.add("persist_reads", 1);
    try {
      const outcome = await this.#readAndInsert(key);
      counters.add(outcome === "in" ? "persist_read_hits" : "persist_read_misses", 1);
      return outcome;
    } catch {
      // The persister finds out too, and says so.
      counters.add("persist_errors", 1);
      return "failed";
    }
  }

  async #readAndInsert(key: Buffer): Promise<FetchOutcome> {
    const { hashSeed, persister } = this.#parts;
    const hash = hashKey(key, 0, key.length, hashSeed);
    const watch = persister.watchers.watch(hash);
    try {
      let result: Insertion | "missing" = "missing";
      let reads = 0;
      do {
        watch.reset();
        const found = await this.#read(key, hash);
        result = found === undefined ? "missing" : await this.#insertPatiently(found, hash, watch);
        reads++;
        // Whoever has asked up to now is answered by what has been changed up to now.
        await this.#takeAll();
      } while (result !== "in" && watch.isChanged && reads < READS_MAX);
      return result === "in" || result === "outdated" || watch.isChanged ? "in" : "absent";
    } finally {
      watch.end();
    }
  }

  async #takeAll(): Promise<void> {
    while (!this.#parts.persister.take()) {
      await pause();
    }
  }

  async #insertPatiently(record: StoredRecord, hash: number, watch: KeyWatch): Promise<Insertion> {
    for (let tries = 1; ; tries++) {
      const result = this.insert(record, hash, () => watch.isChanged);
      const isWorthWaiting = result === "busy" || (result === "full" && this.#mayGetRoom && tries < ROOM_TRIES_MAX);
      if (!isWorthWaiting) {
        return result;
      }
      await pause();
    }
  }

  /** Whether the item that had no room may have some later. */
  get #mayGetRoom(): boolean {
    const { store } = this.#parts;
    return store.options.evictions && store.failure !== FAILURE.tooLarge;
  }

  /** The living item of a key as the disk has it, or will have it. */
  async #read(key: Buffer, hash: number): Promise<StoredRecord | undefined> {
    const { counters, persister, codec, flushes, onDamage } = this.#parts;
    persister.take();
    const unwritten = persister.unwritten(key, hash);
    if (unwritten !== undefined) {
      if (!(unwritten.record instanceof Buffer) || flushes.isEpochOver(unwritten.epoch)) {
        return undefined;
      }
      const record = readRecord({ key, record: Buffer.from(unwritten.record) });
      assert(typeof record !== "string", "what a thread has told can be read");
      // What is not written yet has not got its generation.
      return { ...record, generation: flushes.generation };
    }
    const databaseKey = codec.databaseKey(key);
    const record = await this.#open(databaseKey);
    if (typeof record === "string") {
      counters.add("persist_damaged", 1);
      onDamage(databaseKey, record);
      return undefined;
    }
    return record;
  }

  /** What the disk has under a key: a record, nothing, or why it is damaged. Rejects when the disk does not tell. */
  async #open(databaseKey: Buffer): Promise<StoredRecord | string | undefined> {
    const { codec, database } = this.#parts;
    try {
      const sealed = await database.get(databaseKey);
      return sealed === undefined ? undefined : codec.open(databaseKey, sealed);
    } catch (error) {
      if (isDamage(error)) {
        return messageOf(error);
      }
      throw error;
    }
  }

  #linkLocked(record: StoredRecord, hash: number): Insertion {
    const { store, flushes, nowUnix } = this.#parts;
    const { items, clock, linker } = store.parts;
    if (clock.epoch() !== flushes.epoch) {
      return "busy";
    }
    if (flushes.isDead(record, nowUnix())) {
      return "dead";
    }
    const { key, value, expires } = record;
    const exptime = expires === 0 ? 0 : Math.min(EXPTIME_MAX, Math.max(1, expires - clock.processStarted));
    const ref = store.allocate(key, 0, key.length, hash, record.clientFlags, exptime, value.length);
    if (ref === 0) {
      return "full";
    }
    store.writeValue(ref, 0, value, 0, value.length);
    items.setItemFlags(ref, items.itemFlags(ref) | record.itemFlags);
    items.setCas(ref, record.casLow, record.casHigh);
    store.linkLocked(ref, hash, true);
    // A flush meanwhile did not mean this item, which looks as if it had been stored after it.
    if (items.epoch(ref) !== flushes.epoch || flushes.isDead(record, items.time(ref) + clock.processStarted)) {
      linker.unlinkLocked(ref, hash);
      return "busy";
    }
    return "in";
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, WAIT_MS));
}
