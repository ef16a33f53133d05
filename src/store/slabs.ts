/**
 * Memory for chunks: pages of 1 MiB, cut into chunks of one class, counted against the limit as memcached counts
 * (slabs.c, do_slabs_newslab): a class takes a page while fewer than the limit are taken, and may always take its first.
 *
 * A page is cut lazily: chunks that were never used are handed out from a cursor, so memory is committed as it is needed.
 */
import type { Control } from "../memory/control.ts";
import { CLASS, classWord } from "../memory/control-layout.ts";
import { PAGE_BYTES, REF_UNIT_BYTES } from "../memory/limits.ts";
import { ITEM, type ItemRef, REF_PAGE_SHIFT } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { PageDrain } from "./page-drain.ts";
import type { PagePool } from "./page-pool.ts";
import { slabChunkSizes, slabClassTable } from "./slab-sizes.ts";

/** The slab classes. Methods named `...Locked` want the lock of the class. */
export class Slabs {
  /** Chunk size in bytes by class; index 0 unused. */
  readonly chunkSizes: readonly number[];
  /** The last class, which holds slab_chunk_max and lists the chunked items. */
  readonly largestClass: number;
  readonly #classTable: Uint8Array;
  readonly #items: Items;
  readonly #control: Control;
  readonly #pool: PagePool;
  /** What is going on when a page leaves a class. */
  readonly drain: PageDrain;

  constructor(options: ResolvedStoreOptions, items: Items, control: Control, pool: PagePool) {
    this.chunkSizes = slabChunkSizes(options);
    this.largestClass = this.chunkSizes.length - 1;
    this.#classTable = slabClassTable(this.chunkSizes);
    this.#items = items;
    this.#control = control;
    this.#pool = pool;
    this.drain = new PageDrain(control, items, this.chunkSizes);
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

  /** The same in units of references. */
  chunkUnits(slabClass: number): number {
    return this.chunkSize(slabClass) / REF_UNIT_BYTES;
  }

  /** Takes a free chunk, from a new page if need be and both the limit and `mayGrow` allow it; 0 when there is none. */
  popLocked(slabClass: number, mayGrow = true): ItemRef {
    const words = this.#control.words;
    const block = classWord(slabClass);
    const head = words[block + CLASS.freeHead] as number;
    if (head !== 0) {
      words[block + CLASS.freeHead] = this.#items.word(head, ITEM.hashNext);
      words[block + CLASS.freeCount] = (words[block + CLASS.freeCount] as number) - 1;
      return head;
    }
    if (words[block + CLASS.drainedPage] !== 0) {
      const sieved = this.drain.popSievedLocked(slabClass);
      if (sieved !== 0) {
        return sieved;
      }
    }
    if (words[block + CLASS.freshCount] === 0 && !(mayGrow && this.#takePageLocked(slabClass, block))) {
      return 0;
    }
    const fresh = words[block + CLASS.freshNext] as number;
    words[block + CLASS.freshNext] = (fresh + this.chunkUnits(slabClass)) | 0;
    words[block + CLASS.freshCount] = (words[block + CLASS.freshCount] as number) - 1;
    return fresh;
  }

  /** Gives a chunk back. */
  pushLocked(slabClass: number, ref: ItemRef): void {
    const words = this.#control.words;
    const block = classWord(slabClass);
    if (words[block + CLASS.drainedPage] !== 0 && this.drain.takeFreedLocked(slabClass, ref)) {
      return;
    }
    this.#items.markFree(ref, slabClass);
    this.#items.setWord(ref, ITEM.hashNext, words[block + CLASS.freeHead] as number);
    words[block + CLASS.freeHead] = ref;
    words[block + CLASS.freeCount] = (words[block + CLASS.freeCount] as number) + 1;
  }

  /** Adds an empty page, marked as this class's, whose chunks are handed out from now on. */
  addPageLocked(slabClass: number, page: number): void {
    const words = this.#control.words;
    const block = classWord(slabClass);
    this.drain.spillLocked(slabClass, (ref) => this.pushLocked(slabClass, ref));
    words[block + CLASS.freshNext] = page << REF_PAGE_SHIFT;
    words[block + CLASS.freshCount] = this.chunksPerPage(slabClass);
    words[block + CLASS.pages] = (words[block + CLASS.pages] as number) + 1;
  }

  /** Whether a reference, perhaps made of any bytes, points into memory that a class has. */
  holds(ref: ItemRef): boolean {
    const mark = this.#control.pageClass[ref >>> REF_PAGE_SHIFT];
    return mark !== undefined && mark >= 1 && mark <= this.largestClass;
  }

  /** Pages of a class, as far as can be said without its lock. */
  pages(slabClass: number): number {
    return this.#control.word(classWord(slabClass) + CLASS.pages);
  }

  /** Chunks of a class that can be handed out, as far as can be said without its lock. */
  freeChunks(slabClass: number): number {
    const block = classWord(slabClass);
    return this.#control.word(block + CLASS.freeCount) + this.#control.word(block + CLASS.freshCount);
  }

  #takePageLocked(slabClass: number, block: number): boolean {
    const page = this.#pool.take(slabClass, this.#control.words[block + CLASS.pages] === 0);
    if (page === 0) {
      return false;
    }
    this.addPageLocked(slabClass, page);
    return true;
  }
}
