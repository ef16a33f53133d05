/** Item fields are independent of each other. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { ITEM_FLAG, LRU } from "../../../src/store/item-layout.ts";
import { TestStore } from "../../support/test-store.ts";

it("keeps every field apart from the others at its extremes", () => {
  const test = new TestStore();
  const { items } = test.store;
  const key = "k".repeat(250);
  const ref = test.allocate(key, "value", 0xffffffff, 0);
  items.setExptime(ref, 0xfffffffe);
  items.setCas(ref, 0xfffffffd, 0xfffffffc);
  items.setLru(ref, LRU.temp);
  items.setItemFlags(ref, ITEM_FLAG.stale | ITEM_FLAG.keyBinary);
  items.addPins(ref, 65535);
  assert.equal(items.keyLength(ref), 250);
  assert.equal(items.flags(ref), 0xffffffff);
  assert.equal(items.exptime(ref), 0xfffffffe);
  assert.deepEqual([items.casLow(ref), items.casHigh(ref)], [0xfffffffd, 0xfffffffc]);
  assert.equal(items.lru(ref), LRU.temp);
  assert.equal(items.itemFlags(ref), ITEM_FLAG.stale | ITEM_FLAG.keyBinary);
  assert.equal(items.pins(ref), 65535);
  items.markLinked(ref, LRU.warm, 99, 0xffff);
  assert.equal(items.epoch(ref), 0xffff);
  assert.equal(items.pins(ref), 65535);
  assert.equal(items.time(ref), 99);
  assert.equal(items.lru(ref), LRU.warm);
  assert.equal(items.itemFlags(ref), ITEM_FLAG.stale | ITEM_FLAG.keyBinary | ITEM_FLAG.linked);
  assert.equal(items.valueLength(ref), 5);
  assert.equal(items.accountedSize(ref), 48 + 250 + 1 + 4 + 8 + 5 + 2);
  const target = Buffer.alloc(252, "-");
  assert.equal(items.copyKey(ref, target, 1), 250);
  assert.equal(target.toString(), `-${key}-`);
  assert.equal(items.keyEquals(ref, target, 1, 250), true);
  assert.equal(items.keyEquals(ref, target, 0, 250), false);
  assert.equal(items.keyEquals(ref, target, 1, 249), false);
});

it("leaves the cas 0 where cas is off", () => {
  const test = new TestStore({ casEnabled: false });
  const ref = test.allocate("a", "1");
  test.store.items.setCas(ref, 5, 5);
  assert.deepEqual([test.store.items.casLow(ref), test.store.items.casHigh(ref)], [0, 0]);
});
