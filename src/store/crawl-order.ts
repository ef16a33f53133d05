/**
 * Who may walk the store from end to end: the crawler, on order or by itself, or a dump. One at a time, as in memcached. The
 * order stands in shared words, so that any worker may give it and the maintenance thread carry it out.
 */
import type { Control } from "../memory/control.ts";
import { CONTROL } from "../memory/control-layout.ts";
import { claimShared } from "../memory/shared-words.ts";

/** A set of slab classes: bit `class` of two 32-bit words. */
export interface ClassSet {
  readonly low: number;
  readonly high: number;
}

/** All classes. */
export const ALL_CLASSES: ClassSet = { low: -1, high: -1 };

const WORD_BITS = 32;

/** A set of some classes, each 0..63. */
export function classSet(classes: readonly number[]): ClassSet {
  let low = 0;
  let high = 0;
  for (const slabClass of classes) {
    if (slabClass < WORD_BITS) {
      low |= 1 << slabClass;
    } else {
      high |= 1 << (slabClass - WORD_BITS);
    }
  }
  return { low, high };
}

/** Whether a class (0..63) is in the set. */
export function hasClass({ low, high }: ClassSet, slabClass: number): boolean {
  const word = slabClass < WORD_BITS ? low : high;
  return ((word >>> (slabClass & (WORD_BITS - 1))) & 1) === 1;
}

const STATE = { free: 0, ordered: 1, crawling: 2, dumping: 3 } as const;

/** One thread's view of the order. */
export class CrawlOrder {
  readonly #words: Int32Array;

  constructor(control: Control) {
    this.#words = control.words;
  }

  /** Orders a run of the crawler; false when somebody is walking. */
  order(classes: ClassSet): boolean {
    if (!claimShared(this.#words, CONTROL.crawlState, STATE.free, STATE.dumping)) {
      return false;
    }
    this.#words[CONTROL.crawlClassesLow] = classes.low;
    this.#words[CONTROL.crawlClassesHigh] = classes.high;
    Atomics.store(this.#words, CONTROL.crawlState, STATE.ordered);
    return true;
  }

  /** Takes the order, for the thread that crawls; undefined when there is none. */
  start(): ClassSet | undefined {
    if (!claimShared(this.#words, CONTROL.crawlState, STATE.ordered, STATE.crawling)) {
      return undefined;
    }
    return {
      low: this.#words[CONTROL.crawlClassesLow] as number,
      high: this.#words[CONTROL.crawlClassesHigh] as number,
    };
  }

  /** Reserves the walk for a dump; false when somebody is walking. */
  startDump(): boolean {
    return claimShared(this.#words, CONTROL.crawlState, STATE.free, STATE.dumping);
  }

  /** The run, or the dump, is over. */
  finish(): void {
    Atomics.store(this.#words, CONTROL.crawlState, STATE.free);
  }

  /** Whether the crawler runs or is about to (lru_crawler_running). */
  get isCrawling(): boolean {
    const state = Atomics.load(this.#words, CONTROL.crawlState);
    return state === STATE.ordered || state === STATE.crawling;
  }
}
