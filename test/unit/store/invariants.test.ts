/** The walk must find damage of every kind. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CLASS, CLASS_FLOAT, CONTROL, classFloat, classWord } from "../../../src/memory/control-layout.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { CHUNK, chunkLinkOffset, ITEM, ITEM_FLAG, type ItemRef } from "../../../src/store/item-layout.ts";
import { TestStore } from "../../support/test-store.ts";

function filled(): TestStore {
  const test = new TestStore({ hashPower: 12 });
  for (let index = 0; index < 500; index++) {
    test.set(`key${index}`, "v".repeat(index));
  }
  test.set("large", "x".repeat(1_000_000));
  test.delete("key3");
  test.delete("key4");
  return test;
}

const refOf = (test: TestStore, key: string): ItemRef => test.withItem(key, (ref) => ref) ?? 0;

const DAMAGE: Record<string, (test: TestStore) => void> = {
  "an item freed twice": (test) => {
    const ref = refOf(test, "key7");
    test.store.parts.slabs.pushLocked(test.store.items.slabClass(ref), ref);
  },
  "a lost chunk of the free list": (test) => {
    const { control, items } = test.store.parts;
    const head = classWord(1) + CLASS.freeHead;
    control.words[head] = items.word(control.word(head), ITEM.hashNext);
  },
  "a wrong free count": (test) => {
    test.store.parts.control.words[classWord(1) + CLASS.freeCount] = 99;
  },
  "a broken back link": (test) => test.store.items.setWord(refOf(test, "key9"), ITEM.lruPrev, 0),
  "an item missing from its queue": (test) => test.store.parts.lists.unlinkLocked(refOf(test, "key9")),
  "an item missing from the index": (test) => {
    const ref = refOf(test, "key9");
    test.store.parts.assoc.remove(ref, test.store.items.hash(ref));
  },
  "an item in the wrong chain": (test) => {
    const ref = refOf(test, "key9");
    test.store.items.setWord(ref, ITEM.hash, test.store.items.hash(ref) ^ 1);
  },
  "a chain that is a ring": (test) => {
    const ref = refOf(test, "key9");
    test.store.items.setWord(ref, ITEM.hashNext, ref);
  },
  "an item that says it is not linked": (test) => test.store.items.setItemFlags(refOf(test, "key9"), 0),
  "a wrong class": (test) => test.store.items.setWord(refOf(test, "key9"), ITEM.valueLength, 5000),
  "wrong bytes": (test) => test.store.parts.control.addFloat(classFloat(2) + CLASS_FLOAT.bytes, 1),
  "a wrong number of pages": (test) => {
    test.store.parts.control.words[classWord(2) + CLASS.pages] = 7;
  },
  "a page of two minds": (test) => {
    test.store.parts.control.pageClass[1] = 9;
  },
  "a page nobody took": (test) => {
    test.store.parts.control.words[CONTROL.pagesTaken] = test.store.parts.pool.pagesTaken - 1;
  },
  "a cut chain of chunks": (test) => {
    const ref = refOf(test, "large");
    const first = test.store.items.word(ref, chunkLinkOffset(5) >> 2);
    test.store.items.setWord(first, CHUNK.next, 0);
  },
  "a chunk of another owner": (test) => {
    const ref = refOf(test, "large");
    const first = test.store.items.word(ref, chunkLinkOffset(5) >> 2);
    test.store.items.setWord(first, CHUNK.owner, 8);
  },
  "a held lock": (test) => test.store.lock(5),
};

describe("invariants", () => {
  it("hold in a store that was used properly", () => {
    const report = checkInvariants(filled().store);
    assert.deepEqual(report.problems, []);
    assert.equal(report.linkedItems, 499);
    assert.equal(report.chunksInFlight, 0);
  });

  it("see what is under way without calling it damage", () => {
    const test = filled();
    const upload = test.allocate("upload", "1");
    const pinned = test.withItem("large", (ref) => (test.store.pinLocked(ref) ? ref : 0)) ?? 0;
    test.delete("large");
    const report = checkInvariants(test.store);
    assert.deepEqual(report.problems, []);
    assert.equal(report.chunksInFlight, 1 + 3);
    test.store.discard(upload);
    test.store.release(pinned);
    assert.equal(checkInvariants(test.store).chunksInFlight, 0);
  });

  for (const [name, damage] of Object.entries(DAMAGE)) {
    it(`notice ${name}`, () => {
      const test = filled();
      damage(test);
      assert.notDeepEqual(checkInvariants(test.store).problems, []);
    });
  }

  it("do not take a free chunk for a lost one", () => {
    const test = filled();
    assert.ok(checkInvariants(test.store).freeChunks > 2);
    assert.ok((test.store.items.itemFlags(refOf(test, "key5")) & ITEM_FLAG.free) === 0);
  });
});
