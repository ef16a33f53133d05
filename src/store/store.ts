/**
 * The store as one thread sees it: items in shared memory, reached by any thread under the lock of their stripe.
 *
 *     engine:  lock(hash) -> findLocked -> readValue / pinLocked / touchLocked / ... -> unlock(hash)
 *              allocate -> writeValue (as the bytes arrive) -> commit        (or discard)
 *
 * Between lock and unlock nothing may throw or wait for anything else. `...Locked` wants the stripe lock of the item's hash.
 * Lock order: stripe, class, page pool; see store-locks.
 */
import { CONTROL } from "../memory/control-layout.ts";
import { PAGE_BYTES, PIN_COUNT_MAX } from "../memory/limits.ts";
import { ThreadLog } from "../stats/log/thread-log.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";
import type { Failure } from "./allocator.ts";
import type { StoreIntent, StoreResult } from "./commit.ts";
import type { DeltaResult } from "./delta.ts";
import { sweepFlushed } from "./flush-sweep.ts";
import { ITEM_FLAG, type ItemRef } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { ResolvedStoreOptions, StoreOptions } from "./options.ts";
import { attachParts, type StoreParts } from "./parts.ts";
import { createRegion, type StoreRegion } from "./region.ts";

/** One thread's store. */
export class Store {
  /** The pieces, for this room's own maintenance, statistics and checks. */
  readonly parts: StoreParts;
  /** Accessors to an item's fields. */
  readonly items: Items;
  readonly options: ResolvedStoreOptions;
  readonly counters: ThreadCounters;
  /** What this thread tells watchers. */
  readonly log: ThreadLog;

  /** Allocates an empty store, to be attached by each thread. Throws USAGE for impossible options. */
  static create(options: StoreOptions): StoreRegion {
    return createRegion(options);
  }

  /**
   * This thread's store over a region.
   * @param threadIndex from 0, another one for every attached thread (it names the owner of a lock)
   * @param log what watchers are told; by default nobody can watch
   */
  static attach(
    region: StoreRegion,
    threadIndex: number,
    counters: ThreadCounters,
    log: ThreadLog = ThreadLog.silent(),
  ): Store {
    return new Store(attachParts(region, threadIndex, counters, log));
  }

  private constructor(parts: StoreParts) {
    this.parts = parts;
    this.items = parts.items;
    this.options = parts.options;
    this.counters = parts.counters;
    this.log = parts.log;
  }

  /** Has this thread take a lock for lost (LostLockError) after so long: for one that reads, and must not stand still. */
  giveUpLocksAfter(waitMs: number): void {
    this.parts.locks.table.patienceMs = waitMs;
  }

  // --- time ---

  /** The present relative second (since the recorded process start). */
  now(): number {
    return this.parts.clock.now();
  }

  /** Sets the clock to a Unix second; never back. One thread owns the clock. */
  tick(unixSeconds: number): void {
    this.parts.clock.tick(unixSeconds);
  }

  /** Relative second that an exptime of the wire means, 0 never; see Clock.realTime. */
  realTime(exptime: number): number {
    return this.parts.clock.realTime(exptime);
  }

  /** Unix second of relative second 0: 62 s before the start, as memcached records it. */
  get processStarted(): number {
    return this.parts.clock.processStarted;
  }

  // --- finding ---

  /** Takes the stripe lock of a hash. Not reentrant; one at a time. */
  lock(hash: number): void {
    this.parts.locks.lockStripe(hash);
  }

  unlock(hash: number): void {
    this.parts.locks.unlockStripe(hash);
  }

  /** The living item with this key, 0 for none; a dead one is unlinked, and get_expired or get_flushed counted. */
  findLocked(keyBytes: Uint8Array, keyStart: number, keyLength: number, hash: number): ItemRef {
    return this.parts.linker.findLocked(keyBytes, keyStart, keyLength, hash);
  }

  /** A counted hit: fetched, then active and on its way to WARM; counts hits_to_*. */
  bumpLocked(ref: ItemRef): void {
    this.parts.linker.bumpLocked(ref);
  }

  /** Sets the time of death (relative second, 0 never). */
  touchLocked(ref: ItemRef, exptimeRelative: number): void {
    this.items.setExptime(ref, exptimeRelative);
  }

  // --- values ---

  /** Copies part of the value; the CRLF stands right behind it, so `count` may reach valueLength + 2. */
  readValue(ref: ItemRef, offset: number, target: Uint8Array, targetStart: number, count: number): void {
    this.parts.values.read(ref, offset, target, targetStart, count);
  }

  /** Writes part of the value (and CRLF) of an item that only this thread knows. */
  writeValue(ref: ItemRef, offset: number, bytes: Uint8Array, start: number, count: number): void {
    this.parts.values.write(ref, offset, bytes, start, count);
  }

  /** The first `count` bytes of value and CRLF where they stand, for sending without a copy; valid while pinned. */
  valueViews(ref: ItemRef, count: number): Uint8Array[] {
    return this.parts.values.views(ref, count);
  }

  /** Keeps the item's memory until {@link release}. False when it carries too many pins: copy instead. */
  pinLocked(ref: ItemRef): boolean {
    if (this.items.pins(ref) >= PIN_COUNT_MAX) {
      return false;
    }
    this.items.addPins(ref, 1);
    return true;
  }

