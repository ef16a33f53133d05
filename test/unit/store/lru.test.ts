/** The four queues as lists. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { ITEM, LRU } from "../../../src/store/item-layout.ts";
import { TestStore } from "../../support/test-store.ts";

it("keeps newest at the head, counts items and bytes, and unlinks anywhere", () => {
  const test = new TestStore();
  const { lists, items } = test.store.parts;
  const refs = ["a", "b", "c", "d"].map((key) => test.allocate(key, "value"));
  const order = (lru: 0 | 1 | 2 | 3): number[] => {
    const found: number[] = [];
    for (let ref = lists.head(1, lru); ref !== 0; ref = items.word(ref, ITEM.lruNext)) {
      found.push(refs.indexOf(ref));
    }
    assert.equal(refs.indexOf(lists.tail(1, lru)), found.at(-1) ?? -1);
    assert.equal(lists.count(1, lru), found.length);
    assert.equal(lists.bytes(1, lru), found.length * items.accountedSize(refs[0] ?? 0));
    return found;
  };
  for (const ref of refs) {
    lists.linkLocked(ref);
  }
  assert.deepEqual(order(LRU.hot), [3, 2, 1, 0]);
  lists.unlinkLocked(refs[1] ?? 0);
  assert.deepEqual(order(LRU.hot), [3, 2, 0]);
  lists.moveLocked(refs[0] ?? 0, LRU.warm);
  lists.moveLocked(refs[3] ?? 0, LRU.warm);
  assert.deepEqual(order(LRU.hot), [2]);
  assert.deepEqual(order(LRU.warm), [3, 0]);
  lists.unlinkLocked(refs[2] ?? 0);
  assert.deepEqual(order(LRU.hot), []);
  assert.equal(lists.segmentedBytes(1), 2 * items.accountedSize(refs[0] ?? 0));
});
