/** Items going into and out of the store: hash index and queues together, dead items found on the way, the LRU's bumps. */
import type { Control } from "../memory/control.ts";
import { CLASS_FLOAT, classFloat } from "../memory/control-layout.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { LOG_TYPE, LOOKUP_STATUS } from "../stats/log/log-types.ts";
import type { ThreadLog } from "../stats/log/thread-log.ts";
import { LRU_HITS_OFFSET, type ThreadCounters } from "../stats/thread-counters.ts";
import type { Allocator } from "./allocator.ts";
import type { Assoc } from "./assoc.ts";
import type { CasGenerator } from "./cas-generator.ts";
import type { Clock } from "./clock.ts";
import { ITEM, ITEM_FLAG, type ItemRef, LRU, type Lru, REF_SEGMENT_SHIFT, REF_UNIT_MASK } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { LruLists } from "./lru.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import type { Slabs } from "./slabs.ts";
import type { StoreLocks } from "./store-locks.ts";
import type { Tuning } from "./tuning.ts";

/** In a flat LRU an item is moved to the head at most this often, in seconds (memcached ITEM_UPDATE_INTERVAL). */
const FLAT_BUMP_SECONDS = 60;

/** What the linker works on. */
export interface LinkerParts {
  readonly options: ResolvedStoreOptions;
  readonly items: Items;
  readonly control: Control;
  readonly locks: StoreLocks;
  readonly slabs: Slabs;
  readonly assoc: Assoc;
  readonly lists: LruLists;
  readonly clock: Clock;
  readonly tuning: Tuning;
  readonly cas: CasGenerator;
  readonly allocator: Allocator;
  readonly counters: ThreadCounters;
  readonly log: ThreadLog;
}

/** Every method wants the stripe lock of the hash, and takes class locks itself. */
export class Linker {
  readonly #parts: LinkerParts;
  readonly #items: Items;
  readonly #assoc: Assoc;
  readonly #clock: Clock;
  readonly #log: ThreadLog;
  readonly #tuning: Tuning;

  constructor(parts: LinkerParts) {
    this.#parts = parts;
    this.#tuning = parts.tuning;
    this.#items = parts.items;
    this.#assoc = parts.assoc;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** The living item with this key, or 0. A dead one is unlinked, and get_flushed or get_expired counted. */
  findLocked(keyBytes: Uint8Array, keyStart: number, keyLength: number, hash: number): ItemRef {
    const ref = this.#assoc.find(keyBytes, keyStart, keyLength, hash);
    if (this.#log.wants(LOG_TYPE.fetchers)) {
      this.#tellLookupLocked(ref, keyBytes, keyStart, keyLength);
    }
    if (ref === 0) {
      return 0;
    }
    const words = this.#items.words[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
    const base = (ref & REF_UNIT_MASK) << 1;
    if (this.#clock.isFlushed((words[base + ITEM.pins] as number) >>> 16, words[base + ITEM.time] as number)) {
      this.unlinkLocked(ref, hash);
      this.#parts.counters.count(COUNTER.get_flushed);
      return 0;
    }
    if (this.#clock.isExpired(words[base + ITEM.exptime] as number)) {
      this.unlinkLocked(ref, hash);
      this.#parts.counters.count(COUNTER.get_expired);
      return 0;
    }
    return ref;
  }

  #tellLookupLocked(ref: ItemRef, keyBytes: Uint8Array, keyStart: number, keyLength: number): void {
    const key = { bytes: keyBytes, start: keyStart, length: keyLength };
    if (ref === 0) {
      this.#log.lookup(key, LOOKUP_STATUS.notFound, 0, 0);
      return;
    }
    const items = this.#items;
    if (this.#clock.isFlushed(items.epoch(ref), items.time(ref))) {
      this.#log.lookup(key, LOOKUP_STATUS.flushed, 0, 0);
    } else if (this.#clock.isExpired(items.exptime(ref))) {
      this.#log.lookup(key, LOOKUP_STATUS.expired, 0, 0);
    } else {
      this.#log.lookup(key, LOOKUP_STATUS.found, items.slabClass(ref), items.valueLength(ref));
    }
  }

  /** Puts a new item in, at the head of HOT (or TEMP, or COLD when flat), with a new cas unless `keepCas`. */
  linkLocked(ref: ItemRef, hash: number, keepCas: boolean): void {
    const { items, locks, lists } = this.#parts;
    this.#prepare(ref, keepCas);
    this.#assoc.insert(ref, hash);
    const slabClass = items.slabClass(ref);
    locks.lockClass(slabClass);
    lists.linkLocked(ref);
    locks.unlockClass(slabClass);
  }

