/** Chunks that are got out of a page, whatever stands in them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { CHUNK, chunkLinkOffset, type ItemRef, LRU, REF_PAGE_SHIFT } from "../../../src/store/item-layout.ts";
import type { StoreOptions } from "../../../src/store/options.ts";
import { RELOCATION, type Relocation, Relocator } from "../../../src/store/relocator.ts";
import { TestStore } from "../../support/test-store.ts";

/** A store in which the page of `chunkOf(test)` is being drained, and what becomes of that chunk. */
class Drained {
  readonly test: TestStore;
  readonly ref: ItemRef;
  readonly slabClass: number;

  constructor(fill: (test: TestStore) => ItemRef, options: Partial<StoreOptions> = {}) {
    this.test = new TestStore(options);
    this.ref = fill(this.test);
    const { control, slabs } = this.test.store.parts;
    const page = this.ref >>> REF_PAGE_SHIFT;
    this.slabClass = control.pageClass[page] ?? 0;
    slabs.drain.startLocked(this.slabClass, page);
    while (slabs.drain.sieveLocked(this.slabClass, 1000)) {}
  }

  relocate(deletesPinned = false, mayGrow = true): Relocation {
    const policy = { deletesPinned, mayGrow };
    return new Relocator(this.test.store.parts).relocate(this.ref, this.slabClass, policy);
  }

  get drainedCount(): number {
    return this.test.store.parts.slabs.drain.drainedCount(this.slabClass);
  }

  problems(): readonly string[] {
    return checkInvariants(this.test.store).problems;
  }
}

const refOf = (test: TestStore, key: string): ItemRef => test.withItem(key, (ref) => ref) ?? 0;
const LARGE = "x".repeat(700_000);

/** The n-th piece of a large item. */
function pieceOf(test: TestStore, key: string, index: number): ItemRef {
  const { items } = test.store;
  let piece = items.word(refOf(test, key), chunkLinkOffset(key.length) >> 2);
  for (let count = 0; count < index; count++) {
    piece = items.word(piece, CHUNK.next);
  }
  return piece;
}

describe("a relocated item", () => {
  it("keeps value, flags, ttl, cas, marks and its place in the queue", () => {
    const drained = new Drained((test) => {
      test.set("before", "1");
      test.set("key", "value", 7, 100);
      test.set("after", "3");
      test.get("key");
      return refOf(test, "key");
    });
    const { test, ref } = drained;
    const { items } = test.store;
    const [cas, before, after] = [test.cas("key"), refOf(test, "before"), refOf(test, "after")];
    const marks = items.itemFlags(ref);
    assert.equal(drained.relocate(), RELOCATION.moved);
    const moved = refOf(test, "key");
    assert.notEqual(moved, ref);
    assert.deepEqual([test.get("key", false), items.flags(moved), test.cas("key")], ["value", 7, cas]);
    assert.equal(items.itemFlags(moved), marks);
    test.setTime(99);
    assert.equal(test.get("key", false), "value");
    const queue = test.store.parts.lists;
    assert.deepEqual([queue.tail(1, LRU.hot), queue.head(1, LRU.hot), queue.count(1, LRU.hot)], [before, after, 3]);
    assert.deepEqual(drained.problems(), []);
    test.setTime(100);
    assert.equal(test.get("key"), undefined);
  });

  it("leaves its old copy to a reader, and with the last pin that is out of use", () => {
    const drained = new Drained((test) => {
      test.set("key", "value");
      test.withItem("key", (ref) => test.store.pinLocked(ref));
      return refOf(test, "key");
    });
    const { test, ref, drainedCount } = drained;
    assert.equal(drained.relocate(), RELOCATION.moved);
    assert.equal(test.store.items.pins(refOf(test, "key")), 0);
    assert.equal(Buffer.concat(test.store.valueViews(ref, 7)).toString(), "value\r\n");
    assert.equal(drained.relocate(), RELOCATION.busy_floating);
    assert.equal(drained.drainedCount, drainedCount);
    test.store.release(ref);
    assert.equal(drained.drainedCount, drainedCount + 1);
    assert.equal(drained.relocate(), RELOCATION.none);
    assert.deepEqual(drained.problems(), []);
  });

  it("is freed instead when it is dead", () => {
    for (const kill of [(test: TestStore) => test.setTime(10), (test: TestStore) => test.store.flushAll(0)]) {
      const drained = new Drained((test) => {
        test.set("key", "value", 0, 10);
        return refOf(test, "key");
      });
      kill(drained.test);
      assert.equal(drained.relocate(), RELOCATION.reclaimed);
      assert.equal(drained.relocate(), RELOCATION.none);
      assert.deepEqual(drained.problems(), []);
    }
  });

  it("has no other place when its class may not grow", () => {
    const drained = new Drained((test) => {
      test.set("key", "value");
      return refOf(test, "key");
    });
    assert.equal(drained.relocate(false, false), RELOCATION.noMemory);
    assert.equal(drained.test.get("key"), "value");
    assert.equal(drained.relocate(false, true), RELOCATION.moved);
  });

  it("waits while it is uploaded", () => {
    const drained = new Drained((test) => test.allocate("key", "value"));
    assert.equal(drained.relocate(), RELOCATION.busy_uploading);
    drained.test.store.discard(drained.ref);
    assert.equal(drained.relocate(), RELOCATION.none);
    assert.deepEqual(drained.problems(), []);
  });

  it("stays where it is without memory for a copy", () => {
    const drained = new Drained(
      (test) => {
        for (let index = 0; test.set(`key${index}`, "v".repeat(200_000)) !== undefined; index++) {}
        return refOf(test, "key0");
      },
      { memoryLimitBytes: 3 * 1024 * 1024, evictions: false },
    );
    assert.equal(drained.relocate(), RELOCATION.noMemory);
    assert.equal(drained.test.get("key0")?.length, 200_000);
    assert.deepEqual(drained.problems(), []);
  });

  it("takes the place of the oldest item when memory is full", () => {
    const drained = new Drained(
      (test) => {
        for (let index = 0; index < 40; index++) {
          test.set(`key${index}`, "v".repeat(200_000));
        }
        return refOf(test, "key39");
      },
      { memoryLimitBytes: 3 * 1024 * 1024, segmentedLru: false },
    );
    const { test } = drained;
    const oldest = Array.from({ length: 40 }, (_, index) => `key${index}`).find((key) => test.get(key) !== undefined);
    assert.equal(drained.relocate(), RELOCATION.moved);
    assert.equal(test.get("key39")?.length, 200_000);
    assert.equal(test.get(oldest ?? ""), undefined);
    assert.deepEqual(drained.problems(), []);
  });
});

