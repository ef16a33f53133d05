/**
 * The thread that keeps the durable copy: takes changes from the journal, collects of each key the last one, and commits them together.
 *
 *     journal ── take ──> pending ── commit ──> in flight ── fsynced ──> durable
 *                            ^                      │
 *                            └────── failed ────────┘   (the database is opened anew until it takes them)
 *
 * Memory is bounded: what is pending fills up to a limit, then the journal does, then threads with changes wait. While nothing can be
 * written for long, values are given up and only their keys kept: what the store has then is written later.
 */
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { hashKey } from "../base/hash.ts";
import { CHANGE, RECORD_AT } from "./change-format.ts";
import type { ChangeReader, TakenChange } from "./change-reader.ts";
import { ChangeWatchers } from "./change-watchers.ts";
import type { Database, DatabaseChange } from "./database.ts";
import type { FlushState } from "./flush-state.ts";
import type { MetaWriter } from "./meta-writer.ts";
import { type PendingChange, PendingChanges } from "./pending-changes.ts";
import type { PersistCounters } from "./persist-counters.ts";
import type { RecordCodec } from "./record.ts";

/** Most that may be pending, and how much of it is committed without waiting for more. */
const PENDING_BYTES_MAX = 8 * 1024 * 1024;
const COMMIT_BYTES = 4 * 1024 * 1024;
/** How often the journal is looked into while there is something to be written anyway. */
const TAKE_MS = 10;
/** While changes are held back, so much of them is taken each time: 6 MiB a second. */
const HELD_BACK_BYTES = 64 * 1024;
/** Part of the lag for which changes are collected: the rest is the commit's. */
const COLLECT_PART = 0.5;
/** After so long without a commit values are given up rather than letting threads wait: a lock may be held for 30 s. */
const GIVE_UP_MS = 10_000;
/** So much of them at a time: it means looking at everything that is pending. */
const GIVE_UP_BYTES = PENDING_BYTES_MAX / 4;
const RETRY_MS = 500;
const IDLE_MS = 1000;
const US_PER_MS = 1000;

/** What it works with. */
export interface PersisterParts {
  readonly database: Pick<Database, "write" | "reopen">;
  readonly codec: RecordCodec;
  readonly changes: ChangeReader;
  readonly flushes: FlushState;
  readonly counters: PersistCounters;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Of the hashes that changes come with. */
  readonly hashSeed: number;
  /** Longest time between a change and its commit; 0 commits at once. */
  readonly lagMs: number;
  /** Header and value of what the store has under a key now; undefined for nothing. */
  readonly current: (change: PendingChange) => Buffer | undefined;
  /** Whether changes are to be taken slowly, so that what makes room on disk keeps up with them. */
  readonly isHeldBack: () => boolean;
  /** The record of the whole database. */
  readonly meta: Pick<MetaWriter, "isDue" | "changes" | "written">;
  /** Everything up to this change is on disk. */
  readonly onDurable: (number: number) => void;
  /** Nothing can be written, with the reason, after every attempt; undefined: it works again. */
  readonly onFailure: (reason: string | undefined) => void;
}

/** What a commit writes. */
interface Tally {
  writes: number;
  deletes: number;
  bytes: number;
}

/** See the head of the file. */
export class Persister {
  readonly #parts: PersisterParts;
  #pending = new PendingChanges();
  #inFlight: PendingChanges | undefined;
  /** Memory for the next ones, when none are in flight. */
  #spare = new PendingChanges();
  /** When the oldest pending change was taken. */
  #pendingSinceMs = 0;
  /** When the first commit since the last one that succeeded was begun. */
  #strugglingSinceMs: number | undefined;
  #failure: string | undefined;
  #isStopping = false;
  #wake: () => void = () => {};
  /** A commit was tried after {@link stop}: there will be no other one. */
  #hasTriedLast = false;
  /** Number of the last change that is known to be on disk. */
  #durable = 0;
  /** Told of every change that is taken. */
  readonly watchers = new ChangeWatchers();

  constructor(parts: PersisterParts) {
    this.#parts = parts;
  }

  /** Whether nothing can be written at the moment. */
  get isFailing(): boolean {
    return this.#failure !== undefined;
  }

