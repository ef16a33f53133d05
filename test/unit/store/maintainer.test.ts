/** The maintainer's passes. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { LRU } from "../../../src/store/item-layout.ts";
import { Maintainer } from "../../../src/store/maintainer.ts";
import { storeTotals } from "../../../src/store/store-stats.ts";
import { TestStore } from "../../support/test-store.ts";

it("drains HOT to its share, rescues active items, and rests longer when idle", () => {
  const test = new TestStore();
  const { lists } = test.store.parts;
  for (let index = 0; index < 1000; index++) {
    test.set(`key${index}`, "1");
  }
  test.get("key0");
  test.get("key0");
  const maintainer = new Maintainer(test.store);
  for (let pass = 0; pass < 10; pass++) {
    maintainer.step();
  }
  const hot = lists.bytes(1, LRU.hot);
  assert.ok(hot <= 0.2 * lists.segmentedBytes(1) && hot > 0.19 * lists.segmentedBytes(1));
  assert.equal(lists.count(1, LRU.warm), 1);
  let sleep = 0;
  for (let pass = 0; pass < 20; pass++) {
    sleep = maintainer.step();
  }
  assert.equal(sleep, 1000);
  assert.equal(storeTotals(test.store).lru_maintainer_juggles, 30);
  for (let index = 0; index < 1000; index++) {
    test.set(`more${index}`, "1");
  }
  assert.ok(maintainer.step() < 1000);
  assert.deepEqual(checkInvariants(test.store).problems, []);
});

it("leaves the rest of a class to the next pass when a worker waits for it", () => {
  const test = new TestStore();
  const { lists, locks } = test.store.parts;
  for (let index = 0; index < 1000; index++) {
    test.set(`key${index}`, "1");
  }
  const maintainer = new Maintainer(test.store);
  const unlockClass = locks.unlockClass.bind(locks);
  locks.unlockClass = (slabClass) => {
    unlockClass(slabClass);
    return true;
  };
  assert.equal(maintainer.step(), 1);
  const movedOnce = lists.count(1, LRU.cold);
  assert.ok(movedOnce > 0 && movedOnce < 20);
  maintainer.step();
  assert.equal(lists.count(1, LRU.cold), movedOnce * 2);
  locks.unlockClass = unlockClass;
  maintainer.step();
  assert.ok(lists.count(1, LRU.cold) > 400);
  assert.deepEqual(checkInvariants(test.store).problems, []);
});

it("takes dead items out of every queue, large ones with their chunks", () => {
  const test = new TestStore({ temporaryTtl: 3 });
  test.set("temp", "1", 0, 3);
  test.set("hot", "1", 0, 5);
  test.set("large", "x".repeat(600_000), 0, 5);
  test.setTime(5);
  new Maintainer(test.store).step();
  const report = checkInvariants(test.store);
  assert.deepEqual(report.problems, []);
  assert.equal(report.linkedItems, 0);
  assert.equal(report.chunksInFlight, 0);
  assert.equal(storeTotals(test.store).reclaimed, 3);
});
