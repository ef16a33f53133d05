/**
 * Working on the tail of a queue, as memcached's lru_pull_tail (items.c): reclaim what is dead, move what is active or too
 * much, evict if asked to. Stripes are only tried, because a class lock is held: a locked item is passed over. A pinned one (it
 * is being sent) goes to the head of its queue: left at the tail, a handful of slow readers would stop all eviction.
 */
import type { Control } from "../memory/control.ts";
import { CLASS_FLOAT, classFloat } from "../memory/control-layout.ts";
import { LOG_TYPE } from "../stats/log/log-types.ts";
import type { ThreadLog } from "../stats/log/thread-log.ts";
import type { Assoc } from "./assoc.ts";
import type { Clock } from "./clock.ts";
import type { ColdKeys } from "./cold-keys.ts";
import { ITEM, ITEM_FLAG, type ItemRef, LRU, type Lru } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { LruLists } from "./lru.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { ANY_CLASS, type PageMoveOrder } from "./page-move-order.ts";
import type { Slabs } from "./slabs.ts";
import type { StoreLocks } from "./store-locks.ts";
import type { Tuning } from "./tuning.ts";

/** Items looked at before giving up (memcached: tries = 5). */
const TAIL_TRIES = 5;

/** The automove level at which each eviction asks for a page. */
const AUTOMOVE_ON_EVICTION = 2;

/** What the puller works on. */
export interface TailPullerParts {
  readonly options: ResolvedStoreOptions;
  readonly items: Items;
  readonly control: Control;
  readonly locks: StoreLocks;
  readonly assoc: Assoc;
  readonly lists: LruLists;
  readonly slabs: Slabs;
  readonly clock: Clock;
  readonly tuning: Tuning;
  readonly moveOrder: PageMoveOrder;
  readonly log: ThreadLog;
  readonly cold: ColdKeys | undefined;
}

/** Pulls tails. All methods want the class lock. */
export class TailPuller {
  readonly #parts: TailPullerParts;
  /**
   * Large items that were unlinked but not freed, because their chunks belong to other classes: a list through lruNext.
   * The caller takes it with {@link takeDoomed} and frees them after giving the class lock back.
   */
  #doomed: ItemRef = 0;

  constructor(parts: TailPullerParts) {
    this.#parts = parts;
  }

  /** The list of large items to free, and forgets it. */
  takeDoomed(): ItemRef {
    const doomed = this.#doomed;
    this.#doomed = 0;
    return doomed;
  }

  /**
   * Reclaims dead items at the tail of COLD, and if there are none evicts one (never with -M).
   * @returns how many items are gone
   */
  evictLocked(slabClass: number): number {
    return this.pullLocked(slabClass, LRU.cold, 0, 0, true);
  }

  /**
   * Works on one tail. HOT and WARM: an active item goes to WARM (or its head); otherwise, if the queue holds more than its
   * percentage of `totalBytes` or the item is older than `ageMax` seconds, it goes to COLD. COLD: evicts with `evict`, else an
   * active item goes to WARM. TEMP: only reclaims.
   * @returns how many items were reclaimed, evicted or moved
   */
  pullLocked(slabClass: number, lru: Lru, totalBytes: number, ageMax: number, evict: boolean): number {
    const { items, locks, lists, clock } = this.#parts;
    let done = 0;
    let ref = lists.tail(slabClass, lru);
    for (let tries = TAIL_TRIES; tries > 0 && ref !== 0; tries--) {
      const next = items.word(ref, ITEM.lruPrev);
      const hash = items.hash(ref);
      if (locks.tryLockStripe(hash)) {
        if (items.pins(ref) > 0) {
          lists.moveLocked(ref, lru);
          this.#count(slabClass, CLASS_FLOAT.lruTailReflocked);
        } else if (clock.isExpired(items.exptime(ref)) || clock.isFlushed(items.epoch(ref), items.time(ref))) {
          this.#reclaim(ref, hash, slabClass);
          done++;
        } else {
          const moved = this.#settle(ref, hash, slabClass, lru, totalBytes, ageMax, evict);
          locks.unlockStripe(hash);
          return done + moved;
        }
        locks.unlockStripe(hash);
      }
      ref = next;
    }
    return done;
  }

  #reclaim(ref: ItemRef, hash: number, slabClass: number): void {
    this.#count(slabClass, CLASS_FLOAT.reclaimed);
    if ((this.#parts.items.itemFlags(ref) & ITEM_FLAG.fetched) === 0) {
      this.#count(slabClass, CLASS_FLOAT.expiredUnfetched);
    }
    this.#remove(ref, hash, slabClass);
  }

