/**
 * Storing a received value: set, add, replace, append, prepend, cas, and what the meta flags C, E, I and N make of them.
 * The decisions are memcached's do_store_item (memcached.c).
 */

import { COUNTER, SLAB_COUNTER } from "../stats/counter-names.ts";
import { LOG_TYPE } from "../stats/log/log-types.ts";
import type { ThreadLog } from "../stats/log/thread-log.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";
import { type Allocator, FAILURE } from "./allocator.ts";
import type { Clock } from "./clock.ts";
import { HEADER_BYTES, ITEM_FLAG, type ItemRef } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { Linker } from "./linker.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import type { Values } from "./values.ts";

/** What to do with the value. `cas` always compares; set and replace with `compare` become cas. */
export const STORE_MODE = { set: 0, add: 1, replace: 2, append: 3, prepend: 4, cas: 5 } as const;

/** One of {@link STORE_MODE}. */
export type StoreMode = (typeof STORE_MODE)[keyof typeof STORE_MODE];

/** How it went. An append or prepend that finds no room is `notStored`, as in memcached; `Store.failure` then says why. */
export const STORE_RESULT = { stored: 0, notStored: 1, exists: 2, notFound: 3, noMemory: 4, tooLarge: 5 } as const;

/** One of {@link STORE_RESULT}. */
export type StoreResult = (typeof STORE_RESULT)[keyof typeof STORE_RESULT];

/** What a storage command wants; one per thread, reused. */
export class StoreIntent {
  mode: StoreMode = STORE_MODE.set;
  /** Compare the stored cas with casLow/casHigh (meta C; implied by mode cas). */
  compare = false;
  casLow = 0;
  casHigh = 0;
  /** Give the item newCas (meta E) instead of the next number. A newCas of 0 means the next number. */
  assignCas = false;
  newCasLow = 0;
  newCasHigh = 0;
  /** Meta I: with compare, a cas below the stored one is stored, marked stale, and keeps ttl and token mark. */
  markStale = false;
  /** Meta N in append and prepend: create a missing item, dying at vivifyExptime (relative second). */
  vivify = false;
  vivifyExptime = 0;

  /** Back to a plain command of this mode. */
  reset(mode: StoreMode): void {
    this.mode = mode;
    this.compare = false;
    this.casLow = 0;
    this.casHigh = 0;
    this.assignCas = false;
    this.newCasLow = 0;
    this.newCasHigh = 0;
    this.markStale = false;
    this.vivify = false;
    this.vivifyExptime = 0;
  }
}

/** What the committer works on. */
export interface CommitterParts {
  readonly options: ResolvedStoreOptions;
  readonly items: Items;
  readonly values: Values;
  readonly linker: Linker;
  readonly allocator: Allocator;
  readonly counters: ThreadCounters;
  readonly clock: Clock;
  readonly log: ThreadLog;
}

const CAS = { none: 0, match: 1, differs: 2, stale: 3 } as const;

