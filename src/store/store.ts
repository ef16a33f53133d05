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
import type { ChangeLog } from "./change-log.ts";
import type { ColdKeys } from "./cold-keys.ts";
import type { StoreIntent, StoreResult } from "./commit.ts";
import { DELTA_RESULT, type DeltaResult } from "./delta.ts";
import { sweepFlushed } from "./flush-sweep.ts";
import { ITEM_FLAG, type ItemRef } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { ResolvedStoreOptions, StoreOptions } from "./options.ts";
import { attachParts, type StoreParts } from "./parts.ts";
import { createRegion, type StoreRegion } from "./region.ts";

/** What a store that is kept on disk too has, and one that is nowhere but in memory has not. */
export interface Durability {
  /** Told of every change; undefined for the thread that reads back what was kept. */
  readonly changes: ChangeLog | undefined;
  readonly cold: ColdKeys;
}

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
  readonly #changes: ChangeLog | undefined;
  /** The item that was changed since the stripe was locked, to be told when it is given back; 0 for none. */
  #changed: ItemRef = 0;
  /** The stripe of this hash was locked for a command that has not asked for it yet. */
  #isLockedAhead = false;
  #aheadHash = 0;

  /** Allocates an empty store, to be attached by each thread. Throws USAGE for impossible options. */
  static create(options: StoreOptions): StoreRegion {
    return createRegion(options);
  }

  /**
   * This thread's store over a region.
   * @param threadIndex from 0, another one for every attached thread (it names the owner of a lock)
   * @param log what watchers are told; by default nobody can watch
   * @param durability for a store that is kept on disk too
   */
  static attach(
    region: StoreRegion,
    threadIndex: number,
    counters: ThreadCounters,
    log: ThreadLog = ThreadLog.silent(),
    durability?: Durability,
  ): Store {
    return new Store(attachParts(region, threadIndex, counters, log, durability?.cold), durability?.changes);
  }

  private constructor(parts: StoreParts, changes: ChangeLog | undefined) {
    this.#changes = changes;
    this.parts = parts;
    this.items = parts.items;
    this.options = parts.options;
    this.counters = parts.counters;
    this.log = parts.log;
  }

  /** Whether this thread holds a lock. Looks at every one: for when something has gone wrong. */
  get isHoldingLocks(): boolean {
    return this.parts.locks.table.isHolding || this.#changes?.isHoldingLock === true;
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

  /** Takes the stripe lock of a hash, or takes over what {@link lockAhead} has locked. Not reentrant; one at a time. */
  lock(hash: number): void {
    if (this.#isLockedAhead) {
      if (hash === this.#aheadHash) {
        this.#isLockedAhead = false;
        return;
      }
      this.unlockAhead();
    }
    this.parts.locks.lockStripe(hash);
  }

  /**
   * Takes the stripe lock of a hash for the command that comes next: what was found out about its key stays true until that takes the lock
   * over. {@link unlockAhead} has to follow, because not every command does.
   */
  lockAhead(hash: number): void {
    this.unlockAhead();
    this.parts.locks.lockStripe(hash);
    this.#isLockedAhead = true;
    this.#aheadHash = hash;
  }

  /** Gives back a lock that was taken ahead, if no command has taken it over. */
  unlockAhead(): void {
    if (this.#isLockedAhead) {
      this.#isLockedAhead = false;
      this.parts.locks.unlockStripe(this.#aheadHash);
    }
  }

  unlock(hash: number): void {
    if (this.#changed !== 0) {
      this.#tellChange();
    }
    this.parts.locks.unlockStripe(hash);
  }

  #tellChange(): void {
    this.#changes?.storedLocked(this.items, this.parts.values, this.#changed);
    this.#changed = 0;
  }

  /** The item was changed in place by other means than this class's: a durable copy has to be made. */
  changedLocked(ref: ItemRef): void {
    this.#changed = ref;
  }

  /** Whether a key that is not in memory may be on disk; exact about what was evicted while the stripe is locked. */
  isCold(hash: number): boolean {
    return this.parts.cold?.mayHave(hash) === true;
  }

  /** As {@link ColdKeys.evictions}; 0 in a store that is nowhere but in memory. */
  evictions(hash: number): number {
    return this.parts.cold?.evictions(hash) ?? 0;
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
    this.#changed = ref;
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
    const { committer } = this.parts;
    this.lock(hash);
    const result = committer.commitLocked(ref, hash, intent);
    this.#changed = committer.storedRef;
    this.unlock(hash);
    committer.freeUnused(ref);
    return result;
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
    this.#changed = ref;
  }

  /** Puts a new item in the place of a living one with the same key, as unlinkLocked and linkLocked would. */
  replaceLocked(old: ItemRef, ref: ItemRef, hash: number, keepCas = false): void {
    this.parts.linker.replaceLocked(old, ref, hash, keepCas);
    this.#changed = ref;
  }

  /** Takes an item out and frees it, or leaves that to the last pin. */
  unlinkLocked(ref: ItemRef, hash: number): void {
    const { items } = this;
    this.#tellRemoved(items.segmentBytes(ref), items.keyStart(ref), items.keyLength(ref), hash);
    if (this.#changed === ref) {
      this.#changed = 0;
    }
    this.parts.linker.unlinkLocked(ref, hash);
  }

  /** There is no item in memory, and what may be on disk is not wanted any more. */
  forgetColdLocked(keyBytes: Uint8Array, keyStart: number, keyLength: number, hash: number): void {
    if (this.isCold(hash)) {
      this.#tellRemoved(keyBytes, keyStart, keyLength, hash);
    }
  }

  #tellRemoved(keyBytes: Uint8Array, keyStart: number, keyLength: number, hash: number): void {
    this.#changes?.removedLocked(keyBytes, keyStart, keyLength, hash, this.parts.clock.epoch());
  }

  // --- arithmetic and cas ---

  /** incr or decr on a living item; on success see {@link resultRef} and {@link resultLow}. The stripe stays locked. */
  addDeltaLocked(ref: ItemRef, hash: number, increment: boolean, deltaLow: number, deltaHigh: number): DeltaResult {
    const { delta } = this.parts;
    const result = delta.addLocked(ref, hash, increment, deltaLow, deltaHigh);
    if (result === DELTA_RESULT.ok) {
      this.#changed = delta.resultRef;
    }
    return result;
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
    this.#changes?.flushed(clock.epoch(), relativeTime === 0 ? 0 : relativeTime - 1, clock.flushedUpTo());
    if (sweep) {
      sweepFlushed(this.parts);
    }
    locks.unlockFlush();
  }
}
