/**
 * Walks the whole store and says everything that is wrong with it. For tests and a debug command: no other thread may be
 * working on the store meanwhile.
 *
 * What must hold: every page belongs to one class or to none; every chunk is never used, or free, or part of exactly one
 * item; each hash chain holds linked items of its own bucket; each queue is linked both ways and holds exactly the items the
 * index holds; counts and bytes agree; no lock is held.
 */
import { CLASS, classWord } from "../memory/control-layout.ts";
import { REF_UNIT_BYTES } from "../memory/limits.ts";
import {
  CHUNK,
  chunkLinkOffset,
  ITEM,
  ITEM_FLAG,
  type ItemRef,
  LRU,
  type Lru,
  REF_PAGE_SHIFT,
  TAIL_BYTES,
} from "./item-layout.ts";
import { PageMap } from "./page-map.ts";
import type { StoreParts } from "./parts.ts";
import type { Store } from "./store.ts";
import { STRIPE_COUNT } from "./store-locks.ts";

/** What a walk found. */
export interface InvariantReport {
  /** One sentence for each thing that is wrong; empty when all holds. */
  readonly problems: readonly string[];
  readonly linkedItems: number;
  readonly freeChunks: number;
  /** Chunks of items that are being uploaded, or were unlinked while pinned; 0 when nothing is under way. */
  readonly chunksInFlight: number;
}

/** More problems than this are not collected: one cause usually shows in many places. */
const PROBLEMS_MAX = 50;

/** Checks everything. Never throws on damaged memory that stays within the arena. */
export function checkInvariants(store: Store): InvariantReport {
  return new Walk(store.parts).run();
}

