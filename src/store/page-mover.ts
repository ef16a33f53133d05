/**
 * Moves a page from one slab class to another, to the pool, or from it (memcached slabs.c and slab_mover.c), in small steps, while
 * everybody goes on using the store:
 *
 *     sieve   the page's free chunks out of the free list
 *     passes  over its chunks: each that is in use is copied elsewhere, if need be in the place of the oldest item of the class
 *     hand over, when the last one is out of use
 *
 * Chunks of items that are being uploaded or sent have to wait for that. A large item that is in the way for too long is deleted, as in
 * memcached; a page that can't be emptied for much longer stays where it was.
 */
import { PAGE_BYTES } from "../memory/limits.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { LOG_TYPE } from "../stats/log/log-types.ts";
import { REF_PAGE_SHIFT } from "./item-layout.ts";
import { BUSY_STATUS, type PageMoveRequest, POOL_CLASS } from "./page-move-order.ts";
import type { StoreParts } from "./parts.ts";
import { RELOCATION, Relocator } from "./relocator.ts";
import type { Store } from "./store.ts";

/** Chunks that are looked at in one step, under one lock or with one lock each. */
const SIEVED_PER_STEP = 1000;
const CHUNKS_PER_STEP = 100;

/** Between passes that got nothing done the mover rests so long, twice as long each time. */
const REST_MS_MIN = 1;
const REST_MS_MAX = 100;

/** Passes without progress, about 5 s, before large items that are being sent are deleted, and before the move is given up (60 s). */
const DELETE_PASSES = 50;
const ABANDON_PASSES = 600;

interface PageMove extends PageMoveRequest {
  readonly page: number;
  isSieved: boolean;
  /** The next chunk of this pass. */
  chunk: number;
  /** Chunks out of use when this pass began. */
  drainedBefore: number;
  /** Passes since the last one that got something done. */
  idlePasses: number;
  /** Whether this pass met a chunk for which there was no other place. */
  wantsMemory: boolean;
}

/** The page mover; one, in the maintenance thread. */
export class PageMover {
  readonly #parts: StoreParts;
  readonly #relocator: Relocator;
  #move: PageMove | undefined;
  /** The last page that left a class: the next move takes one behind it. */
  #lastPage = 0;

  constructor(store: Store) {
    this.#parts = store.parts;
    this.#relocator = new Relocator(store.parts);
  }

  /** Whether there is something to do. */
  get isDue(): boolean {
    return this.#parts.moveOrder.isRunning;
  }

  /** Works for a moment. Returns the milliseconds to wait before the next step, 0 to go on. */
  step(): number {
    const move = this.#move ?? this.#start();
    if (move === undefined) {
      return 0;
    }
    if (!move.isSieved) {
      this.#sieve(move);
      return 0;
    }
    const chunkCount = this.#parts.slabs.chunksPerPage(move.source);
    const end = Math.min(chunkCount, move.chunk + CHUNKS_PER_STEP);
    for (; move.chunk < end; move.chunk++) {
      this.#relocate(move);
    }
    return move.chunk < chunkCount ? 0 : this.#endPass(move, chunkCount);
  }

