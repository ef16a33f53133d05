/**
 * The LRU's upkeep, one pass a step (items.c, lru_maintainer_juggle): reclaims dead tails, moves what HOT and WARM hold too
 * much or too long to COLD, and active items to WARM. The hash index needs none: each insertion grows its own stripe.
 */
import { CONTROL } from "../memory/control-layout.ts";
import { LRU } from "./item-layout.ts";
import { coldAge } from "./lru-age.ts";
import type { StoreParts } from "./parts.ts";
import type { Store } from "./store.ts";

/** Rounds over the tails of a class in one pass (memcached: 500). */
const ROUNDS_MAX = 500;
/** Rounds under one hold of the class lock: about as long as a worker spins before it goes to sleep. */
const ROUNDS_PER_LOCK = 4;
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

  /**
   * Works on the tails of a class, a few at a time under its lock: with one pull a lock the atomics were 36 % of this thread's time.
   * Gives way when a worker had to wait: the rest is left to the next pass.
   */
  #juggle(slabClass: number): number {
    const { locks, lists, tuning, puller, allocator } = this.#parts;
    const coldAgeSeconds = coldAge(this.#parts, slabClass);
    const totalBytes = tuning.segmented ? lists.segmentedBytes(slabClass) : 0;
    let moves = 0;
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds += ROUNDS_PER_LOCK) {
      locks.lockClass(slabClass);
      const done = this.#pullLocked(slabClass, totalBytes, coldAgeSeconds);
      const doomed = puller.takeDoomed();
      const isWanted = locks.unlockClass(slabClass);
      allocator.freeDoomed(doomed);
      moves += done;
      if (done === 0 || isWanted) {
        break;
      }
    }
    return moves;
  }

  /** A few rounds over the four tails; returns how many items were reclaimed or moved, 0 when there is nothing left to do. */
  #pullLocked(slabClass: number, totalBytes: number, coldAgeSeconds: number): number {
    const { tuning, puller } = this.#parts;
    const hotAgeMax = coldAgeSeconds * tuning.hotMaxFactor;
    const warmAgeMax = coldAgeSeconds * tuning.warmMaxFactor;
    let moves = 0;
    for (let round = 0; round < ROUNDS_PER_LOCK; round++) {
      const done =
        (tuning.temporaryTtl >= 0 ? puller.pullLocked(slabClass, LRU.temp, 0, 0, false) : 0) +
        puller.pullLocked(slabClass, LRU.hot, totalBytes, hotAgeMax, false) +
        puller.pullLocked(slabClass, LRU.warm, totalBytes, warmAgeMax, false) +
        puller.pullLocked(slabClass, LRU.cold, totalBytes, 0, false);
      if (done === 0) {
        break;
      }
      moves += done;
    }
    return moves;
  }
}