  /** Takes one pin off, under the stripe lock it takes; frees an item that was unlinked meanwhile. */
  release(ref: ItemRef): void {
    const { items } = this;
    const hash = items.hash(ref);
    this.lock(hash);
    items.addPins(ref, -1);
    const dead = items.pins(ref) === 0 && (items.itemFlags(ref) & ITEM_FLAG.linked) === 0;
    this.unlock(hash);
    if (dead) {
      this.parts.allocator.free(ref);
    }
  }

  // --- storing ---

  /**
   * Memory for a new item, with key and CRLF written; 0 on failure, see {@link failure}. A stripe lock may be held or not.
   * @param exptimeRelative relative second, from {@link realTime}
   */
  allocate(
    keyBytes: Uint8Array,
    keyStart: number,
    keyLength: number,
    hash: number,
    flags: number,
    exptimeRelative: number,
    valueLength: number,
  ): ItemRef {
    return this.parts.allocator.allocate(keyBytes, keyStart, keyLength, hash, flags, exptimeRelative, valueLength);
  }

  /** Why the last {@link allocate}, or a {@link commit} that answered notStored for an append, found no room. */
  get failure(): Failure {
    return this.parts.allocator.failure;
  }

  /** Gives back an item that was allocated and never linked. */
  discard(ref: ItemRef): void {
    this.parts.allocator.free(ref);
  }

  /**
   * Stores an allocated item as `intent` says, taking the stripe lock; the item is linked or given back, never the caller's again.
   * Counts cas_hits, cas_misses, cas_badval and total_items.
   */
  commit(ref: ItemRef, hash: number, intent: StoreIntent): StoreResult {
    return this.parts.committer.commit(ref, hash, intent);
  }

  /** Cas (unsigned halves) of what the last {@link commit} stored, 0 when it stored nothing. */
  get resultCasLow(): number {
    return this.parts.committer.resultCasLow;
  }

  get resultCasHigh(): number {
    return this.parts.committer.resultCasHigh;
  }

  /** Length of the value after the last {@link commit}: of the joined one for append; the sent one when nothing was stored. */
  get resultValueLength(): number {
    return this.parts.committer.resultValueLength;
  }

  /** Links a new item whose key is not in the store. Assigns the next cas unless `keepCas` (set it before). */
  linkLocked(ref: ItemRef, hash: number, keepCas = false): void {
    this.parts.linker.linkLocked(ref, hash, keepCas);
  }

  /** Puts a new item in the place of a living one with the same key, as unlinkLocked and linkLocked would. */
  replaceLocked(old: ItemRef, ref: ItemRef, hash: number, keepCas = false): void {
    this.parts.linker.replaceLocked(old, ref, hash, keepCas);
  }

  /** Takes an item out and frees it, or leaves that to the last pin. */
  unlinkLocked(ref: ItemRef, hash: number): void {
    this.parts.linker.unlinkLocked(ref, hash);
  }

  // --- arithmetic and cas ---

  /** incr or decr on a living item; on success see {@link resultRef} and {@link resultLow}. The stripe stays locked. */
  addDeltaLocked(ref: ItemRef, hash: number, increment: boolean, deltaLow: number, deltaHigh: number): DeltaResult {
    return this.parts.delta.addLocked(ref, hash, increment, deltaLow, deltaHigh);
  }

  /** The item that holds the last result: the same, or the one that replaced it. */
  get resultRef(): ItemRef {
    return this.parts.delta.resultRef;
  }

  /** Halves of the last result, unsigned. */
  get resultLow(): number {
    return this.parts.delta.number.low;
  }

  get resultHigh(): number {
    return this.parts.delta.number.high;
  }

  /** Makes the next cas number; read it from {@link casLow} and {@link casHigh}. With cas off it is 0. */
  nextCas(): void {
    if (this.options.casEnabled) {
      this.parts.cas.next();
    }
  }

  get casLow(): number {
    return this.parts.cas.low;
  }

  get casHigh(): number {
    return this.parts.cas.high;
  }

  // --- memory ---

  /** The present memory limit in bytes. */
  get memoryLimitBytes(): number {
    return this.parts.pool.memoryLimitBytes;
  }

  /**
   * Changes the memory limit (`cache_memlimit`). A lower one lets no class take a page, and pages in use are given back one by one while
   * pages may move. False when the arena has no room for it.
   */
  setMemoryLimit(byteCount: number): boolean {
    const { pool, slabs, control } = this.parts;
    if (byteCount / PAGE_BYTES > pool.pagesMax - slabs.largestClass) {
      return false;
    }
    pool.setMemoryLimit(byteCount);
    Atomics.store(control.words, CONTROL.shrinking, pool.pagesTaken > pool.pageLimit ? 1 : 0);
    return true;
  }

  // --- flush_all ---

  /**
   * flush_all. 0: everything stored so far is gone, what is stored later lives. Otherwise (a relative second, from
   * {@link realTime}): from one second before it, everything last touched up to then is gone. Replaces a pending order.
   * No lock may be held.
   */
  flushAll(relativeTime: number): void {
    const { clock, locks } = this.parts;
    locks.lockFlush();
    const sweep = relativeTime === 0 ? clock.flushNow() : clock.flushAt(relativeTime - 1);
    if (sweep) {
      sweepFlushed(this.parts);
    }
    locks.unlockFlush();
  }
}
