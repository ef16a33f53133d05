/** Bumps and first queues. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { LRU_HITS_OFFSET } from "../../../src/stats/thread-counters.ts";
import { ITEM_FLAG, LRU, type Lru } from "../../../src/store/item-layout.ts";
import { TestStore } from "../../support/test-store.ts";

function stateOf(test: TestStore, key: string): { lru: Lru; flags: number; time: number } {
  const { items } = test.store;
  const state = test.withItem(key, (ref) => ({
    lru: items.lru(ref),
    flags: items.itemFlags(ref),
    time: items.time(ref),
  }));
  assert.ok(state);
  return state;
}

describe("linker", () => {
  it("marks the first hit fetched, the second active, and counts hits by queue", () => {
    const test = new TestStore();
    test.set("a", "1");
    test.setTime(3);
    test.get("a");
    assert.equal(stateOf(test, "a").flags, ITEM_FLAG.linked | ITEM_FLAG.fetched);
    assert.equal(stateOf(test, "a").time, 62);
    test.get("a");
    assert.equal(stateOf(test, "a").flags, ITEM_FLAG.linked | ITEM_FLAG.fetched | ITEM_FLAG.active);
    assert.equal(stateOf(test, "a").time, 65);
    const { counters } = test.store;
    assert.equal(counters.values[counters.slabOffset(1) + LRU_HITS_OFFSET + LRU.hot], 2);
    assert.equal(counters.values[COUNTER.total_items], 1);
  });

  it("brings an item that becomes active in COLD to WARM", () => {
    const test = new TestStore();
    test.set("a", "1");
    test.store.parts.puller.pullLocked(1, LRU.hot, 0, 0, false);
    assert.equal(stateOf(test, "a").lru, LRU.cold);
    test.get("a");
    assert.equal(stateOf(test, "a").lru, LRU.cold);
    test.get("a");
    assert.equal(stateOf(test, "a").lru, LRU.warm);
    assert.equal(stateOf(test, "a").flags & ITEM_FLAG.active, 0);
  });

  it("knows one queue when flat, and moves within it once a minute", () => {
    const test = new TestStore({ segmentedLru: false });
    test.set("a", "1");
    test.set("b", "1");
    const { lists } = test.store.parts;
    const oldest = lists.tail(1, LRU.cold);
    test.setTime(60);
    test.get("a");
    assert.equal(lists.tail(1, LRU.cold), oldest);
    test.setTime(61);
    test.get("a");
    assert.notEqual(lists.tail(1, LRU.cold), oldest);
    assert.equal(lists.head(1, LRU.cold), oldest);
  });

  it("puts what lives shortly into TEMP when there is one", () => {
    const test = new TestStore({ temporaryTtl: 10 });
    test.set("short", "1", 0, 10);
    test.set("long", "1", 0, 11);
    test.set("ever", "1");
    assert.equal(stateOf(test, "short").lru, LRU.temp);
    assert.equal(stateOf(test, "long").lru, LRU.hot);
    assert.equal(stateOf(test, "ever").lru, LRU.hot);
  });
});
