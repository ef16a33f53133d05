/**
 * The LRU's upkeep, one pass a step (items.c, lru_maintainer_juggle): reclaims dead tails, moves what HOT and WARM hold too
 * much or too long to COLD, and active items to WARM. The hash index needs none: each insertion grows its own stripe.
 */
import { CONTROL } from "../memory/control-layout.ts";
import { LRU, type Lru } from "./item-layout.ts";
import type { StoreParts } from "./parts.ts";
import type { Store } from "./store.ts";

/** Pulls a queue gets in one pass (memcached: 500). */
const PULLS_MAX = 500;
const SLEEP_MS_MIN = 1;
const SLEEP_MS_MAX = 1000;

/** The maintenance of one store; run by one thread at a time. */
export class Maintainer {
  readonly #parts: StoreParts;
  #sleepMs = SLEEP_MS_MIN;

  constructor(store: Store) {
    this.#parts = store.parts;
  }

  /** One pass over all classes. Returns the milliseconds to sleep before the next: 1 while there is work, up to a second when idle. */
  step(): number {
    const { slabs, control } = this.#parts;
    Atomics.add(control.words, CONTROL.juggles, 1);
    let moves = 0;
    for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
      if (this.#hasItems(slabClass)) {
        moves += this.#juggle(slabClass);
      }
    }
    this.#sleepMs = moves > 0 ? Math.max(SLEEP_MS_MIN, this.#sleepMs / 2) : Math.min(SLEEP_MS_MAX, this.#sleepMs * 2);
    return this.#sleepMs;
  }

  #hasItems(slabClass: number): boolean {
    const { lists } = this.#parts;
    const segmented =
      lists.count(slabClass, LRU.hot) + lists.count(slabClass, LRU.warm) + lists.count(slabClass, LRU.cold);
    return segmented + lists.count(slabClass, LRU.temp) > 0;
  }

  #juggle(slabClass: number): number {
    const { lists, options } = this.#parts;
    let moves = 0;
    if (options.temporaryTtl >= 0) {
      for (let pulls = 0; pulls < PULLS_MAX && this.#pull(slabClass, LRU.temp, 0, 0) > 0; pulls++) {
        moves++;
      }
    }
    const coldAge = this.#coldAge(slabClass);
    const totalBytes = options.segmentedLru ? lists.segmentedBytes(slabClass) : 0;
    for (let pulls = 0; pulls < PULLS_MAX; pulls++) {
      const more =
        this.#pull(slabClass, LRU.hot, totalBytes, coldAge * options.hotMaxFactor) +
        this.#pull(slabClass, LRU.warm, totalBytes, coldAge * options.warmMaxFactor) +
        this.#pull(slabClass, LRU.cold, totalBytes, 0);
      if (more === 0) {
        break;
      }
      moves += more;
    }
    return moves;
  }

  #pull(slabClass: number, lru: Lru, totalBytes: number, ageMax: number): number {
    const { locks, puller, allocator } = this.#parts;
    locks.lockClass(slabClass);
    const done = puller.pullLocked(slabClass, lru, totalBytes, ageMax, false);
    const doomed = puller.takeDoomed();
    locks.unlockClass(slabClass);
    allocator.freeDoomed(doomed);
    return done;
  }

  /** Seconds since the oldest COLD item was last touched. */
  #coldAge(slabClass: number): number {
    const { locks, lists, items, clock } = this.#parts;
    locks.lockClass(slabClass);
    const tail = lists.tail(slabClass, LRU.cold);
    const age = tail === 0 ? 0 : clock.now() - items.time(tail);
    locks.unlockClass(slabClass);
    return age;
  }
}
