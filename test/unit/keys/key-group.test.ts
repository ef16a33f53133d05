/** keys/key-group.ts: sums of a group, its percentiles, and groups put together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KeyEntry } from "../../../src/keys/key-entry.ts";
import { KeyGroup } from "../../../src/keys/key-group.ts";
import { keyEntry } from "../../support/key-entries.ts";

const NOW_S = 1_000_000;

function groupOf(entries: readonly KeyEntry[]): KeyGroup {
  const group = new KeyGroup();
  for (const entry of entries) {
    group.add(entry, NOW_S);
  }
  return group;
}

test("counts lives, idle times and keys nobody has read", () => {
  const group = groupOf([
    keyEntry("a", { exptime: -1, lastAccess: NOW_S - 59, fetched: true, sizeBytes: 100 }),
    keyEntry("b", { exptime: NOW_S + 60, lastAccess: NOW_S - 60, fetched: false, sizeBytes: 300 }),
    keyEntry("c", { exptime: NOW_S + 604_800, lastAccess: undefined, fetched: undefined, sizeBytes: 50 }),
  ]);
  assert.deepEqual([group.itemCount, group.bytes, group.sizeBytesMax, group.neverExpires], [3, 450, 300, 1]);
  assert.deepEqual([...group.ttlClasses], [0, 1, 0, 0, 1]);
  assert.equal(group.ttlMeanS, (60 + 604_800) / 2);
  assert.deepEqual([...group.idleClasses], [1, 1, 0, 0, 0]);
  assert.equal(group.idleMeanS, 59.5);
  assert.equal(group.neverFetchedRatio, 0.5);
});

test("an empty group knows nothing", () => {
  const group = new KeyGroup();
  assert.deepEqual([group.ttlMeanS, group.idleMeanS, group.neverFetchedRatio], [undefined, undefined, undefined]);
  assert.equal(group.sizeBytesAt(0.5), undefined);
});

const SIZES = fc.array(fc.integer({ min: 1, max: 2 ** 31 }), { minLength: 1, maxLength: 50 });

test("a size percentile is never too small, and at most an eighth too large", () => {
  fc.assert(
    fc.property(SIZES, fc.double({ min: 0, max: 1, noNaN: true }), (sizes, ratio) => {
      const sorted = sizes.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(sizes.length * ratio)) - 1] as number;
      const found = groupOf(sizes.map((sizeBytes) => keyEntry("k", { sizeBytes }))).sizeBytesAt(ratio) as number;
      assert.ok(found >= exact && found <= Math.max(exact * 1.125, exact + 1), `${found} for ${exact}`);
    }),
  );
});

test("two groups put together are the group of all keys", () => {
  fc.assert(
    fc.property(SIZES, SIZES, (left, right) => {
      const entries = (sizes: readonly number[]): KeyEntry[] =>
        sizes.map((sizeBytes) => keyEntry("k", { sizeBytes, exptime: sizeBytes % 2 === 0 ? -1 : NOW_S + sizeBytes }));
      const merged = groupOf(entries(left));
      merged.merge(groupOf(entries(right)));
      const whole = groupOf(entries([...left, ...right]));
      assert.deepEqual(merged, whole);
      assert.equal(merged.sizeBytesAt(0.9), whole.sizeBytesAt(0.9));
    }),
  );
});
