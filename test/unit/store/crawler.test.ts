/** The crawler and its orders. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { ALL_CLASSES, classSet } from "../../../src/store/crawl-order.ts";
import { Crawler } from "../../../src/store/crawler.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { storeTotals } from "../../../src/store/store-stats.ts";
import { EngineHarness } from "../../support/engine-harness.ts";
import { watchEngine } from "../../support/watch-engine.ts";

function run(crawler: Crawler): number {
  let steps = 0;
  while (crawler.isDue) {
    crawler.step();
    steps++;
  }
  return steps;
}

function filled(): EngineHarness {
  const harness = new EngineHarness();
  for (let index = 0; index < 3000; index++) {
    harness.run(
      `set short${index} 0 10 3 noreply\r\nabc\r\nset long${index} 0 0 200 noreply\r\n${"x".repeat(200)}\r\n`,
    );
  }
  return harness;
}

describe("the crawler", () => {
  it("frees what is dead, once told to, and nothing else", () => {
    const harness = filled();
    const { store } = harness;
    const crawler = new Crawler(store);
    harness.advance(11);
    assert.equal(crawler.isDue, false);
    assert.equal(store.parts.crawlOrder.order(ALL_CLASSES), true);
    assert.equal(store.parts.crawlOrder.order(ALL_CLASSES), false);
    run(crawler);
    const totals = storeTotals(store);
    assert.deepEqual([totals.curr_items, totals.crawler_reclaimed, totals.crawler_items_checked], [3000, 3000, 6000]);
    assert.equal(totals.expired_unfetched, 3000);
    assert.equal(crawler.lastReport?.examined, 6000);
    assert.equal(crawler.lastReport?.reclaimed, 3000);
    assert.equal(harness.engine.counters.values[COUNTER.lru_crawler_starts], 1);
    assert.equal(store.parts.crawlOrder.isCrawling, false);
    assert.deepEqual(checkInvariants(store).problems, []);
  });

  it("tells watchers what it met, queue by queue", () => {
    const harness = filled();
    const lines = watchEngine(harness, "sysevents");
    harness.advance(11);
    const crawler = new Crawler(harness.store);
    harness.advance(5);
    harness.store.parts.crawlOrder.order(ALL_CLASSES);
    run(crawler);
    const times = "since_run=5 next_run=3600 elapsed=0";
    const large = harness.run("stats items\r\n").match(/items:(\d+):number 3000/)?.[1];
    assert.deepEqual(lines(), [
      `lru_crawler crawler=1 lru=hot low_mark=1 next_reclaims=0 ${times} examined=3000 reclaimed=3000`,
      `lru_crawler crawler=${large} lru=hot low_mark=1 next_reclaims=0 ${times} examined=3000 reclaimed=0`,
    ]);
  });

  it("frees what was flushed", () => {
    const harness = filled();
    harness.run("flush_all\r\n");
    const crawler = new Crawler(harness.store);
    harness.store.parts.crawlOrder.order(ALL_CLASSES);
    run(crawler);
    assert.equal(storeTotals(harness.store).curr_items, 0);
    assert.deepEqual(checkInvariants(harness.store).problems, []);
  });

  it("looks at the classes asked for, and at so many items of each as it may", () => {
    const harness = filled();
    const { store } = harness;
    harness.advance(11);
    store.parts.tuning.crawlerItemsMax = 100;
    store.parts.crawlOrder.order(classSet([1]));
    run(new Crawler(store));
    assert.equal(storeTotals(store).crawler_items_checked, 100);
    assert.equal(storeTotals(store).crawler_reclaimed, 100);
  });

  it("runs by itself, sooner when much expires soon", () => {
    const harness = filled();
    const crawler = new Crawler(harness.store);
    harness.advance(61);
    assert.equal(crawler.isDue, true);
    run(crawler);
    assert.equal(storeTotals(harness.store).curr_items, 3000);
    assert.equal(crawler.lastReport?.nextRunSeconds, 3600);
    harness.run("set a 0 300 1\r\nx\r\n");
    harness.advance(3600);
    harness.run("set b 0 300 1\r\nx\r\n");
    run(crawler);
    assert.equal(crawler.lastReport?.nextRunSeconds, 360);
  });

  it("does nothing while it is disabled, and stops when it becomes so", () => {
    const harness = filled();
    const { tuning, crawlOrder } = harness.store.parts;
    const crawler = new Crawler(harness.store);
    tuning.crawlerEnabled = false;
    harness.advance(5000);
    assert.equal(crawler.isDue, false);
    tuning.crawlerEnabled = true;
    crawler.step();
    assert.equal(crawlOrder.isCrawling, true);
    tuning.crawlerEnabled = false;
    crawler.step();
    assert.equal(crawlOrder.isCrawling, false);
    assert.equal(crawler.isDue, false);
  });
});