/** Stores allocated items. */
export class Committer {
  readonly #parts: CommitterParts;
  readonly #items: Items;
  /** Cas and value length of what was stored; cas 0 and the sent length when nothing was. */
  resultCasLow = 0;
  resultCasHigh = 0;
  resultValueLength = 0;
  /** The item that holds what the last commit stored; 0 when it stored nothing. */
  storedRef: ItemRef = 0;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
    this.#items = parts.items;
  }

  /** Stores `ref`, if it may be; {@link freeUnused} has to follow once the stripe has been given back. */
  commitLocked(ref: ItemRef, hash: number, intent: StoreIntent): StoreResult {
    this.#parts.allocator.failure = FAILURE.none;
    this.storedRef = 0;
    this.resultCasLow = 0;
    this.resultCasHigh = 0;
    this.resultValueLength = this.#items.valueLength(ref);
    const result = this.#storeLocked(ref, hash, intent);
    if (this.#parts.log.wants(LOG_TYPE.mutations)) {
      this.#tellLocked(this.storedRef === 0 ? ref : this.storedRef, result, effectiveMode(intent));
    }
    return result;
  }

  /** Frees the received item of the last commit, unless it was linked. The stripe must not be held. */
  freeUnused(ref: ItemRef): void {
    if (this.storedRef !== ref) {
      this.#parts.allocator.free(ref);
    }
  }

  #tellLocked(ref: ItemRef, result: StoreResult, mode: StoreMode): void {
    const items = this.#items;
    const { clock, log } = this.#parts;
    const key = { bytes: items.segmentBytes(ref), start: items.keyStart(ref), length: items.keyLength(ref) };
    const exptime = items.exptime(ref);
    const ttlSeconds = exptime === 0 ? 0 : exptime - clock.now();
    log.stored(key, result, mode, ttlSeconds, items.slabClass(ref), items.valueLength(ref));
  }

  #storeLocked(ref: ItemRef, hash: number, intent: StoreIntent): StoreResult {
    const items = this.#items;
    const { linker, counters } = this.#parts;
    const keyStart = items.byteStart(ref) + HEADER_BYTES;
    const old = linker.findLocked(items.segmentBytes(ref), keyStart, items.keyLength(ref), hash);
    const mode = effectiveMode(intent);
    if (old === 0) {
      return this.#commitNew(ref, hash, intent, mode);
    }
    switch (mode) {
      case STORE_MODE.set:
      case STORE_MODE.replace:
        return this.#replace(old, ref, hash, intent);
      case STORE_MODE.add:
        linker.updateLocked(old);
        return STORE_RESULT.notStored;
      case STORE_MODE.cas: {
        const slab = counters.slabOffset(items.slabClass(old));
        const compared = this.#compareCas(old, intent);
        if (compared !== CAS.match && compared !== CAS.stale) {
          counters.count(COUNTER.cas_badval);
          counters.count(slab + SLAB_COUNTER.cas_badval);
          return STORE_RESULT.exists;
        }
        counters.count(COUNTER.cas_hits);
        counters.count(slab + SLAB_COUNTER.cas_hits);
        if (compared === CAS.stale) {
          this.#inheritStale(old, ref);
        }
        return this.#replace(old, ref, hash, intent);
      }
      case STORE_MODE.append:
      case STORE_MODE.prepend: {
        const compared = this.#compareCas(old, intent);
        if (compared !== CAS.match && compared !== CAS.none) {
          return STORE_RESULT.exists;
        }
        return this.#join(old, ref, hash, intent, mode === STORE_MODE.append);
      }
    }
  }

  #commitNew(ref: ItemRef, hash: number, intent: StoreIntent, mode: StoreMode): StoreResult {
    switch (mode) {
      case STORE_MODE.set:
      case STORE_MODE.add:
        return this.#link(ref, hash, intent);
      case STORE_MODE.cas:
        this.#parts.counters.count(COUNTER.cas_misses);
        return STORE_RESULT.notFound;
      case STORE_MODE.replace:
        return STORE_RESULT.notStored;
      case STORE_MODE.append:
      case STORE_MODE.prepend:
        if (!intent.vivify) {
          return STORE_RESULT.notStored;
        }
        this.#items.setExptime(ref, intent.vivifyExptime);
        return this.#link(ref, hash, intent);
    }
  }

  /** Compares the wanted cas (0 or absent: none wanted) with the stored one. */
  #compareCas(old: ItemRef, intent: StoreIntent): (typeof CAS)[keyof typeof CAS] {
    const wanted = intent.compare || intent.mode === STORE_MODE.cas;
    const low = intent.casLow >>> 0;
    const high = intent.casHigh >>> 0;
    if (!wanted || (low === 0 && high === 0) || !this.#parts.options.casEnabled) {
      return CAS.none;
    }
    const oldLow = this.#items.casLow(old);
    const oldHigh = this.#items.casHigh(old);
    if (low === oldLow && high === oldHigh) {
      return CAS.match;
    }
    const below = high < oldHigh || (high === oldHigh && low < oldLow);
    return below && intent.markStale ? CAS.stale : CAS.differs;
  }

  #inheritStale(old: ItemRef, ref: ItemRef): void {
    const items = this.#items;
    items.setExptime(ref, items.exptime(old));
    const token = items.itemFlags(old) & ITEM_FLAG.tokenSent;
    items.setItemFlags(ref, items.itemFlags(ref) | ITEM_FLAG.stale | token);
  }

  /** Old value and new one in a new item that keeps the old one's flags, ttl and kind of key. */
  #join(old: ItemRef, ref: ItemRef, hash: number, intent: StoreIntent, append: boolean): StoreResult {
    const items = this.#items;
    const { allocator, values } = this.#parts;
    const keyStart = items.byteStart(old) + HEADER_BYTES;
    const oldLength = items.valueLength(old);
    const addedLength = items.valueLength(ref);
    const joined = allocator.allocate(
      items.segmentBytes(old),
      keyStart,
      items.keyLength(old),
      hash,
      items.flags(old),
      items.exptime(old),
      oldLength + addedLength,
    );
    if (joined === 0) {
      return STORE_RESULT.notStored;
    }
    const keyKind = items.itemFlags(old) & ITEM_FLAG.keyBinary;
    items.setItemFlags(joined, items.itemFlags(joined) | keyKind);
    values.copy(append ? old : ref, 0, joined, 0, append ? oldLength : addedLength);
    values.copy(append ? ref : old, 0, joined, append ? oldLength : addedLength, append ? addedLength : oldLength);
    return this.#replace(old, joined, hash, intent);
  }

  #replace(old: ItemRef, ref: ItemRef, hash: number, intent: StoreIntent): StoreResult {
    this.#parts.linker.replaceLocked(old, ref, hash, this.#assignCas(ref, intent));
    return this.#stored(ref);
  }

  #link(ref: ItemRef, hash: number, intent: StoreIntent): StoreResult {
    this.#parts.linker.linkLocked(ref, hash, this.#assignCas(ref, intent));
    return this.#stored(ref);
  }

  /** Gives the item the cas the client chose, if it did. */
  #assignCas(ref: ItemRef, intent: StoreIntent): boolean {
    const assign = intent.assignCas && (intent.newCasLow !== 0 || intent.newCasHigh !== 0);
    if (assign) {
      this.#items.setCas(ref, intent.newCasLow, intent.newCasHigh);
    }
    return assign;
  }

  #stored(ref: ItemRef): StoreResult {
    const items = this.#items;
    this.storedRef = ref;
    this.resultCasLow = items.casLow(ref);
    this.resultCasHigh = items.casHigh(ref);
    this.resultValueLength = items.valueLength(ref);
    return STORE_RESULT.stored;
  }
}

function effectiveMode(intent: StoreIntent): StoreMode {
  const comparable = intent.mode === STORE_MODE.set || intent.mode === STORE_MODE.replace;
  return comparable && intent.compare ? STORE_MODE.cas : intent.mode;
}