describe("a large item", () => {
  const large = (piece: number) =>
    new Drained((test) => {
      test.set("large", LARGE, 3);
      return pieceOf(test, "large", piece);
    });

  it("has each of its pieces moved", () => {
    for (const piece of [0, 1]) {
      const drained = large(piece);
      assert.equal(drained.relocate(), RELOCATION.movedPiece);
      assert.notEqual(pieceOf(drained.test, "large", piece), drained.ref);
      assert.equal(drained.test.get("large"), LARGE);
      assert.deepEqual(drained.problems(), []);
    }
  });

  it("has its header moved, and its pieces know the new one", () => {
    const drained = new Drained((test) => {
      test.set("large", LARGE, 3);
      return refOf(test, "large");
    });
    assert.equal(drained.relocate(), RELOCATION.moved);
    assert.equal(drained.test.get("large"), LARGE);
    assert.deepEqual(drained.problems(), []);
    drained.test.delete("large");
    assert.deepEqual(drained.problems(), []);
    assert.equal(checkInvariants(drained.test.store).chunksInFlight, 0);
  });

  it("waits while it is sent, and is deleted if it may be", () => {
    const drained = large(0);
    const { test } = drained;
    const item = refOf(test, "large");
    test.withItem("large", (ref) => test.store.pinLocked(ref));
    assert.equal(drained.relocate(), RELOCATION.busy_active);
    assert.equal(drained.relocate(true), RELOCATION.deleted);
    assert.equal(test.get("large"), undefined);
    assert.equal(Buffer.concat(test.store.valueViews(item, LARGE.length)).toString(), LARGE);
    assert.equal(drained.relocate(true), RELOCATION.busy_floating);
    test.store.release(item);
    assert.equal(drained.relocate(), RELOCATION.none);
    assert.deepEqual(drained.problems(), []);
  });

  it("is freed when it is dead, and waits while it is uploaded", () => {
    const dead = large(1);
    dead.test.store.flushAll(0);
    assert.equal(dead.relocate(), RELOCATION.reclaimed);
    assert.deepEqual(dead.problems(), []);
    const uploaded = new Drained((test) => {
      const ref = test.allocate("large", LARGE);
      return test.store.items.word(ref, chunkLinkOffset(5) >> 2);
    });
    assert.equal(uploaded.relocate(), RELOCATION.busy_uploading);
  });
});

it("old bytes that look like an item or a piece mislead nobody", () => {
  const drained = new Drained((test) => {
    test.set("other", "value");
    return test.store.parts.slabs.popLocked(1);
  });
  const { items } = drained.test.store;
  for (const meta of [1 << 16, (1 << 16) | (8 << 16), 256 << 16, ~(128 << 16)]) {
    for (const owner of [0, 5, 0x7fffffff, -8, refOf(drained.test, "other")]) {
      items.setWord(drained.ref, CHUNK.meta, meta);
      items.setWord(drained.ref, CHUNK.owner, owner);
      assert.ok(drained.relocate(true) > RELOCATION.none);
      assert.equal(drained.test.get("other", false), "value");
    }
  }
});
