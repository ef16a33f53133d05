/** The hash index growing in place. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { STRIPE_COUNT } from "../../../src/store/store-locks.ts";
import { TestStore } from "../../support/test-store.ts";

it("grows bucket by bucket, keeps the load at 1, and finds everything all the while", () => {
  const test = new TestStore({ hashPower: 12 });
  const { assoc } = test.store.parts;
  assert.equal(assoc.bucketCount(), 4096);
  assert.equal(assoc.isGrowing(), false);
  let buckets = 4096;
  let sawGrowing = false;
  for (let index = 0; index < 40_000; index++) {
    test.set(`key${index}`, "v");
    const now = assoc.bucketCount();
    assert.ok(now - buckets <= 1, "at most one split an insertion");
    buckets = now;
    sawGrowing ||= assoc.isGrowing();
    if (index % 1000 === 0) {
      assert.equal(test.get(`key${index >> 1}`), "v");
    }
  }
  assert.ok(sawGrowing);
  assert.ok(assoc.itemCount() / assoc.bucketCount() <= 1.1, `${assoc.itemCount()} in ${assoc.bucketCount()}`);
  for (let index = 0; index < 40_000; index++) {
    assert.equal(test.get(`key${index}`), "v");
  }
  assert.deepEqual(checkInvariants(test.store).problems, []);
});

it("keeps working when it cannot grow any more", () => {
  const test = new TestStore({ hashPower: 12 });
  const { assoc, locks } = test.store.parts;
  const fullLevel = Math.log2(test.region.table.byteLength / 4);
  for (let stripe = 0; stripe < STRIPE_COUNT; stripe++) {
    locks.table.words[stripe * 16 + 1] = fullLevel;
  }
  const before = assoc.bucketCount();
  for (let index = 0; index < 20_000; index++) {
    test.set(`key${index}`, "v");
  }
  assert.equal(assoc.bucketCount(), before);
  assert.equal(test.get("key7"), "v");
});

it("puts a replacement where the old item was, wherever that is in its chain", () => {
  const test = new TestStore({ hashPower: 12 });
  for (let index = 0; index < 6000; index++) {
    test.set(`key${index}`, "old");
  }
  const before = test.store.parts.assoc.itemCount();
  for (let index = 0; index < 6000; index++) {
    test.set(`key${index}`, "new");
  }
  assert.equal(test.store.parts.assoc.itemCount(), before);
  assert.equal(test.get("key0"), "new");
  assert.deepEqual(checkInvariants(test.store).problems, []);
});

it("says when an item to remove is not there", () => {
  const test = new TestStore();
  const ref = test.allocate("a", "1");
  assert.equal(test.store.parts.assoc.remove(ref, test.store.items.hash(ref)), false);
});