class Walk {
  readonly #parts: StoreParts;
  readonly #problems: string[] = [];
  readonly #pages: PageMap;
  readonly #linked = new Set<ItemRef>();
  #freeChunks = 0;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#pages = new PageMap(parts.control, parts.slabs, (problem) => this.#report(problem));
  }

  run(): InvariantReport {
    const { slabs } = this.#parts;
    this.#checkLocks();
    this.#pages.checkPages();
    for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
      this.#walkFree(slabClass);
    }
    for (let stripe = 0; stripe < STRIPE_COUNT; stripe++) {
      this.#walkStripe(stripe);
    }
    this.#walkQueues();
    const chunksInFlight = this.#countInFlight();
    return { problems: this.#problems, linkedItems: this.#linked.size, freeChunks: this.#freeChunks, chunksInFlight };
  }

  #report(problem: string): void {
    if (this.#problems.length < PROBLEMS_MAX) {
      this.#problems.push(problem);
    }
  }

  #checkLocks(): void {
    const { table } = this.#parts.locks;
    for (let index = 0; index < table.count; index++) {
      if (table.ownerOf(index) !== 0) {
        this.#report(`lock ${index} is held by thread ${table.ownerOf(index)}`);
      }
    }
  }

  #walkFree(slabClass: number): void {
    const { control, slabs } = this.#parts;
    const block = classWord(slabClass);
    const free = this.#walkList(slabClass, CLASS.freeHead) + this.#walkList(slabClass, CLASS.sievedHead);
    if (free !== control.word(block + CLASS.freeCount)) {
      this.#report(
        `class ${slabClass}: free list has ${free} chunks, the count says ${control.word(block + CLASS.freeCount)}`,
      );
    }
    const drained = this.#walkList(slabClass, CLASS.drainedHead);
    if (drained !== control.word(block + CLASS.drainedCount)) {
      this.#report(`class ${slabClass}: ${drained} chunks are out of use, the count says otherwise`);
    }
    const fresh = control.word(block + CLASS.freshCount);
    const units = slabs.chunkUnits(slabClass);
    for (let index = 0; index < fresh; index++) {
      this.#pages.claim((control.word(block + CLASS.freshNext) + index * units) | 0, slabClass, "unused part");
    }
    this.#freeChunks += free + fresh;
  }

  /** Claims the chunks of a list; returns how many. */
  #walkList(slabClass: number, list: number): number {
    const { control, items } = this.#parts;
    let count = 0;
    for (let ref = control.word(classWord(slabClass) + list); ref !== 0; ref = items.word(ref, ITEM.hashNext)) {
      if (!this.#pages.claim(ref, slabClass, "free list")) {
        break;
      }
      if ((items.itemFlags(ref) & ITEM_FLAG.free) === 0) {
        this.#report(`class ${slabClass}: a chunk in the free list is not marked free`);
      }
      count++;
    }
    return count;
  }

  #walkStripe(stripe: number): void {
    const { assoc, items } = this.#parts;
    let count = 0;
    const buckets = assoc.bucketsOfStripe(stripe);
    for (let position = 0; position < buckets; position++) {
      for (let ref = assoc.chainOf(stripe, position); ref !== 0; ref = items.word(ref, ITEM.hashNext)) {
        if (!this.#claimItem(ref)) {
          break;
        }
        if (!assoc.isAt(items.hash(ref), stripe, position)) {
          this.#report(`stripe ${stripe}: an item of hash ${items.hash(ref)} is in the wrong chain ${position}`);
        }
        count++;
      }
    }
    if (count !== assoc.itemsOfStripe(stripe)) {
      this.#report(`stripe ${stripe}: chains hold ${count} items, the count says ${assoc.itemsOfStripe(stripe)}`);
    }
  }

  /** Claims the memory of a linked item; false when it is so wrong that its chain must not be followed. */
  #claimItem(ref: ItemRef): boolean {
    const { items, slabs } = this.#parts;
    if (!this.#pages.contains(ref)) {
      this.#report(`a hash chain points outside the pages in use (${ref})`);
      return false;
    }
    const flags = items.itemFlags(ref);
    if ((flags & ITEM_FLAG.linked) === 0 || (flags & (ITEM_FLAG.free | ITEM_FLAG.chunk)) !== 0) {
      this.#report(`an item in a hash chain has state bits ${flags}`);
    }
    this.#linked.add(ref);
    const chunked = (flags & ITEM_FLAG.chunked) !== 0;
    const slabClass = items.slabClass(ref);
    const expected = chunked ? slabs.largestClass : slabs.classFor(Math.min(items.accountedSize(ref), slabs.chunkMax));
    if (slabClass !== expected) {
      this.#report(`an item of ${items.accountedSize(ref)} bytes is listed in class ${slabClass}`);
    }
    if (!chunked) {
      return this.#pages.claim(ref, slabClass, "item");
    }
    const linkBytes = chunkLinkOffset(items.keyLength(ref));
    const claimed = this.#pages.claim(ref, slabs.classFor(linkBytes + REF_UNIT_BYTES), "header of a large item");
    this.#claimChunks(ref, linkBytes >> 2);
    return claimed;
  }

  #claimChunks(ref: ItemRef, link: number): void {
    const { items } = this.#parts;
    let bytes = 0;
    let count = 0;
    for (let chunk = items.word(ref, link); chunk !== 0; chunk = items.word(chunk, CHUNK.next)) {
      if (!this.#pages.contains(chunk) || !this.#pages.claim(chunk, items.slabClass(chunk), "chunk of a large item")) {
        break;
      }
      if ((items.itemFlags(chunk) & ITEM_FLAG.chunk) === 0 || items.word(chunk, CHUNK.owner) !== ref) {
        this.#report("a chunk of a large item is not marked as its chunk");
      }
      bytes += items.word(chunk, CHUNK.length);
      count++;
    }
    if (bytes !== items.valueLength(ref) + TAIL_BYTES || count !== items.word(ref, link + 1)) {
      this.#report(`a large item of ${items.valueLength(ref)} bytes has ${count} chunks of ${bytes} bytes`);
    }
  }

  #walkQueues(): void {
    const queued = new Set<ItemRef>();
    for (let slabClass = 1; slabClass <= this.#parts.slabs.largestClass; slabClass++) {
      for (const lru of Object.values(LRU)) {
        this.#walkQueue(slabClass, lru, queued);
      }
    }
    if (queued.size !== this.#linked.size) {
      this.#report(`the queues hold ${queued.size} items, the index ${this.#linked.size}`);
    }
  }

  #walkQueue(slabClass: number, lru: Lru, queued: Set<ItemRef>): void {
    const { items, lists } = this.#parts;
    const name = `class ${slabClass} queue ${lru}`;
    let previous = 0;
    let count = 0;
    let bytes = 0;
    for (let ref = lists.head(slabClass, lru); ref !== 0; ref = items.word(ref, ITEM.lruNext)) {
      if (!this.#linked.has(ref) || queued.has(ref)) {
        this.#report(`${name} holds an item ${queued.has(ref) ? "twice" : "that is not in the index"}`);
        break;
      }
      queued.add(ref);
      if (items.word(ref, ITEM.lruPrev) !== previous) {
        this.#report(`${name}: an item does not point back to the one before it`);
      }
      if (items.slabClass(ref) !== slabClass || items.lru(ref) !== lru) {
        this.#report(`${name} holds an item of class ${items.slabClass(ref)} queue ${items.lru(ref)}`);
      }
      bytes += items.accountedSize(ref);
      count++;
      previous = ref;
    }
    if (previous !== lists.tail(slabClass, lru)) {
      this.#report(`${name}: the tail is not the last item`);
    }
    if (count !== lists.count(slabClass, lru) || bytes !== lists.bytes(slabClass, lru)) {
      const said = `${lists.count(slabClass, lru)} items, ${lists.bytes(slabClass, lru)} bytes`;
      this.#report(`${name} holds ${count} items, ${bytes} bytes; the counts say ${said}`);
    }
  }

  /** Whatever nobody claimed belongs to an item that is under way; it must not claim to be linked or free. */
  #countInFlight(): number {
    const { items } = this.#parts;
    let count = 0;
    this.#pages.eachUnclaimed((ref) => {
      count++;
      if ((items.itemFlags(ref) & (ITEM_FLAG.linked | ITEM_FLAG.free)) !== 0) {
        this.#report(
          `a chunk of page ${ref >>> REF_PAGE_SHIFT} is lost: marked ${items.itemFlags(ref)}, reached by nothing`,
        );
      }
    });
    return count;
  }
}
