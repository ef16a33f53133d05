/**
 * Memory for items: the smallest chunk that fits, and if there is none, what reclaiming, juggling and evicting yields
 * (items.c, do_item_alloc_pull). Large items get a header and a chain of chunks.
 */
import type { Control } from "../memory/control.ts";
import { CLASS_FLOAT, classFloat } from "../memory/control-layout.ts";
import { copyBytes } from "../memory/copy.ts";
import {
  accountedItemSize,
  CHUNK,
  CHUNK_LINK_BYTES,
  chunkLinkOffset,
  HEADER_BYTES,
  ITEM,
  ITEM_FLAG,
  type ItemRef,
  LRU,
  TAIL_BYTES,
} from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { TailPuller } from "./lru-pull.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { ANY_CLASS, type PageMoveOrder } from "./page-move-order.ts";
import type { Slabs } from "./slabs.ts";
import type { StoreLocks } from "./store-locks.ts";
import type { Tuning } from "./tuning.ts";
import type { Values } from "./values.ts";

/** Why {@link Allocator.allocate} gave nothing. */
export const FAILURE = { none: 0, tooLarge: 1, noMemory: 2 } as const;

/** One of {@link FAILURE}. */
export type Failure = (typeof FAILURE)[keyof typeof FAILURE];

/** Rounds of freeing and trying again (memcached: 10). */
const ALLOCATION_TRIES = 10;

/** What the allocator works on. */
export interface AllocatorParts {
  readonly options: ResolvedStoreOptions;
  readonly items: Items;
  readonly values: Values;
  readonly control: Control;
  readonly locks: StoreLocks;
  readonly slabs: Slabs;
  readonly puller: TailPuller;
  readonly moveOrder: PageMoveOrder;
  readonly tuning: Tuning;
}

/** Allocates and frees items. No class lock may be held; a stripe may. */
export class Allocator {
  readonly #parts: AllocatorParts;
  readonly #itemSizeMax: number;
  readonly #chunkMax: number;
  readonly #casEnabled: boolean;
  /** Why the last {@link allocate} gave nothing. */
  failure: Failure = FAILURE.none;

  constructor(parts: AllocatorParts) {
    this.#parts = parts;
    this.#itemSizeMax = parts.options.itemSizeMax;
    this.#chunkMax = parts.options.slabChunkMax;
    this.#casEnabled = parts.options.casEnabled;
  }

  /**
   * An item with this key, its value not written yet (the CRLF is), known to nobody else.
   * @param exptime relative second, see Clock.realTime
   * @returns 0 on failure, see {@link failure}
   */
  allocate(
    keyBytes: Uint8Array,
    keyStart: number,
    keyLength: number,
    hash: number,
    flags: number,
    exptime: number,
    valueLength: number,
  ): ItemRef {
    const { items, slabs, values } = this.#parts;
    const size = accountedItemSize(keyLength, flags, valueLength, this.#casEnabled);
    if (size > this.#itemSizeMax) {
      this.failure = FAILURE.tooLarge;
      return 0;
    }
    const chunked = size > this.#chunkMax;
    const slabClass = chunked ? slabs.largestClass : slabs.classFor(size);
    const ref = chunked ? this.#takeHeader(keyLength) : this.takeChunk(slabClass);
    if (ref === 0) {
      this.failure = FAILURE.noMemory;
      return 0;
    }
    items.initialize(ref, slabClass, chunked ? ITEM_FLAG.chunked : 0, hash, keyLength);
    items.setWord(ref, ITEM.exptime, exptime | 0);
    items.setWord(ref, ITEM.clientFlags, flags | 0);
    items.setWord(ref, ITEM.valueLength, valueLength);
    copyBytes(keyBytes, keyStart, items.segmentBytes(ref), items.byteStart(ref) + HEADER_BYTES, keyLength);
    if (chunked) {
      values.resetCursor();
      if (!this.#attachChunks(ref, keyLength, valueLength + TAIL_BYTES)) {
        this.free(ref);
        this.failure = FAILURE.noMemory;
        return 0;
      }
    }
    values.terminate(ref);
    return ref;
  }

  /**
   * Takes a chunk of a class, evicting if need be; 0 when none can be had.
   * @param mayGrow whether the class may take a new page for it
   */
  takeChunk(slabClass: number, mayGrow = true): ItemRef {
    const { locks, slabs, control, puller } = this.#parts;
    locks.lockClass(slabClass);
    let ref = slabs.popLocked(slabClass, mayGrow);
    if (ref === 0) {
      let tries = 0;
      while (ref === 0 && tries < ALLOCATION_TRIES) {
        tries++;
        this.#makeRoomLocked(slabClass);
        const doomed = puller.takeDoomed();
        if (doomed !== 0) {
          locks.unlockClass(slabClass);
          this.freeDoomed(doomed);
          locks.lockClass(slabClass);
        }
        ref = slabs.popLocked(slabClass, mayGrow);
      }
      const counters = classFloat(slabClass);
      control.addFloat(counters + CLASS_FLOAT.directReclaims, tries);
      if (ref === 0) {
        control.addFloat(counters + CLASS_FLOAT.outOfMemory, 1);
        this.#askForPage(slabClass);
      }
    }
    locks.unlockClass(slabClass);
    return ref;
  }

  /** A class that could not even evict gets a page soon; the next one to ask for memory finds it. */
  #askForPage(slabClass: number): void {
    const { moveOrder, tuning, options } = this.#parts;
    if (tuning.automove > 0 && options.evictions) {
      moveOrder.order(ANY_CLASS, slabClass);
    }
  }

