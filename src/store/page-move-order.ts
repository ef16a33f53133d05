/**
 * The order to move a page from one slab class to another, or to or from the pool (class 0): `slabs reassign`, the automover's decisions,
 * and an eviction's with automove 2. One at a time, as in memcached (slabs.c, do_slabs_reassign). The order stands in shared words, so
 * that any thread may give it and the maintenance thread carry it out.
 */
import type { Control } from "../memory/control.ts";
import { CONTROL } from "../memory/control-layout.ts";
import { claimShared } from "../memory/shared-words.ts";
import type { PagePool } from "./page-pool.ts";
import type { Slabs } from "./slabs.ts";

/** What becomes of an order. */
export const MOVE_ANSWER = { ok: 0, running: 1, badClass: 2, noSpare: 3, same: 4, disabled: 5 } as const;

/** One of {@link MOVE_ANSWER}. */
export type MoveAnswer = (typeof MOVE_ANSWER)[keyof typeof MOVE_ANSWER];

/** The pool of pages that no class has. */
export const POOL_CLASS = 0;

/** As a source: any class that has a page to spare. */
export const ANY_CLASS = -1;

/** What stood in the way of a move last, in the words of slab_reassign_last_busy_status. */
export const BUSY_STATUS = {
  none: 0,
  pass: 1,
  from_slab: 2,
  from_lru: 3,
  busy: 4,
  busy_uploading: 5,
  busy_active: 6,
  busy_floating: 7,
  locked: 8,
} as const;

/** One of {@link BUSY_STATUS}. */
export type BusyStatus = (typeof BUSY_STATUS)[keyof typeof BUSY_STATUS];

/** A source needs so many pages: one stays. */
const SOURCE_PAGES_MIN = 2;

const STATE = { free: 0, writing: 1, ordered: 2, moving: 3 } as const;

/** A move that was ordered. */
export interface PageMoveRequest {
  readonly source: number;
  readonly target: number;
}

/** One thread's view of the order. */
export class PageMoveOrder {
  readonly #words: Int32Array;
  readonly #slabs: Slabs;
  readonly #pool: PagePool;
  readonly #isEnabled: boolean;

  constructor(control: Control, slabs: Slabs, pool: PagePool, isEnabled: boolean) {
    this.#isEnabled = isEnabled;
    this.#words = control.words;
    this.#slabs = slabs;
    this.#pool = pool;
  }

  /** Orders a move; `source` may be {@link ANY_CLASS}. It is carried out later. */
  order(source: number, target: number): MoveAnswer {
    if (!this.#isEnabled) {
      return MOVE_ANSWER.disabled;
    }
    if (this.isRunning) {
      return MOVE_ANSWER.running;
    }
    if (source === target) {
      return MOVE_ANSWER.same;
    }
    const picked = source === ANY_CLASS ? this.#pickSource(target) : source;
    if (!this.#isClass(picked) || !this.#isClass(target)) {
      return MOVE_ANSWER.badClass;
    }
    if (this.#pagesOf(picked) < SOURCE_PAGES_MIN) {
      return MOVE_ANSWER.noSpare;
    }
    if (!claimShared(this.#words, CONTROL.moveState, STATE.free, STATE.writing)) {
      return MOVE_ANSWER.running;
    }
    this.#words[CONTROL.moveSource] = picked;
    this.#words[CONTROL.moveTarget] = target;
    Atomics.store(this.#words, CONTROL.moveState, STATE.ordered);
    return MOVE_ANSWER.ok;
  }

  /** Takes the order, for the thread that moves pages; undefined when there is none. */
  start(): PageMoveRequest | undefined {
    if (!claimShared(this.#words, CONTROL.moveState, STATE.ordered, STATE.moving)) {
      return undefined;
    }
    return {
      source: this.#words[CONTROL.moveSource] as number,
      target: this.#words[CONTROL.moveTarget] as number,
    };
  }

  /** The move is over. */
  finish(): void {
    Atomics.store(this.#words, CONTROL.moveState, STATE.free);
  }

  /** Whether a page is being moved or about to be (slab_reassign_running). */
  get isRunning(): boolean {
    return Atomics.load(this.#words, CONTROL.moveState) !== STATE.free;
  }

  /** What stood in the way last. */
  get busyStatus(): BusyStatus {
    return this.#words[CONTROL.moveBusyStatus] as BusyStatus;
  }

  set busyStatus(status: BusyStatus) {
    Atomics.store(this.#words, CONTROL.moveBusyStatus, status);
  }

  /** The next class in turn that has a page to spare; ANY_CLASS when none has (slabs_reassign_pick_any). */
  #pickSource(target: number): number {
    const classCount = this.#slabs.largestClass;
    for (let tries = 0; tries < classCount; tries++) {
      const picked = ((Atomics.add(this.#words, CONTROL.movePick, 1) >>> 0) % classCount) + 1;
      if (picked !== target && this.#slabs.pages(picked) >= SOURCE_PAGES_MIN) {
        return picked;
      }
    }
    return ANY_CLASS;
  }

  #isClass(slabClass: number): boolean {
    return slabClass >= POOL_CLASS && slabClass <= this.#slabs.largestClass;
  }

  #pagesOf(slabClass: number): number {
    return slabClass === POOL_CLASS ? this.#pool.pagesPooled : this.#slabs.pages(slabClass);
  }
}
