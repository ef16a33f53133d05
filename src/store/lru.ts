/** The queues of a slab class: HOT, WARM, COLD, TEMP as doubly linked lists through the items, newest at the head. */
import type { Control } from "../memory/control.ts";
import { CLASS, CLASS_FLOAT, classFloat, classWord } from "../memory/control-layout.ts";
import { ITEM, type ItemRef, LRU, type Lru, REF_SEGMENT_SHIFT, REF_UNIT_MASK } from "./item-layout.ts";
import type { Items } from "./items.ts";

/** Linking and unlinking. Every method wants the class lock; the item's class and queue number say which list. */
export class LruLists {
  readonly #items: Items;
  readonly #control: Control;

  constructor(items: Items, control: Control) {
    this.#items = items;
    this.#control = control;
  }

  /** Puts an item at the head of the queue it is numbered for. */
  linkLocked(ref: ItemRef): void {
    const items = this.#items;
    const words = this.#control.words;
    const slabClass = items.slabClass(ref);
    const lru = items.lru(ref);
    const block = classWord(slabClass) + lru;
    const head = words[block + CLASS.heads] as number;
    const segment = items.words[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
    const base = (ref & REF_UNIT_MASK) << 1;
    segment[base + ITEM.lruNext] = head;
    segment[base + ITEM.lruPrev] = 0;
    if (head === 0) {
      words[block + CLASS.tails] = ref;
    } else {
      items.setWord(head, ITEM.lruPrev, ref);
    }
    words[block + CLASS.heads] = ref;
    words[block + CLASS.counts] = (words[block + CLASS.counts] as number) + 1;
    this.#control.addFloat(classFloat(slabClass) + CLASS_FLOAT.bytes + lru, items.accountedSize(ref));
  }

  /** Takes an item out of the queue it is numbered for. */
  unlinkLocked(ref: ItemRef): void {
    const items = this.#items;
    const words = this.#control.words;
    const slabClass = items.slabClass(ref);
    const lru = items.lru(ref);
    const block = classWord(slabClass) + lru;
    const segment = items.words[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
    const base = (ref & REF_UNIT_MASK) << 1;
    const next = segment[base + ITEM.lruNext] as number;
    const prev = segment[base + ITEM.lruPrev] as number;
    this.#joinLocked(block, prev, next, next, prev);
    words[block + CLASS.counts] = (words[block + CLASS.counts] as number) - 1;
    this.#control.addFloat(classFloat(slabClass) + CLASS_FLOAT.bytes + lru, -items.accountedSize(ref));
  }

  /** Puts a copy of an item, of the same size, where the item is in its queue. */
  substituteLocked(ref: ItemRef, copy: ItemRef): void {
    const items = this.#items;
    const block = classWord(items.slabClass(ref)) + items.lru(ref);
    const next = items.word(ref, ITEM.lruNext);
    const prev = items.word(ref, ITEM.lruPrev);
    items.setWord(copy, ITEM.lruNext, next);
    items.setWord(copy, ITEM.lruPrev, prev);
    this.#joinLocked(block, prev, next, copy, copy);
  }

  /** Moves an item to the head of another (or the same) queue. Needs the item's stripe too. */
  moveLocked(ref: ItemRef, lru: Lru): void {
    this.unlinkLocked(ref);
    this.#items.setLru(ref, lru);
    this.linkLocked(ref);
  }

  /** Has what stands before a place (`prev`, or the queue's head) lead to `first`, and what stands behind it (`next`, or the tail) to `last`. */
  #joinLocked(block: number, prev: ItemRef, next: ItemRef, first: ItemRef, last: ItemRef): void {
    const words = this.#control.words;
    if (prev === 0) {
      words[block + CLASS.heads] = first;
    } else {
      this.#items.setWord(prev, ITEM.lruNext, first);
    }
    if (next === 0) {
      words[block + CLASS.tails] = last;
    } else {
      this.#items.setWord(next, ITEM.lruPrev, last);
    }
  }

  /** Oldest item of a queue, 0 when it is empty. */
  tail(slabClass: number, lru: Lru): ItemRef {
    return this.#control.word(classWord(slabClass) + CLASS.tails + lru);
  }

  /** Newest item of a queue, 0 when it is empty. */
  head(slabClass: number, lru: Lru): ItemRef {
    return this.#control.word(classWord(slabClass) + CLASS.heads + lru);
  }

  /** Items in a queue. */
  count(slabClass: number, lru: Lru): number {
    return this.#control.word(classWord(slabClass) + CLASS.counts + lru);
  }

  /** Accounted bytes of the items in a queue. */
  bytes(slabClass: number, lru: Lru): number {
    return this.#control.float(classFloat(slabClass) + CLASS_FLOAT.bytes + lru);
  }

  /** Accounted bytes of HOT, WARM and COLD, to which the percentages refer. */
  segmentedBytes(slabClass: number): number {
    return this.bytes(slabClass, LRU.hot) + this.bytes(slabClass, LRU.warm) + this.bytes(slabClass, LRU.cold);
  }
}