  /** Frees an item nobody can reach any more, with all its chunks. */
  free(ref: ItemRef): void {
    const { items } = this.#parts;
    if ((items.itemFlags(ref) & ITEM_FLAG.chunked) === 0) {
      this.#freeChunk(items.slabClass(ref), ref);
      return;
    }
    const keyLength = items.keyLength(ref);
    let chunk = items.word(ref, chunkLinkOffset(keyLength) >> 2);
    while (chunk !== 0) {
      const next = items.word(chunk, CHUNK.next);
      this.#freeChunk(items.slabClass(chunk), chunk);
      chunk = next;
    }
    this.#freeChunk(this.#headerClass(keyLength), ref);
  }

  /** Frees a list of large items that a tail puller unlinked. */
  freeDoomed(list: ItemRef): void {
    let ref = list;
    while (ref !== 0) {
      const next = this.#parts.items.word(ref, ITEM.lruNext);
      this.free(ref);
      ref = next;
    }
  }

  /** Class of the chunk that holds header and key of a large item. */
  #headerClass(keyLength: number): number {
    return this.#parts.slabs.classFor(chunkLinkOffset(keyLength) + CHUNK_LINK_BYTES);
  }

  /** One round of reclaiming, evicting, or moving what is in HOT or WARM to where it can be evicted. Returns how much was done. */
  #makeRoomLocked(slabClass: number): number {
    const { puller } = this.#parts;
    return (
      puller.evictLocked(slabClass) ||
      puller.pullLocked(slabClass, LRU.hot, 0, 0, false) ||
      puller.pullLocked(slabClass, LRU.warm, 0, 0, false) ||
      puller.pullLocked(slabClass, LRU.temp, 0, 0, false)
    );
  }

  #freeChunk(slabClass: number, ref: ItemRef): void {
    const { locks, slabs } = this.#parts;
    locks.lockClass(slabClass);
    slabs.pushLocked(slabClass, ref);
    locks.unlockClass(slabClass);
  }

  /** The header of a large item. Its class may list no items to evict (large ones are listed in the largest): then evict there. */
  #takeHeader(keyLength: number): ItemRef {
    const headerClass = this.#headerClass(keyLength);
    for (let tries = 0; tries < ALLOCATION_TRIES; tries++) {
      const ref = this.takeChunk(headerClass);
      if (ref !== 0 || !this.#evictLarge()) {
        return ref;
      }
    }
    return 0;
  }

  /** Evicts from the largest class, for the memory its items hold elsewhere. */
  #evictLarge(): boolean {
    const { locks, slabs, puller } = this.#parts;
    locks.lockClass(slabs.largestClass);
    const done = this.#makeRoomLocked(slabs.largestClass);
    const doomed = puller.takeDoomed();
    locks.unlockClass(slabs.largestClass);
    this.freeDoomed(doomed);
    return done > 0;
  }

  /** Hangs chunks for `byteCount` bytes on a header; false when memory ran out (what was taken hangs there). */
  #attachChunks(ref: ItemRef, keyLength: number, byteCount: number): boolean {
    const { items } = this.#parts;
    const link = chunkLinkOffset(keyLength) >> 2;
    items.setWord(ref, link, 0);
    items.setWord(ref, link + 1, 0);
    let previous = 0;
    let chunkCount = 0;
    for (let missing = byteCount; missing > 0; ) {
      const chunk = this.#takeValueChunk(missing + HEADER_BYTES, ref);
      if (chunk === 0) {
        return false;
      }
      const held = Math.min(missing, this.#chunkMax - HEADER_BYTES);
      items.setWord(chunk, CHUNK.length, held);
      if (previous === 0) {
        items.setWord(ref, link, chunk);
      } else {
        items.setWord(previous, CHUNK.next, chunk);
      }
      previous = chunk;
      chunkCount++;
      items.setWord(ref, link + 1, chunkCount);
      missing -= held;
    }
    return true;
  }

  /** A chunk of slab_chunk_max, or for the tail one that fits; a full-size one where the fitting class has no memory. */
  #takeValueChunk(byteCount: number, owner: ItemRef): ItemRef {
    const { items, slabs } = this.#parts;
    let slabClass = byteCount >= this.#chunkMax ? slabs.largestClass : slabs.classFor(byteCount);
    let chunk = this.takeChunk(slabClass);
    if (chunk === 0 && slabClass !== slabs.largestClass) {
      slabClass = slabs.largestClass;
      chunk = this.takeChunk(slabClass);
    }
    if (chunk !== 0) {
      items.initializeChunk(chunk, slabClass, owner);
    }
    return chunk;
  }
}
