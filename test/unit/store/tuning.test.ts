/** What commands tune is one for all threads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";
import { Store } from "../../../src/store/store.ts";

test("it begins as the store was created, and a change is seen by every thread", () => {
  const counters = ThreadCounters.create(2);
  const region = Store.create({
    startTimeUnix: 0,
    memoryLimitBytes: 8 * 1024 * 1024,
    hotLruPct: 11,
    warmMaxFactor: 1.5,
    temporaryTtl: 60,
    crawlerItemsMax: 4_000_000_000,
  });
  const [one, other] = [0, 1].map(
    (index) => Store.attach(region, index, ThreadCounters.attach(counters, index)).parts.tuning,
  );
  assert.ok(one !== undefined && other !== undefined);
  assert.deepEqual(
    [other.segmented, other.hotPct, other.warmPct, other.hotMaxFactor, other.warmMaxFactor, other.temporaryTtl],
    [true, 11, 40, 0.2, 1.5, 60],
  );
  assert.deepEqual([other.crawlerEnabled, other.crawlerSleepUs, other.crawlerItemsMax], [true, 100, 4_000_000_000]);
  one.segmented = false;
  one.temporaryTtl = -1;
  one.tuneLru(1, 2, 0.5, 4);
  one.crawlerEnabled = false;
  one.crawlerSleepUs = 5;
  assert.deepEqual(
    [other.segmented, other.hotPct, other.warmPct, other.hotMaxFactor, other.warmMaxFactor, other.temporaryTtl],
    [false, 1, 2, 0.5, 4, -1],
  );
  assert.deepEqual([other.crawlerEnabled, other.crawlerSleepUs], [false, 5]);
});