  /** Decides about a living, unpinned item whose stripe is held; returns 1 when something happened. */
  #settle(
    ref: ItemRef,
    hash: number,
    slabClass: number,
    lru: Lru,
    totalBytes: number,
    ageMax: number,
    evict: boolean,
  ): number {
    const { items, options, tuning } = this.#parts;
    const active = (items.itemFlags(ref) & ITEM_FLAG.active) !== 0;
    switch (lru) {
      case LRU.hot:
      case LRU.warm:
        if (active) {
          const counter = lru === LRU.hot ? CLASS_FLOAT.movesToWarm : CLASS_FLOAT.movesWithinLru;
          this.#move(ref, slabClass, LRU.warm, counter);
          return 1;
        }
        if (this.#isOver(ref, slabClass, lru, totalBytes, ageMax)) {
          this.#move(ref, slabClass, LRU.cold, CLASS_FLOAT.movesToCold);
          return 1;
        }
        return 0;
      case LRU.cold:
        if (evict) {
          return options.evictions ? this.#evict(ref, hash, slabClass) : 0;
        }
        if (active && tuning.segmented) {
          this.#move(ref, slabClass, LRU.warm, CLASS_FLOAT.movesToWarm);
          return 1;
        }
        return 0;
      case LRU.temp:
        return 0;
    }
  }

  #isOver(ref: ItemRef, slabClass: number, lru: Lru, totalBytes: number, ageMax: number): boolean {
    const { items, lists, tuning, clock } = this.#parts;
    const percent = lru === LRU.hot ? tuning.hotPct : tuning.warmPct;
    return lists.bytes(slabClass, lru) > (totalBytes * percent) / 100 || clock.now() - items.time(ref) > ageMax;
  }

  #move(ref: ItemRef, slabClass: number, lru: Lru, counter: number): void {
    const { items, lists } = this.#parts;
    items.setItemFlags(ref, items.itemFlags(ref) & ~ITEM_FLAG.active);
    lists.moveLocked(ref, lru);
    this.#count(slabClass, counter);
  }

  #evict(ref: ItemRef, hash: number, slabClass: number): number {
    const { items, clock, control } = this.#parts;
    const flags = items.itemFlags(ref);
    this.#count(slabClass, CLASS_FLOAT.evicted);
    control.floats[classFloat(slabClass) + CLASS_FLOAT.evictedTime] = clock.now() - items.time(ref);
    if (items.exptime(ref) !== 0) {
      this.#count(slabClass, CLASS_FLOAT.evictedNonzero);
    }
    if ((flags & ITEM_FLAG.fetched) === 0) {
      this.#count(slabClass, CLASS_FLOAT.evictedUnfetched);
    }
    if ((flags & ITEM_FLAG.active) !== 0) {
      this.#count(slabClass, CLASS_FLOAT.evictedActive);
    }
    if (this.#parts.log.wants(LOG_TYPE.evictions)) {
      this.#tell(ref, slabClass);
    }
    if (this.#parts.tuning.automove === AUTOMOVE_ON_EVICTION) {
      this.#parts.moveOrder.order(ANY_CLASS, slabClass);
    }
    this.#parts.cold?.add(hash);
    this.#remove(ref, hash, slabClass);
    return 1;
  }

  #tell(ref: ItemRef, slabClass: number): void {
    const { items, clock, log } = this.#parts;
    const key = { bytes: items.segmentBytes(ref), start: items.keyStart(ref), length: items.keyLength(ref) };
    const exptime = items.exptime(ref);
    const now = clock.now();
    const wasFetched = (items.itemFlags(ref) & ITEM_FLAG.fetched) !== 0;
    const ttlSeconds = exptime === 0 ? -1 : exptime - now;
    log.evicted(key, wasFetched, ttlSeconds, now - items.time(ref), slabClass, items.valueLength(ref));
  }

  #remove(ref: ItemRef, hash: number, slabClass: number): void {
    const { items, assoc, lists, slabs } = this.#parts;
    const flags = items.itemFlags(ref);
    assoc.remove(ref, hash);
    lists.unlinkLocked(ref);
    items.setItemFlags(ref, flags & ~ITEM_FLAG.linked);
    if ((flags & ITEM_FLAG.chunked) === 0) {
      slabs.pushLocked(slabClass, ref);
    } else {
      items.setWord(ref, ITEM.lruNext, this.#doomed);
      this.#doomed = ref;
    }
  }

  #count(slabClass: number, counter: number): void {
    this.#parts.control.addFloat(classFloat(slabClass) + counter, 1);
  }
}
