/** The store's statistics: names, order and numbers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sumCounters } from "../../../src/stats/thread-counters.ts";
import { itemsStats, resetStoreStats, slabsStats, storeTotals } from "../../../src/store/store-stats.ts";
import { TestStore } from "../../support/test-store.ts";

function sumsOf(test: TestStore): ReturnType<typeof sumCounters> {
  return sumCounters(test.store.counters.values.buffer as SharedArrayBuffer);
}

describe("store statistics", () => {
  it("list items by class in memcached's order", () => {
    const test = new TestStore();
    test.set("a", "1");
    test.set("b", "x".repeat(600_000));
    test.get("a");
    test.setTime(4);
    const stats = itemsStats(test.store, sumsOf(test));
    const names = stats.filter(([name]) => name.startsWith("items:1:")).map(([name]) => name.slice(8));
    assert.deepEqual(names, [
      ..."number number_hot number_warm number_cold age_hot age_warm age mem_requested evicted evicted_nonzero".split(
        " ",
      ),
      ..."evicted_time outofmemory tailrepairs reclaimed expired_unfetched evicted_unfetched evicted_active".split(" "),
      ..."crawler_reclaimed crawler_items_checked lrutail_reflocked moves_to_cold moves_to_warm".split(" "),
      ..."moves_within_lru direct_reclaims hits_to_hot hits_to_warm hits_to_cold hits_to_temp".split(" "),
    ]);
    const values = new Map(stats);
    assert.equal(values.get("items:1:number"), 1);
    assert.equal(values.get("items:1:age_hot"), 4);
    assert.equal(values.get("items:1:mem_requested"), 48 + 1 + 1 + 8 + 1 + 2);
    assert.equal(values.get("items:1:hits_to_hot"), 1);
    assert.equal(values.get("items:39:number"), 1);
  });

  it("keep all names when the queues are made flat later", () => {
    const test = new TestStore();
    test.set("a", "1");
    const names = () => itemsStats(test.store, sumsOf(test)).map(([name]) => name);
    const before = names();
    test.store.parts.tuning.segmented = false;
    assert.deepEqual(names(), before);
  });

  it("leave the maintainer's names out when flat, and show number_temp when there is one", () => {
    const names = (test: TestStore): string[] => {
      test.set("a", "1");
      return itemsStats(test.store, sumsOf(test)).map(([name]) => name);
    };
    assert.equal(names(new TestStore({ segmentedLru: false })).length, 14);
    assert.ok(names(new TestStore({ temporaryTtl: 5 })).includes("items:1:number_temp"));
  });

  it("list slabs with their chunks", () => {
    const test = new TestStore();
    test.set("a", "1");
    const stats = slabsStats(test.store, sumsOf(test));
    assert.deepEqual(stats.slice(0, 7), [
      ["1:chunk_size", 96],
      ["1:chunks_per_page", 10922],
      ["1:total_pages", 1],
      ["1:total_chunks", 10922],
      ["1:used_chunks", 1],
      ["1:free_chunks", 10921],
      ["1:free_chunks_end", 0],
    ]);
    assert.deepEqual(stats.slice(-2), [
      ["active_slabs", 1],
      ["total_malloced", 1048576],
    ]);
  });

  it("sum up, and forget events but not contents on reset", () => {
    const test = new TestStore({ memoryLimitBytes: 1024 * 1024 });
    for (let index = 0; index < 30; index++) {
      test.set(`k${index}`, "x".repeat(400_000));
    }
    const before = storeTotals(test.store);
    assert.ok(before.evictions > 0 && before.moves_to_cold > 0);
    assert.equal(before.hash_bytes, 8 * 2 ** before.hash_power_level);
    assert.equal(before.hash_is_expanding, 0);
    resetStoreStats(test.store);
    const after = storeTotals(test.store);
    assert.equal(after.evictions + after.moves_to_cold + after.direct_reclaims, 0);
    assert.equal(after.curr_items, before.curr_items);
    assert.equal(after.bytes, before.bytes);
    assert.ok(after.bytes > 0);
  });
});