  /** The change of a key that is not known to be on disk; good until the next one is taken. */
  unwritten(key: Uint8Array, hash: number): PendingChange | undefined {
    return this.#pending.get(key, hash) ?? this.#inFlight?.get(key, hash);
  }

  /** Hashes of the keys of which the disk does not have the last change. */
  *unwrittenHashes(): Generator<number, void> {
    yield* this.#pending.hashes();
    yield* this.#inFlight?.hashes() ?? [];
  }

  /** Removes a key from disk that nobody has changed: it is dead. */
  drop(key: Uint8Array): void {
    const hash = hashKey(key, 0, key.length, this.#parts.hashSeed);
    this.#noteChange(hash);
    this.#pending.remove(key, 0, key.length, hash, this.#parts.flushes.epoch);
  }

  /** Whether more changes can be taken. */
  get hasRoom(): boolean {
    return this.#pending.bytes < PENDING_BYTES_MAX;
  }

  /** Takes what is in the journal, as far as there is room. @param bytesMax about the most that is taken @returns whether that was all */
  take(bytesMax = Number.POSITIVE_INFINITY): boolean {
    const { changes, clock } = this.#parts;
    const bytesEnd = this.#pending.bytes + bytesMax;
    while (this.#pending.bytes < bytesEnd) {
      if (!this.hasRoom) {
        if (clock.monotonicMs() - (this.#strugglingSinceMs ?? Number.POSITIVE_INFINITY) < GIVE_UP_MS) {
          return false;
        }
        if (this.#pending.valueBytes >= GIVE_UP_BYTES) {
          this.#giveUpValues();
        }
      }
      const change = changes.next();
      if (change === undefined) {
        return true;
      }
      this.#apply(change);
    }
    return false;
  }

  /** Works until {@link stop}, and then until everything is on disk or can't be brought there. */
  async run(): Promise<void> {
    let committing: Promise<void> | undefined;
    let waiting: Promise<void> | undefined;
    const stopping = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    for (;;) {
      const isAllTaken = this.#parts.isHeldBack() ? this.take(HELD_BACK_BYTES) : this.take();
      if (committing === undefined) {
        this.#settleNothing();
      }
      this.#report();
      if (this.#isStopping && committing === undefined && this.#isDone()) {
        return;
      }
      const dueMs = this.#dueInMs();
      if (committing === undefined && dueMs <= 0) {
        committing = this.#commit().finally(() => {
          committing = undefined;
        });
      }
      let more: Promise<void>;
      if (committing !== undefined || dueMs < IDLE_MS || !isAllTaken) {
        // What comes meanwhile is taken soon enough, and threads with changes are spared waking this one for each.
        more = pause(committing === undefined ? Math.max(1, Math.min(TAKE_MS, dueMs)) : TAKE_MS);
      } else {
        waiting ??= this.#parts.changes.journal.awaitRecords(IDLE_MS).finally(() => {
          waiting = undefined;
        });
        more = waiting;
      }
      const events = this.#isStopping ? [more] : [more, stopping];
      await Promise.race(committing === undefined ? events : [committing, ...events]);
    }
  }

  /** Has {@link run} end. */
  stop(): void {
    this.#isStopping = true;
    this.#wake();
  }

  /** Changes of which nothing is left to be written (a flush that changes nothing, what was flushed) are as good as on disk. */
  #settleNothing(): void {
    const { changes, meta } = this.#parts;
    if (changes.lastNumber !== this.#durable && this.#pending.size === 0 && !meta.isDue) {
      this.#setDurable(changes.lastNumber);
    }
  }

  #setDurable(number: number): void {
    this.#durable = number;
    this.#parts.changes.journal.setDurable(number);
    this.#parts.onDurable(number);
  }

  #isDone(): boolean {
    return (this.#pending.size === 0 && !this.#parts.meta.isDue) || (this.isFailing && this.#hasTriedLast);
  }

  #dueInMs(): number {
    if (this.#pending.size === 0 && !this.#parts.meta.isDue) {
      return IDLE_MS;
    }
    if (this.#isStopping || this.#pending.bytes >= COMMIT_BYTES) {
      return 0;
    }
    return this.#pendingSinceMs + this.#parts.lagMs * COLLECT_PART - this.#parts.clock.monotonicMs();
  }

  #apply(change: TakenChange): void {
    const { flushes } = this.#parts;
    // What was stored right after a flush may come before the flush itself.
    if (flushes.reach(change.epoch)) {
      this.#pending.drop((epoch) => flushes.isEpochOver(epoch));
    }
    if (change.kind === CHANGE.flushed) {
      flushes.flushed(change);
    } else if (!flushes.isEpochOver(change.epoch)) {
      // What was flushed before it came here is as dead as what it replaces.
      this.#noteChange(change.hash);
      this.#pending.set(change);
    }
  }

  #noteChange(hash: number): void {
    if (this.#pending.size === 0) {
      this.#pendingSinceMs = this.#parts.clock.monotonicMs();
    }
    this.watchers.changed(hash);
  }

  #giveUpValues(): void {
    this.#parts.counters.add("persist_values_dropped", this.#pending.forgetRecords());
  }

  async #commit(): Promise<void> {
    const { changes, counters, clock, database } = this.#parts;
    const number = changes.lastNumber;
    const batch = this.#pending;
    this.#pending = this.#spare;
    this.#inFlight = batch;
    this.#hasTriedLast = this.#isStopping;
    const startMs = clock.monotonicMs();
    this.#strugglingSinceMs ??= startMs;
    try {
      if (this.#failure !== undefined) {
        await database.reopen();
      }
      const tally = { writes: 0, deletes: 0, bytes: 0 };
      await database.write(this.#databaseChanges(batch, tally));
      const us = (clock.monotonicMs() - startMs) * US_PER_MS;
      counters.add("persist_commits", 1);
      counters.add("persist_commit_us", us);
      counters.set("persist_commit_us_max", Math.max(us, counters.get("persist_commit_us_max")));
      counters.add("persist_writes", tally.writes);
      counters.add("persist_deletes", tally.deletes);
      counters.add("persist_bytes_written", tally.bytes);
      this.#strugglingSinceMs = undefined;
      this.#inFlight = undefined;
      this.#setSpare(batch);
      this.#setFailure(undefined);
      this.#parts.meta.written();
      this.#setDurable(number);
    } catch (error) {
      counters.add("persist_errors", 1);
      this.#inFlight = undefined;
      const later = this.#pending;
      this.#pending = batch;
      batch.addAll(later);
      this.#setSpare(later);
      this.#setFailure(messageOf(error));
      await pause(this.#isStopping ? 0 : RETRY_MS);
    }
  }

  #setSpare(changes: PendingChanges): void {
    changes.clear();
    this.#spare = changes;
  }

  *#databaseChanges(batch: PendingChanges, tally: Tally): Generator<DatabaseChange, void> {
    const { codec, flushes, current, meta } = this.#parts;
    if (meta.isDue) {
      yield* meta.changes();
    }
    for (const change of batch) {
      const record = change.record === "memory" ? current(change) : change.record;
      const key = codec.databaseKey(change.key);
      let value: Buffer | undefined;
      if (record === undefined || flushes.isEpochOver(change.epoch)) {
        tally.deletes++;
      } else {
        record.writeUInt32LE(flushes.generation, RECORD_AT.generation);
        value = codec.seal(key, change.key, record);
        tally.writes++;
      }
      tally.bytes += key.length + (value?.length ?? 0);
      yield { key, value };
    }
  }

  #setFailure(reason: string | undefined): void {
    const worksAsEver = reason === undefined && this.#failure === undefined;
    this.#failure = reason;
    this.#parts.counters.set("persist_failing", reason === undefined ? 0 : 1);
    if (!worksAsEver) {
      this.#parts.onFailure(reason);
    }
  }

  #report(): void {
    const { counters, changes, clock, meta } = this.#parts;
    const size = this.#pending.size + (this.#inFlight?.size ?? 0);
    // A flush leaves no items to be written, but has to be written itself.
    const sinceMs = size > 0 ? this.#pendingSinceMs : meta.isDue ? this.#strugglingSinceMs : undefined;
    counters.set("persist_pending", Math.max(size, changes.journal.lag));
    counters.set("persist_lag_us", sinceMs === undefined ? 0 : (clock.monotonicMs() - sinceMs) * US_PER_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
