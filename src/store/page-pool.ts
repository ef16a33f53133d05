/**
 * Who has which page of the arena: a slab class, the pool of pages that classes gave back (memcached's class 0), or nobody yet. The
 * limit (-m, `cache_memlimit`) is on the pages of classes and pool together. All under the pool lock, the last one in the lock order.
 */
import type { Control } from "../memory/control.ts";
import { CONTROL, CONTROL_FLOAT, PAGE_MARK } from "../memory/control-layout.ts";
import { PAGE_BYTES } from "../memory/limits.ts";
import type { StoreLocks } from "./store-locks.ts";

/** One thread's view of the page table. */
export class PagePool {
  readonly #control: Control;
  readonly #locks: StoreLocks;

  /** Sets the limit and marks page 0, which is never used: reference 0 means none. Once, before any thread attaches. */
  static start(control: Control, memoryLimitBytes: number): void {
    control.pageClass[0] = PAGE_MARK.neverUsed;
    setLimit(control, memoryLimitBytes);
  }

  constructor(control: Control, locks: StoreLocks) {
    this.#control = control;
    this.#locks = locks;
  }

  /** Pages in the arena that could be used, whatever the limit says; page 0 is not counted. */
  get pagesMax(): number {
    return this.#control.pageClass.length - 1;
  }

  /** Pages that classes have or had. */
  get pagesTaken(): number {
    return Atomics.load(this.#control.words, CONTROL.pagesTaken);
  }

  /** Those of them that no class has (slab_global_page_pool). */
  get pagesPooled(): number {
    return Atomics.load(this.#control.words, CONTROL.pagesPooled);
  }

  /** Pages that classes and pool may have together. */
  get pageLimit(): number {
    return Atomics.load(this.#control.words, CONTROL.pageLimit);
  }

  /** The limit in bytes, as it was given. */
  get memoryLimitBytes(): number {
    return this.#control.float(CONTROL_FLOAT.memoryLimitBytes);
  }

  /** Changes the limit; pages above it are not taken away here. */
  setMemoryLimit(byteCount: number): void {
    this.#locks.lockPool();
    setLimit(this.#control, byteCount);
    this.#releaseLocked();
    this.#locks.unlockPool();
  }

  /** Takes a page for a class: one of the pool, else a new one within the limit, or beyond it when `isFirst`; 0 when there is none. */
  take(slabClass: number, isFirst: boolean): number {
    const { words, pageClass } = this.#control;
    this.#locks.lockPool();
    let page = -1;
    if ((words[CONTROL.pagesPooled] as number) > 0) {
      page = pageClass.indexOf(PAGE_MARK.pooled);
      words[CONTROL.pagesPooled] = (words[CONTROL.pagesPooled] as number) - 1;
    } else if (isFirst || (words[CONTROL.pagesTaken] as number) < (words[CONTROL.pageLimit] as number)) {
      page = pageClass.indexOf(PAGE_MARK.unused);
      words[CONTROL.pagesTaken] = (words[CONTROL.pagesTaken] as number) + (page < 0 ? 0 : 1);
    }
    if (page > 0) {
      pageClass[page] = slabClass;
    }
    this.#locks.unlockPool();
    return Math.max(0, page);
  }

  /** Gives an empty page of a class to another one. */
  reassign(page: number, slabClass: number): void {
    this.#locks.lockPool();
    this.#control.pageClass[page] = slabClass;
    this.#locks.unlockPool();
  }

  /** Takes an empty page back from its class: into the pool, or out of use while there are too many. */
  giveBack(page: number): void {
    const { words, pageClass } = this.#control;
    this.#locks.lockPool();
    pageClass[page] = PAGE_MARK.pooled;
    words[CONTROL.pagesPooled] = (words[CONTROL.pagesPooled] as number) + 1;
    this.#releaseLocked();
    this.#locks.unlockPool();
  }

  #releaseLocked(): void {
    const { words, pageClass } = this.#control;
    while (
      (words[CONTROL.pagesPooled] as number) > 0 &&
      (words[CONTROL.pagesTaken] as number) > (words[CONTROL.pageLimit] as number)
    ) {
      pageClass[pageClass.indexOf(PAGE_MARK.pooled)] = PAGE_MARK.unused;
      words[CONTROL.pagesPooled] = (words[CONTROL.pagesPooled] as number) - 1;
      words[CONTROL.pagesTaken] = (words[CONTROL.pagesTaken] as number) - 1;
    }
  }
}

function setLimit(control: Control, byteCount: number): void {
  control.floats[CONTROL_FLOAT.memoryLimitBytes] = byteCount;
  Atomics.store(control.words, CONTROL.pageLimit, Math.floor(byteCount / PAGE_BYTES));
}
