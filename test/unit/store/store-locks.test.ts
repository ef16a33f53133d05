/** Which lock guards what. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { STRIPE_COUNT, StoreLocks } from "../../../src/store/store-locks.ts";

it("shares a stripe between hashes with the same low bits only", () => {
  const locks = new StoreLocks(StoreLocks.create(), 0);
  locks.lockStripe(5);
  assert.equal(locks.tryLockStripe(5 + STRIPE_COUNT), false);
  assert.equal(locks.tryLockStripe(-1), true);
  assert.equal(locks.tryLockStripe(6), true);
  locks.unlockStripe(5 - STRIPE_COUNT);
  assert.equal(locks.tryLockStripe(5), true);
});

it("keeps stripes, classes, pool and flush apart", () => {
  const locks = new StoreLocks(StoreLocks.create(), 3);
  locks.lockFlush();
  locks.lockStripe(-1);
  locks.lockClass(0);
  locks.lockClass(63);
  locks.lockPool();
  const held = Array.from({ length: locks.table.count }, (_, index) => locks.table.ownerOf(index)).filter(
    (owner) => owner > 0,
  );
  assert.deepEqual(held, [4, 4, 4, 4, 4]);
});
