/** What a run of the crawler met, and when the next is due. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CrawlCensus } from "../../../src/store/crawl-census.ts";
import { LRU } from "../../../src/store/item-layout.ts";

const TIMES = { sinceRun: 60, nextRun: 360, elapsed: 3 };

test("counts by class and queue, sorted", () => {
  const census = new CrawlCensus();
  census.countLiving(2, LRU.warm, undefined);
  census.countDead(2, LRU.hot);
  census.countLiving(1, LRU.cold, 350);
  census.countLiving(1, LRU.cold, 370);
  census.countLiving(1, LRU.cold, 100_000);
  assert.equal(census.examined, 5);
  assert.equal(census.reclaimed, 1);
  const queue = { ...TIMES, lowMark: 1, nextReclaims: 0, reclaimed: 0 };
  assert.deepEqual(census.queues(TIMES), [
    { ...queue, slabClass: 1, lru: LRU.cold, nextReclaims: 1, examined: 3 },
    { ...queue, slabClass: 2, lru: LRU.hot, examined: 1, reclaimed: 1 },
    { ...queue, slabClass: 2, lru: LRU.warm, examined: 1 },
  ]);
});

test("the next run is due when one in a hundred has expired, between a minute and an hour", () => {
  assert.equal(new CrawlCensus().restSeconds(), 3600);
  const census = new CrawlCensus();
  for (let count = 0; count < 1000; count++) {
    census.countLiving(1, LRU.hot, 1800);
  }
  for (let count = 0; count < 10; count++) {
    census.countLiving(1, LRU.hot, 5);
  }
  assert.equal(census.restSeconds(), 1860);
  census.countLiving(3, LRU.cold, 5);
  assert.equal(census.restSeconds(), 60);
  assert.equal(census.queues(TIMES)[0]?.lowMark, 11);
});
