/** The store as the engine uses it, in one thread. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { FAILURE } from "../../../src/store/allocator.ts";
import { STORE_MODE, STORE_RESULT } from "../../../src/store/commit.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { ITEM_FLAG } from "../../../src/store/item-layout.ts";
import { TestStore } from "../../support/test-store.ts";

describe("store", () => {
  it("gives back what was set, with flags, and 2 as the first cas", () => {
    const test = new TestStore();
    assert.equal(test.set("foo", "bar", 7), STORE_RESULT.stored);
    assert.equal(test.store.resultCasLow, 2);
    assert.equal(test.store.resultCasHigh, 0);
    assert.equal(test.get("foo"), "bar");
    assert.equal(
      test.withItem("foo", (ref) => test.store.items.flags(ref)),
      7,
    );
    assert.equal(test.get("nope"), undefined);
  });

  it("stores values of every size around the class and chunk limits", () => {
    const test = new TestStore({ itemSizeMax: 4 * 1024 * 1024 });
    const sizes = [0, 1, 2, 47, 48, 223, 224, 225, 16383, 16384, 16385, 524228, 524229, 524230, 524231, 600000];
    for (const size of [...sizes, 524288 - 48, 524288 - 47, 1048576, 1048577, 3000000]) {
      const value = Buffer.alloc(size, `v${size}-`).toString("latin1");
      assert.equal(test.set(`k${size}`, value), STORE_RESULT.stored, `size ${size}`);
      assert.equal(test.get(`k${size}`) === value, true, `size ${size}`);
    }
  });

  it("refuses an item above -I and says so", () => {
    const test = new TestStore();
    assert.notEqual(test.allocate("kk", "x".repeat(1048515)), 0);
    assert.equal(test.allocate("kk", "x".repeat(1048516)), 0);
    assert.equal(test.store.failure, FAILURE.tooLarge);
  });

  it("forgets what was deleted", () => {
    const test = new TestStore();
    test.set("a", "1");
    assert.equal(test.delete("a"), true);
    assert.equal(test.delete("a"), false);
    assert.equal(test.get("a"), undefined);
  });

  it("lets an item die at its second, and counts it", () => {
    const test = new TestStore();
    test.set("a", "1", 0, 10);
    test.setTime(9);
    assert.equal(test.get("a"), "1");
    test.setTime(10);
    assert.equal(test.get("a"), undefined);
    assert.equal(test.store.counters.values[COUNTER.get_expired], 1);
  });

  it("touches: a new time of death, or none", () => {
    const test = new TestStore();
    test.set("a", "1", 0, 10);
    test.withItem("a", (ref) => test.store.touchLocked(ref, 0));
    test.setTime(1000);
    assert.equal(test.get("a"), "1");
  });

  it("flushes what was stored so far, within the second, with cas and without", () => {
    for (const casEnabled of [true, false]) {
      const test = new TestStore({ casEnabled });
      test.set("old", "1");
      test.store.flushAll(0);
      test.set("new", "2");
      assert.equal(test.get("old"), undefined);
      assert.equal(test.get("new"), "2");
      assert.equal(test.store.counters.values[COUNTER.get_flushed], 1);
    }
  });

  it("flushes with a delay one second before the moment, also what was stored after the order", () => {
    const test = new TestStore();
    test.set("before", "1");
    test.store.flushAll(test.store.realTime(10));
    test.setTime(5);
    test.set("between", "2");
    assert.equal(test.get("before"), "1");
    test.setTime(8);
    assert.equal(test.get("between"), "2");
    test.setTime(9);
    assert.equal(test.get("between"), undefined);
    assert.equal(test.get("before"), undefined);
    test.setTime(10);
    test.set("after", "3");
    assert.equal(test.get("after"), "3");
  });

  it("lets an immediate flush replace a pending one", () => {
    const test = new TestStore();
    test.store.flushAll(test.store.realTime(10));
    test.store.flushAll(0);
    test.set("a", "1");
    test.setTime(20);
    assert.equal(test.get("a"), "1");
  });

  it("tells items apart after 65536 flushes", () => {
    const test = new TestStore();
    test.set("old", "1");
    for (let flush = 0; flush < 65536; flush++) {
      test.store.flushAll(0);
    }
    assert.equal(test.get("old"), undefined);
  });

  it("keeps the memory of a pinned item until the last release", () => {
    const test = new TestStore();
    for (const size of [100, 700_000]) {
      const value = "p".repeat(size);
      test.set("a", value);
      const ref = test.withItem("a", (found) => {
        assert.equal(test.store.pinLocked(found), true);
        assert.equal(test.store.pinLocked(found), true);
        return found;
      });
      assert.ok(ref !== undefined);
      const views = test.store.valueViews(ref, size + 2);
      test.set("a", "q".repeat(size));
      test.delete("a");
      test.set("b", "r".repeat(size));
      assert.equal(Buffer.concat(views).toString("latin1") === `${value}\r\n`, true);
      test.store.release(ref);
      assert.equal(Buffer.concat(views).toString("latin1") === `${value}\r\n`, true);
      test.store.release(ref);
      assert.notEqual(test.store.items.itemFlags(ref) & ITEM_FLAG.free, 0);
    }
  });

  it("refuses more pins than an item can count", () => {
    const test = new TestStore();
    test.set("a", "1");
    test.withItem("a", (ref) => {
      for (let pins = 0; pins < 65535; pins++) {
        assert.equal(test.store.pinLocked(ref), true);
      }
      assert.equal(test.store.pinLocked(ref), false);
    });
  });

  it("frees a discarded item, large ones too", () => {
    const test = new TestStore({ memoryLimitBytes: 3 * 1024 * 1024 });
    for (let round = 0; round < 50; round++) {
      const ref = test.allocate("a", "x".repeat(900_000));
      assert.notEqual(ref, 0, `round ${round}`);
      test.store.discard(ref);
    }
  });

  it("evicts the oldest when full, and refuses instead with -M", () => {
    const value = "v".repeat(1000);
    const evicting = new TestStore({ memoryLimitBytes: 2 * 1024 * 1024 });
    for (let index = 0; index < 5000; index++) {
      assert.equal(evicting.set(`key${index}`, value), STORE_RESULT.stored);
    }
    assert.equal(evicting.get("key0"), undefined);
    assert.equal(evicting.get("key4999"), value);
    const refusing = new TestStore({ memoryLimitBytes: 2 * 1024 * 1024, evictions: false });
    let stored = 0;
    while (refusing.set(`key${stored}`, value) === STORE_RESULT.stored) {
      stored++;
    }
    assert.equal(refusing.store.failure, FAILURE.noMemory);
    assert.equal(refusing.get("key0"), value);
    assert.equal(stored, 2 * 885);
  });

  it("makes room for large items by evicting large items", () => {
    const test = new TestStore({ memoryLimitBytes: 8 * 1024 * 1024, itemSizeMax: 4 * 1024 * 1024 });
    for (let index = 0; index < 40; index++) {
      const value = Buffer.alloc(600_000 + index * 50_000, `${index}.`);
      assert.equal(test.set(`key${index}`, value), STORE_RESULT.stored, `item ${index}`);
      assert.equal(test.get(`key${index}`) === value.toString("latin1"), true);
    }
    assert.equal(test.get("key0"), undefined);
  });

  it("replaces an item in place, keeping an assigned cas, while the old one is being sent", () => {
    const test = new TestStore();
    test.set("a", "old");
    const pinned = test.withItem("a", (old, hash) => {
      test.store.pinLocked(old);
      const ref = test.allocate("a", "a new value of another class".repeat(9));
      test.store.items.setCas(ref, 77, 0);
      test.store.replaceLocked(old, ref, hash, true);
      return old;
    });
    assert.deepEqual(test.cas("a"), [77, 0]);
    assert.equal(test.get("a"), "a new value of another class".repeat(9));
    assert.ok(pinned !== undefined);
    assert.equal(Buffer.concat(test.store.valueViews(pinned, 5)).toString(), "old\r\n");
    test.store.release(pinned);
    assert.deepEqual(checkInvariants(test.store).problems, []);
    assert.equal(checkInvariants(test.store).chunksInFlight, 0);
  });

  it("stores cas 0 with -C, where cas answers EXISTS", () => {
    const test = new TestStore({ casEnabled: false });
    test.set("a", "1");
    assert.deepEqual(test.cas("a"), [0, 0]);
    assert.equal(test.put(STORE_MODE.cas, "a", "2", { cas: [1, 0] }), STORE_RESULT.exists);
    assert.equal(test.put(STORE_MODE.cas, "b", "2", { cas: [1, 0] }), STORE_RESULT.notFound);
  });
});
