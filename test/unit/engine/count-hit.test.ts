/** Hits and misses of retrievals in the counters of the thread and of the slab class. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countHit, countMiss } from "../../../src/engine/count-hit.ts";
import { COUNTER, SLAB_COUNTER } from "../../../src/stats/counter-names.ts";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";

test("gets and touches are counted apart, hits by class too", () => {
  const counters = ThreadCounters.attach(ThreadCounters.create(1), 0);
  countHit(counters, 3, false);
  countHit(counters, 3, true);
  countHit(counters, 4, true);
  countMiss(counters, false);
  countMiss(counters, true);
  const { values } = counters;
  assert.equal(values[COUNTER.cmd_get], 2);
  assert.equal(values[COUNTER.get_hits], 1);
  assert.equal(values[COUNTER.get_misses], 1);
  assert.equal(values[COUNTER.cmd_touch], 3);
  assert.equal(values[COUNTER.touch_hits], 2);
  assert.equal(values[COUNTER.touch_misses], 1);
  assert.equal(values[counters.slabOffset(3) + SLAB_COUNTER.get_hits], 1);
  assert.equal(values[counters.slabOffset(3) + SLAB_COUNTER.touch_hits], 1);
  assert.equal(values[counters.slabOffset(4) + SLAB_COUNTER.touch_hits], 1);
});