  /** Takes an item out; its memory is free at once, or when the last pin goes. */
  unlinkLocked(ref: ItemRef, hash: number): void {
    this.#assoc.remove(ref, hash);
    const { items, locks } = this.#parts;
    const slabClass = items.slabClass(ref);
    locks.lockClass(slabClass);
    const toFree = this.#dropLocked(ref, slabClass);
    locks.unlockClass(slabClass);
    if (toFree) {
      this.#parts.allocator.free(ref);
    }
  }

  /** Puts a new item in the place of an old one with the same key; as unlinkLocked and linkLocked. */
  replaceLocked(old: ItemRef, ref: ItemRef, hash: number, keepCas: boolean): void {
    const { items, locks, lists, allocator } = this.#parts;
    this.#prepare(ref, keepCas);
    this.#assoc.replace(old, ref, hash);
    const oldClass = items.slabClass(old);
    const slabClass = items.slabClass(ref);
    locks.lockClass(oldClass);
    const toFree = this.#dropLocked(old, oldClass);
    if (slabClass !== oldClass) {
      locks.unlockClass(oldClass);
      locks.lockClass(slabClass);
    }
    lists.linkLocked(ref);
    locks.unlockClass(slabClass);
    if (toFree) {
      allocator.free(old);
    }
  }

  #prepare(ref: ItemRef, keepCas: boolean): void {
    const { items, clock, cas, options, counters } = this.#parts;
    items.markLinked(ref, this.#firstLru(ref), clock.now(), clock.epoch());
    if (!keepCas && options.casEnabled) {
      cas.next();
      items.setCas(ref, cas.low, cas.high);
    }
    counters.count(COUNTER.total_items);
  }

  /** Takes an item out of its queue, the class lock held. True when the caller must free it after giving that lock back. */
  #dropLocked(ref: ItemRef, slabClass: number): boolean {
    const { items, lists, slabs } = this.#parts;
    const flags = items.itemFlags(ref);
    lists.unlinkLocked(ref);
    items.setItemFlags(ref, flags & ~ITEM_FLAG.linked);
    if (items.pins(ref) > 0) {
      return false;
    }
    if ((flags & ITEM_FLAG.chunked) !== 0) {
      return true;
    }
    slabs.pushLocked(slabClass, ref);
    return false;
  }

  /** A hit: marks the item fetched, the second time active; a COLD item that became active moves to WARM (do_item_bump). */
  bumpLocked(ref: ItemRef): void {
    const items = this.#items;
    const flags = items.itemFlags(ref);
    const lru = items.lru(ref);
    const { counters } = this.#parts;
    counters.count(counters.slabOffset(items.slabClass(ref)) + LRU_HITS_OFFSET + lru);
    if (!this.#tuning.segmented) {
      if ((flags & ITEM_FLAG.fetched) === 0) {
        items.setItemFlags(ref, flags | ITEM_FLAG.fetched);
      }
      this.updateLocked(ref);
    } else if ((flags & ITEM_FLAG.active) === 0) {
      if ((flags & ITEM_FLAG.fetched) === 0) {
        items.setItemFlags(ref, flags | ITEM_FLAG.fetched);
      } else {
        items.setItemFlags(ref, flags | ITEM_FLAG.active);
        this.updateLocked(ref);
      }
    }
  }

  /** Touches the item's time; moves an active COLD item to WARM, and in a flat LRU the item to the head once a minute (do_item_update). */
  updateLocked(ref: ItemRef): void {
    const items = this.#items;
    const now = this.#clock.now();
    if (this.#tuning.segmented) {
      items.setWord(ref, ITEM.time, now);
      const flags = items.itemFlags(ref);
      if ((flags & ITEM_FLAG.active) !== 0 && items.lru(ref) === LRU.cold) {
        items.setItemFlags(ref, flags & ~ITEM_FLAG.active);
        this.#move(ref, LRU.warm, CLASS_FLOAT.movesToWarm);
      }
    } else if (items.time(ref) < now - FLAT_BUMP_SECONDS) {
      items.setWord(ref, ITEM.time, now);
      this.#move(ref, LRU.cold, CLASS_FLOAT.movesWithinLru);
    }
  }

  #move(ref: ItemRef, lru: Lru, counter: number): void {
    const { items, locks, lists, control } = this.#parts;
    const slabClass = items.slabClass(ref);
    locks.lockClass(slabClass);
    lists.moveLocked(ref, lru);
    control.addFloat(classFloat(slabClass) + counter, 1);
    locks.unlockClass(slabClass);
  }

  #firstLru(ref: ItemRef): Lru {
    const tuning = this.#tuning;
    if (!tuning.segmented) {
      return LRU.cold;
    }
    if (tuning.temporaryTtl >= 0) {
      const exptime = this.#items.exptime(ref);
      if (exptime !== 0 && exptime - this.#clock.now() <= tuning.temporaryTtl) {
        return LRU.temp;
      }
    }
    return LRU.hot;
  }
}
