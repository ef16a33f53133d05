/** What happens at a queue's tail. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CLASS_FLOAT, classFloat } from "../../../src/memory/control-layout.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { LRU, type Lru } from "../../../src/store/item-layout.ts";
import { TestStore, testHash } from "../../support/test-store.ts";

class Tail {
  readonly test = new TestStore();

  count(counter: number): number {
    return this.test.store.parts.control.float(classFloat(1) + counter);
  }

  pull(lru: Lru, options: { totalBytes?: number; ageMax?: number; evict?: boolean } = {}): number {
    const { totalBytes = 1e9, ageMax = 1e9, evict = false } = options;
    return this.test.store.parts.puller.pullLocked(1, lru, totalBytes, ageMax, evict);
  }

  lruOf(key: string): Lru | undefined {
    return this.test.withItem(key, (ref) => this.test.store.items.lru(ref));
  }
}

describe("pulling a tail", () => {
  it("moves HOT to COLD when HOT is too large or too old, not otherwise", () => {
    const tail = new Tail();
    tail.test.set("a", "1");
    tail.test.set("b", "1");
    assert.equal(tail.pull(LRU.hot), 0);
    assert.equal(tail.pull(LRU.hot, { totalBytes: 10 }), 1);
    assert.equal(tail.lruOf("a"), LRU.cold);
    assert.equal(tail.lruOf("b"), LRU.hot);
    tail.test.setTime(10);
    assert.equal(tail.pull(LRU.hot, { ageMax: 10 }), 0);
    assert.equal(tail.pull(LRU.hot, { ageMax: 9 }), 1);
    assert.equal(tail.count(CLASS_FLOAT.movesToCold), 2);
  });

  it("moves an item fetched twice to WARM, once, and keeps an active one in WARM", () => {
    const tail = new Tail();
    tail.test.set("a", "1");
    tail.test.get("a");
    assert.equal(tail.pull(LRU.hot), 0);
    tail.test.get("a");
    assert.equal(tail.pull(LRU.hot), 1);
    assert.equal(tail.lruOf("a"), LRU.warm);
    assert.equal(tail.count(CLASS_FLOAT.movesToWarm), 1);
    tail.test.get("a");
    assert.equal(tail.pull(LRU.warm, { totalBytes: 1 }), 1);
    assert.equal(tail.lruOf("a"), LRU.warm);
    assert.equal(tail.count(CLASS_FLOAT.movesWithinLru), 1);
    assert.equal(tail.pull(LRU.warm, { totalBytes: 1 }), 1);
    assert.equal(tail.lruOf("a"), LRU.cold);
  });

  it("evicts from COLD when asked, and tells how the victim was", () => {
    const tail = new Tail();
    tail.test.set("a", "1", 0, 100);
    tail.pull(LRU.hot, { totalBytes: 0 });
    assert.equal(tail.pull(LRU.cold), 0);
    tail.test.setTime(7);
    assert.equal(tail.pull(LRU.cold, { evict: true }), 1);
    assert.equal(tail.test.get("a"), undefined);
    assert.equal(tail.count(CLASS_FLOAT.evicted), 1);
    assert.equal(tail.count(CLASS_FLOAT.evictedNonzero), 1);
    assert.equal(tail.count(CLASS_FLOAT.evictedUnfetched), 1);
    assert.equal(tail.count(CLASS_FLOAT.evictedTime), 7);
  });

  it("reclaims dead items, several at once, without calling it eviction", () => {
    const tail = new Tail();
    for (const key of ["a", "b", "c"]) {
      tail.test.set(key, "1", 0, 5);
    }
    tail.test.get("a");
    tail.test.setTime(5);
    assert.equal(tail.pull(LRU.hot), 3);
    assert.equal(tail.count(CLASS_FLOAT.reclaimed), 3);
    assert.equal(tail.count(CLASS_FLOAT.expiredUnfetched), 2);
    assert.equal(tail.count(CLASS_FLOAT.evicted), 0);
  });

  it("passes over an item whose stripe is held, and moves a pinned one out of the way", () => {
    const tail = new Tail();
    const { store } = tail.test;
    for (const key of ["locked", "pinned", "free"]) {
      tail.test.set(key, "1");
    }
    const pinned = tail.test.withItem("pinned", (ref) => (store.pinLocked(ref) ? ref : 0)) ?? 0;
    store.lock(testHash("locked"));
    assert.equal(tail.pull(LRU.hot, { totalBytes: 0 }), 1);
    store.unlock(testHash("locked"));
    assert.equal(tail.lruOf("free"), LRU.cold);
    assert.equal(tail.lruOf("locked"), LRU.hot);
    assert.equal(tail.lruOf("pinned"), LRU.hot);
    assert.equal(store.parts.lists.head(1, LRU.hot), pinned);
    assert.equal(tail.count(CLASS_FLOAT.lruTailReflocked), 1);
    store.release(pinned);
  });

  it("evicts behind any number of pinned items: slow readers do not stop the store", () => {
    const test = new TestStore({ memoryLimitBytes: 8 * 1024 * 1024 });
    const value = "v".repeat(30_000);
    let count = 0;
    do {
      test.set(`k${count++}`, value);
    } while (test.get("k0", false) !== undefined);
    const pinned: number[] = [];
    for (let index = 1; index <= 40; index++) {
      test.withItem(`k${index}`, (ref) => test.store.pinLocked(ref) && pinned.push(ref));
    }
    assert.equal(pinned.length, 40);
    for (let index = 0; index < 200; index++) {
      assert.notEqual(test.set(`n${index}`, value), undefined);
    }
    assert.equal(test.get("k1"), value);
    for (const ref of pinned) {
      test.store.release(ref);
    }
    assert.deepEqual(checkInvariants(test.store).problems, []);
  });
});
