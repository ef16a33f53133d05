/**
 * Memory for chunks: pages of 1 MiB, cut into chunks of one class, counted against the limit as memcached counts
 * (slabs.c, do_slabs_newslab): a class takes a page while fewer than the limit are taken, and may always take its first.
 *
 * A page is cut lazily: chunks that were never used are handed out from a cursor, so memory is committed as it is needed.
 */

import type { Control } from "../memory/control.ts";
import { CLASS, CONTROL, classWord } from "../memory/control-layout.ts";
import { PAGE_BYTES, REF_UNIT_BYTES } from "../memory/limits.ts";
import { ITEM, ITEM_FLAG, type ItemRef, REF_PAGE_SHIFT } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { slabChunkSizes, slabClassTable } from "./slab-sizes.ts";
import type { StoreLocks } from "./store-locks.ts";

/** The slab classes. Methods named `...Locked` want the lock of the class. */
export class Slabs {
  /** Chunk size in bytes by class; index 0 unused. */
  readonly chunkSizes: readonly number[];
  /** The last class, which holds slab_chunk_max and lists the chunked items. */
  readonly largestClass: number;
  readonly #classTable: Uint8Array;
  readonly #items: Items;
  readonly #control: Control;
  readonly #locks: StoreLocks;

  constructor(options: ResolvedStoreOptions, items: Items, control: Control, locks: StoreLocks) {
    this.chunkSizes = slabChunkSizes(options);
    this.largestClass = this.chunkSizes.length - 1;
    this.#classTable = slabClassTable(this.chunkSizes);
    this.#items = items;
    this.#control = control;
    this.#locks = locks;
  }

  /** The smallest class whose chunks hold `byteCount`, which is at most slab_chunk_max. */
  classFor(byteCount: number): number {
    return this.#classTable[(byteCount + REF_UNIT_BYTES - 1) >> 3] as number;
  }

  /** Bytes of the largest chunk: slab_chunk_max. */
  get chunkMax(): number {
    return this.chunkSize(this.largestClass);
  }

  /** Chunks a page of this class is cut into. */
  chunksPerPage(slabClass: number): number {
    return Math.floor(PAGE_BYTES / this.chunkSize(slabClass));
  }

  /** Bytes of a chunk of this class. */
  chunkSize(slabClass: number): number {
    return this.chunkSizes[slabClass] as number;
  }

  /** Takes a free chunk, from a new page if need be and allowed; 0 when there is none. */
  popLocked(slabClass: number): ItemRef {
    const words = this.#control.words;
    const block = classWord(slabClass);
    const head = words[block + CLASS.freeHead] as number;
    if (head !== 0) {
      words[block + CLASS.freeHead] = this.#items.word(head, ITEM.hashNext);
      words[block + CLASS.freeCount] = (words[block + CLASS.freeCount] as number) - 1;
      return head;
    }
    if (words[block + CLASS.freshCount] === 0 && !this.#takePageLocked(slabClass, block)) {
      return 0;
    }
    const fresh = words[block + CLASS.freshNext] as number;
    words[block + CLASS.freshNext] = (fresh + this.chunkSize(slabClass) / REF_UNIT_BYTES) | 0;
    words[block + CLASS.freshCount] = (words[block + CLASS.freshCount] as number) - 1;
    return fresh;
  }

  /** Gives a chunk back. */
  pushLocked(slabClass: number, ref: ItemRef): void {
    const words = this.#control.words;
    const block = classWord(slabClass);
    this.#items.setWord(ref, ITEM.meta, (slabClass << 8) | (ITEM_FLAG.free << 16));
    this.#items.setWord(ref, ITEM.hashNext, words[block + CLASS.freeHead] as number);
    words[block + CLASS.freeHead] = ref;
    words[block + CLASS.freeCount] = (words[block + CLASS.freeCount] as number) + 1;
  }

  /** Pages taken by all classes. */
  pagesTaken(): number {
    return Atomics.load(this.#control.words, CONTROL.pagesTaken);
  }

  #takePageLocked(slabClass: number, block: number): boolean {
    const words = this.#control.words;
    const locks = this.#locks;
    locks.lockPool();
    const taken = words[CONTROL.pagesTaken] as number;
    const allowed = taken < (words[CONTROL.pageLimit] as number) || words[block + CLASS.pages] === 0;
    if (allowed) {
      words[CONTROL.pagesTaken] = taken + 1;
    }
    locks.unlockPool();
    if (!allowed) {
      return false;
    }
    const page = taken + 1; // page 0 is never used: reference 0 means none
    this.#control.pageClass[page] = slabClass;
    words[block + CLASS.freshNext] = page << REF_PAGE_SHIFT;
    words[block + CLASS.freshCount] = this.chunksPerPage(slabClass);
    words[block + CLASS.pages] = (words[block + CLASS.pages] as number) + 1;
    return true;
  }
}
