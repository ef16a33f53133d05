/**
 * Emptying a page of a slab class, as far as its free chunks go. While a page is being drained
 *
 *   - its free chunks are taken out of the free list, a part of the list at a time: chunks that were looked at and stay wait in the
 *     sieved list, from which allocations go on when the free list is empty;
 *   - each chunk of it that is freed goes out of use, whoever frees it (an eviction, a delete, a sender who is done);
 *   - chunks out of use hang in a list of their own, so that they can be put back when the page can't be emptied.
 *
 * When all chunks of the page are out of use nobody has a reference into it. One page of a class at a time; everything wants the class
 * lock.
 */
import type { Control } from "../memory/control.ts";
import { CLASS, classWord } from "../memory/control-layout.ts";
import { REF_UNIT_BYTES } from "../memory/limits.ts";
import { ITEM, type ItemRef, REF_PAGE_SHIFT } from "./item-layout.ts";
import type { Items } from "./items.ts";

/** One thread's view of what is being drained. */
export class PageDrain {
  readonly #control: Control;
  readonly #items: Items;
  readonly #chunkSizes: readonly number[];

  constructor(control: Control, items: Items, chunkSizes: readonly number[]) {
    this.#control = control;
    this.#items = items;
    this.#chunkSizes = chunkSizes;
  }

  /** Chunks of that page that are out of use, as far as can be said without the lock. */
  drainedCount(slabClass: number): number {
    return this.#word(slabClass, CLASS.drainedCount);
  }

  /** Starts with a page: chunks of it that were never handed out are out of use at once. */
  startLocked(slabClass: number, page: number): void {
    this.#set(slabClass, CLASS.drainedPage, page);
    this.#set(slabClass, CLASS.drainedHead, 0);
    this.#set(slabClass, CLASS.drainedCount, 0);
    this.#set(slabClass, CLASS.sievedHead, 0);
    this.#set(slabClass, CLASS.sieving, 1);
    if (this.#word(slabClass, CLASS.freshNext) >>> REF_PAGE_SHIFT === page) {
      this.spillLocked(slabClass, (ref) => this.#drop(slabClass, ref));
    }
  }

  /** Looks through so many chunks of the free list; false when it was looked through. */
  sieveLocked(slabClass: number, chunkCount: number): boolean {
    const page = this.#word(slabClass, CLASS.drainedPage);
    let ref = this.#word(slabClass, CLASS.freeHead);
    let dropped = 0;
    for (let count = 0; ref !== 0 && count < chunkCount; count++) {
      const next = this.#items.word(ref, ITEM.hashNext);
      if (ref >>> REF_PAGE_SHIFT === page) {
        this.#drop(slabClass, ref);
        dropped++;
      } else {
        this.#link(slabClass, CLASS.sievedHead, ref);
      }
      ref = next;
    }
    this.#set(slabClass, CLASS.freeHead, ref);
    this.#set(slabClass, CLASS.freeCount, this.#word(slabClass, CLASS.freeCount) - dropped);
    if (ref !== 0) {
      return true;
    }
    this.#set(slabClass, CLASS.freeHead, this.#word(slabClass, CLASS.sievedHead));
    this.#set(slabClass, CLASS.sievedHead, 0);
    this.#set(slabClass, CLASS.sieving, 0);
    return false;
  }

  /** Takes a chunk that is freed while the class is being drained; false when it may go to the free list. */
  takeFreedLocked(slabClass: number, ref: ItemRef): boolean {
    if (ref >>> REF_PAGE_SHIFT === this.#word(slabClass, CLASS.drainedPage)) {
      this.#drop(slabClass, ref);
      return true;
    }
    if (this.#word(slabClass, CLASS.sieving) === 0) {
      return false;
    }
    this.#link(slabClass, CLASS.sievedHead, ref);
    this.#set(slabClass, CLASS.freeCount, this.#word(slabClass, CLASS.freeCount) + 1);
    return true;
  }

  /** A chunk that was sieved already, for an allocation that finds the free list empty; 0 for none. */
  popSievedLocked(slabClass: number): ItemRef {
    const ref = this.#word(slabClass, CLASS.sievedHead);
    if (ref !== 0) {
      this.#set(slabClass, CLASS.sievedHead, this.#items.word(ref, ITEM.hashNext));
      this.#set(slabClass, CLASS.freeCount, this.#word(slabClass, CLASS.freeCount) - 1);
    }
    return ref;
  }

  /** Ends with the page gone from the class. */
  finishLocked(slabClass: number): void {
    this.#set(slabClass, CLASS.drainedPage, 0);
    this.#set(slabClass, CLASS.drainedHead, 0);
    this.#set(slabClass, CLASS.drainedCount, 0);
    this.#set(slabClass, CLASS.pages, this.#word(slabClass, CLASS.pages) - 1);
  }

  /** Gives up: everything that was out of use is free again. */
  abandonLocked(slabClass: number): void {
    if (this.#word(slabClass, CLASS.sieving) === 1) {
      this.sieveLocked(slabClass, Number.MAX_SAFE_INTEGER);
    }
    let ref = this.#word(slabClass, CLASS.drainedHead);
    const count = this.#word(slabClass, CLASS.drainedCount);
    while (ref !== 0) {
      const next = this.#items.word(ref, ITEM.hashNext);
      this.#link(slabClass, CLASS.freeHead, ref);
      ref = next;
    }
    this.#set(slabClass, CLASS.freeCount, this.#word(slabClass, CLASS.freeCount) + count);
    this.#set(slabClass, CLASS.drainedPage, 0);
    this.#set(slabClass, CLASS.drainedHead, 0);
    this.#set(slabClass, CLASS.drainedCount, 0);
  }

  /** Calls `take` with each chunk of the newest page that was never handed out; afterwards there is none. */
  spillLocked(slabClass: number, take: (ref: ItemRef) => void): void {
    const units = (this.#chunkSizes[slabClass] as number) / REF_UNIT_BYTES;
    let ref = this.#word(slabClass, CLASS.freshNext);
    for (let left = this.#word(slabClass, CLASS.freshCount); left > 0; left--) {
      take(ref);
      ref = (ref + units) | 0;
    }
    this.#set(slabClass, CLASS.freshCount, 0);
  }

  #drop(slabClass: number, ref: ItemRef): void {
    this.#link(slabClass, CLASS.drainedHead, ref);
    this.#set(slabClass, CLASS.drainedCount, this.#word(slabClass, CLASS.drainedCount) + 1);
  }

  #link(slabClass: number, list: number, ref: ItemRef): void {
    this.#items.markFree(ref, slabClass);
    this.#items.setWord(ref, ITEM.hashNext, this.#word(slabClass, list));
    this.#set(slabClass, list, ref);
  }

  #word(slabClass: number, offset: number): number {
    return this.#control.words[classWord(slabClass) + offset] as number;
  }

  #set(slabClass: number, offset: number, value: number): void {
    this.#control.words[classWord(slabClass) + offset] = value;
  }
}
