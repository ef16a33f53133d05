/** Counters of several threads and their sum. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { COUNTER, SLAB_COUNTER } from "../../../src/stats/counter-names.ts";
import { LRU_HITS_OFFSET, resetCounters, sumCounters, ThreadCounters } from "../../../src/stats/thread-counters.ts";

it("adds up what each thread counted, by name and by class", () => {
  const shared = ThreadCounters.create(3);
  for (let thread = 0; thread < 3; thread++) {
    const counters = ThreadCounters.attach(shared, thread);
    counters.count(COUNTER.get_hits);
    counters.count(counters.slabOffset(63) + SLAB_COUNTER.touch_hits);
    counters.count(counters.slabOffset(thread) + LRU_HITS_OFFSET + 3);
  }
  const sums = sumCounters(shared);
  assert.equal(sums.totals[COUNTER.get_hits], 3);
  assert.equal(sums.totals[COUNTER.get_misses], 0);
  assert.equal(sums.slabs(63)[SLAB_COUNTER.touch_hits], 3);
  assert.equal(sums.slabs(1)[LRU_HITS_OFFSET + 3], 1);
  resetCounters(shared);
  assert.equal(sumCounters(shared).totals[COUNTER.get_hits], 0);
  assert.equal(sums.totals[COUNTER.get_hits], 3);
});