  #start(): PageMove | undefined {
    const { moveOrder, locks, slabs } = this.#parts;
    const request = moveOrder.start();
    if (request === undefined) {
      return undefined;
    }
    const { source, target } = request;
    if (source === POOL_CLASS) {
      this.#finish(request, this.#takePooled(target));
      return undefined;
    }
    locks.lockClass(source);
    const page = slabs.pages(source) > 1 ? this.#choosePage(source) : 0;
    if (page !== 0) {
      slabs.drain.startLocked(source, page);
    }
    locks.unlockClass(source);
    if (page === 0) {
      this.#finish(request, false);
      return undefined;
    }
    moveOrder.busyStatus = BUSY_STATUS.none;
    const fresh = { isSieved: false, chunk: 0, drainedBefore: 0, idlePasses: 0, wantsMemory: false };
    this.#move = { source, target, page, ...fresh };
    return this.#move;
  }

  /** Gives the target a page of the pool. */
  #takePooled(target: number): boolean {
    const { pool, slabs, locks } = this.#parts;
    const page = pool.take(target, false);
    if (page !== 0) {
      locks.lockClass(target);
      slabs.addPageLocked(target, page);
      locks.unlockClass(target);
    }
    return page !== 0;
  }

  /** The pages of a class take turns, so that one that can't be emptied is not tried again and again. */
  #choosePage(slabClass: number): number {
    const { pageClass } = this.#parts.control;
    const behind = pageClass.indexOf(slabClass, this.#lastPage + 1);
    this.#lastPage = behind >= 0 ? behind : Math.max(0, pageClass.indexOf(slabClass));
    return this.#lastPage;
  }

  #sieve(move: PageMove): void {
    const { locks, slabs } = this.#parts;
    locks.lockClass(move.source);
    move.isSieved = !slabs.drain.sieveLocked(move.source, SIEVED_PER_STEP);
    locks.unlockClass(move.source);
  }

  #relocate(move: PageMove): void {
    const { slabs, counters, moveOrder } = this.#parts;
    const ref = ((move.page << REF_PAGE_SHIFT) + move.chunk * slabs.chunkUnits(move.source)) | 0;
    const drained = slabs.drain.drainedCount(move.source);
    const policy = { mayGrow: move.target !== POOL_CLASS, deletesPinned: move.idlePasses >= DELETE_PASSES };
    const result = this.#relocator.relocate(ref, move.source, policy);
    switch (result) {
      case RELOCATION.none:
      case RELOCATION.reclaimed:
        return;
      case RELOCATION.moved:
        counters.count(COUNTER.slab_reassign_rescues);
        this.#countInline(move, drained);
        return;
      case RELOCATION.movedPiece:
        counters.count(COUNTER.slab_reassign_chunk_rescues);
        this.#countInline(move, drained);
        return;
      case RELOCATION.deleted:
        counters.count(COUNTER.slab_reassign_busy_deletes);
        return;
      case RELOCATION.noMemory:
        counters.count(COUNTER.slab_reassign_busy_nomem);
        move.wantsMemory = true;
        return;
      default:
        counters.count(COUNTER.slab_reassign_busy_items);
        moveOrder.busyStatus = result;
    }
  }

  /** Making room for a copy may have evicted items of this very page: they are out of the way too. */
  #countInline(move: PageMove, drainedBefore: number): void {
    const { slabs, counters } = this.#parts;
    for (let count = slabs.drain.drainedCount(move.source) - drainedBefore; count > 1; count--) {
      counters.count(COUNTER.slab_reassign_inline_reclaim);
    }
  }

  #endPass(move: PageMove, chunkCount: number): number {
    const { locks, slabs, options } = this.#parts;
    locks.lockClass(move.source);
    const drained = slabs.drain.drainedCount(move.source);
    locks.unlockClass(move.source);
    if (drained === chunkCount) {
      this.#handOver(move);
      return 0;
    }
    const isHopeless = move.wantsMemory && !options.evictions;
    move.idlePasses = drained > move.drainedBefore ? 0 : move.idlePasses + 1;
    if (move.idlePasses > ABANDON_PASSES || (isHopeless && move.idlePasses > 0)) {
      this.#abandon(move);
      return 0;
    }
    move.drainedBefore = drained;
    move.chunk = 0;
    move.wantsMemory = false;
    return Math.min(REST_MS_MAX, REST_MS_MIN * 2 ** move.idlePasses);
  }

  #handOver({ source, target, page }: PageMove): void {
    const { locks, slabs, pool, items } = this.#parts;
    locks.lockClass(source);
    slabs.drain.finishLocked(source);
    locks.unlockClass(source);
    const first = (page << REF_PAGE_SHIFT) | 0;
    const start = items.byteStart(first);
    items.segmentBytes(first).fill(0, start, start + PAGE_BYTES);
    if (target === POOL_CLASS) {
      pool.giveBack(page);
    } else {
      pool.reassign(page, target);
      locks.lockClass(target);
      slabs.addPageLocked(target, page);
      locks.unlockClass(target);
    }
    this.#finish({ source, target }, true);
  }

  #abandon({ source, target }: PageMove): void {
    const { locks, slabs } = this.#parts;
    locks.lockClass(source);
    slabs.drain.abandonLocked(source);
    locks.unlockClass(source);
    this.#finish({ source, target }, false);
  }

  #finish({ source, target }: PageMoveRequest, isMoved: boolean): void {
    const { moveOrder, counters, log } = this.#parts;
    this.#move = undefined;
    if (isMoved) {
      counters.count(COUNTER.slabs_moved);
    }
    if (log.wants(LOG_TYPE.sysevents)) {
      log.pageMoved(source, target, isMoved);
    }
    moveOrder.finish();
  }
}
