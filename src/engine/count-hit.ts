/** Counting hits and misses of retrievals: a command that also sets the ttl counts as a touch, not as a get. */
import { COUNTER, SLAB_COUNTER } from "../stats/counter-names.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";

/** Counts a hit on an item of `slabClass`. */
export function countHit(counters: ThreadCounters, slabClass: number, touches: boolean): void {
  const slab = counters.slabOffset(slabClass);
  if (touches) {
    counters.count(COUNTER.cmd_touch);
    counters.count(COUNTER.touch_hits);
    counters.count(slab + SLAB_COUNTER.touch_hits);
  } else {
    counters.count(COUNTER.cmd_get);
    counters.count(COUNTER.get_hits);
    counters.count(slab + SLAB_COUNTER.get_hits);
  }
}

/** Counts a miss. */
export function countMiss(counters: ThreadCounters, touches: boolean): void {
  counters.count(touches ? COUNTER.cmd_touch : COUNTER.cmd_get);
  counters.count(touches ? COUNTER.touch_misses : COUNTER.get_misses);
}
