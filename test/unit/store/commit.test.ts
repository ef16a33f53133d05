/** Every storage mode, and what meta's C, E, I and N make of them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COUNTER, SLAB_COUNTER } from "../../../src/stats/counter-names.ts";
import { FAILURE } from "../../../src/store/allocator.ts";
import { STORE_MODE, STORE_RESULT } from "../../../src/store/commit.ts";
import { ITEM_FLAG } from "../../../src/store/item-layout.ts";
import { TestStore } from "../../support/test-store.ts";

const { stored, notStored, exists, notFound } = STORE_RESULT;

describe("commit", () => {
  it("adds only what is missing, replaces only what is there", () => {
    const test = new TestStore();
    assert.equal(test.put(STORE_MODE.replace, "a", "0"), notStored);
    assert.equal(test.put(STORE_MODE.add, "a", "1"), stored);
    assert.equal(test.put(STORE_MODE.add, "a", "2"), notStored);
    assert.equal(test.store.resultCasLow, 0);
    assert.equal(test.get("a"), "1");
    assert.equal(test.put(STORE_MODE.replace, "a", "3"), stored);
    assert.equal(test.get("a"), "3");
  });

  it("appends and prepends, keeping flags and ttl, across the chunk limit", () => {
    const test = new TestStore();
    assert.equal(test.put(STORE_MODE.append, "a", "x"), notStored);
    test.set("a", "m".repeat(300_000), 9, 50);
    assert.equal(test.put(STORE_MODE.append, "a", "z".repeat(300_000), { flags: 1, exptime: 1 }), stored);
    assert.equal(test.store.resultValueLength, 600_000);
    assert.equal(test.put(STORE_MODE.prepend, "a", "s"), stored);
    assert.equal(test.get("a") === `s${"m".repeat(300_000)}${"z".repeat(300_000)}`, true);
    test.withItem("a", (ref) => {
      assert.equal(test.store.items.flags(ref), 9);
      assert.equal(test.store.items.exptime(ref), 112);
    });
  });

  it("does not append past -I, and says why", () => {
    const test = new TestStore();
    test.set("a", "x".repeat(600_000));
    assert.equal(test.put(STORE_MODE.append, "a", "y".repeat(600_000)), notStored);
    assert.equal(test.store.failure, FAILURE.tooLarge);
    assert.equal(test.get("a") === "x".repeat(600_000), true);
  });

  it("compares and swaps, and counts how that went", () => {
    const test = new TestStore();
    assert.equal(test.put(STORE_MODE.cas, "a", "1", { cas: [2, 0] }), notFound);
    test.set("a", "1");
    assert.equal(test.put(STORE_MODE.cas, "a", "2", { cas: [2, 1] }), exists);
    assert.equal(test.put(STORE_MODE.cas, "a", "2", { cas: [0, 0] }), exists);
    assert.equal(test.put(STORE_MODE.cas, "a", "2", { cas: [2, 0] }), stored);
    assert.equal(test.put(STORE_MODE.set, "a", "3", { cas: [2, 0] }), exists);
    assert.equal(test.put(STORE_MODE.replace, "b", "3", { cas: [2, 0] }), notFound);
    const { counters } = test.store;
    assert.equal(counters.values[COUNTER.cas_misses], 2);
    assert.equal(counters.values[COUNTER.cas_badval], 3);
    assert.equal(counters.values[COUNTER.cas_hits], 1);
    assert.equal(counters.values[counters.slabOffset(1) + SLAB_COUNTER.cas_badval], 3);
  });

  it("checks C on append, and ignores it on add", () => {
    const test = new TestStore();
    assert.equal(test.put(STORE_MODE.add, "a", "1", { cas: [77, 0] }), stored);
    assert.equal(test.put(STORE_MODE.append, "a", "2", { cas: [77, 0] }), exists);
    assert.equal(test.put(STORE_MODE.append, "a", "2", { cas: test.cas("a") ?? [0, 0] }), stored);
    assert.equal(test.get("a"), "12");
  });

  it("gives the item the cas that E asks for", () => {
    const test = new TestStore();
    test.intent.reset(STORE_MODE.set);
    test.intent.assignCas = true;
    test.intent.newCasLow = 0xffffffff;
    test.intent.newCasHigh = 0x80000000;
    test.commit("a", "1");
    assert.deepEqual(test.cas("a"), [0xffffffff, 0x80000000]);
    test.intent.newCasLow = 0;
    test.intent.newCasHigh = 0;
    test.commit("a", "1");
    assert.deepEqual(test.cas("a"), [2, 0]);
  });

  it("stores a stale value when I allows an older cas, keeping ttl and token mark", () => {
    const test = new TestStore();
    test.set("old", "x");
    test.set("a", "1", 0, 50);
    const { items } = test.store;
    test.withItem("a", (ref) => items.setItemFlags(ref, items.itemFlags(ref) | ITEM_FLAG.tokenSent));
    test.intent.reset(STORE_MODE.set);
    test.intent.compare = true;
    test.intent.markStale = true;
    test.intent.casLow = 2;
    assert.equal(test.commit("a", "2", 0, 9), stored);
    test.withItem("a", (ref) => {
      assert.equal(
        items.itemFlags(ref) & (ITEM_FLAG.stale | ITEM_FLAG.tokenSent),
        ITEM_FLAG.stale | ITEM_FLAG.tokenSent,
      );
      assert.equal(items.exptime(ref), 112);
    });
    test.intent.casHigh = 1;
    assert.equal(test.commit("a", "3"), exists);
    test.set("a", "4");
    test.withItem("a", (ref) => assert.equal(items.itemFlags(ref) & (ITEM_FLAG.stale | ITEM_FLAG.tokenSent), 0));
  });

  it("creates the item that N of append asks for", () => {
    const test = new TestStore();
    test.intent.reset(STORE_MODE.append);
    test.intent.vivify = true;
    test.intent.vivifyExptime = test.store.realTime(30);
    assert.equal(test.commit("a", "1"), stored);
    assert.equal(test.get("a"), "1");
    test.withItem("a", (ref) => assert.equal(test.store.items.exptime(ref), 92));
  });
});
