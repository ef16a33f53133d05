/** keys/move/stored-item.ts: sizes as a server counts them, and times that survive two clocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { expiryOf, itemSizeBytes, type StoredItem, ttlLeftS } from "../../../../src/keys/move/stored-item.ts";

const ITEM: StoredItem = {
  key: Buffer.from("ab"),
  value: Buffer.alloc(1_048_515),
  flags: 0,
  expiresAtMs: 0,
  lastAccessS: 0,
  cas: 0n,
};

test("the largest values memcached takes with a key of two bytes", () => {
  assert.equal(itemSizeBytes(ITEM), 1024 * 1024);
  assert.equal(itemSizeBytes({ ...ITEM, flags: 1, value: Buffer.alloc(1_048_511) }), 1024 * 1024);
});

test("what never expires never does; what is over is over", () => {
  assert.equal(expiryOf(-1, 5000), 0);
  assert.equal(ttlLeftS(ITEM, 5000), 0);
  assert.equal(ttlLeftS({ ...ITEM, expiresAtMs: 5000 }, 5000), -1);
  assert.equal(ttlLeftS({ ...ITEM, expiresAtMs: 5001 }, 5000), 1);
});

test("from a server to another a TTL changes by less than 2 s, however their clocks tick", () => {
  const tick = fc.integer({ min: 0, max: 999 });
  const times = fc.record({ ttlS: fc.integer({ min: 60, max: 1e6 }), passedMs: fc.integer({ min: 0, max: 50_000 }) });
  fc.assert(
    fc.property(tick, tick, times, (oneLagMs, otherLagMs, { ttlS, passedMs }) => {
      const nowMs = 1_700_000_000_123;
      // A server whose clock is behind by its lag says ttlS: the item really has that much less.
      const trueExpiryMs = nowMs - oneLagMs + ttlS * 1000;
      const item = { ...ITEM, expiresAtMs: expiryOf(ttlS, nowMs) };
      const laterMs = nowMs + passedMs;
      const restoredExpiryMs = laterMs - otherLagMs + ttlLeftS(item, laterMs) * 1000;
      assert.ok(Math.abs(restoredExpiryMs - trueExpiryMs) < 2000);
    }),
  );
});
