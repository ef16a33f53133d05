/** The filter of keys that may be on disk. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ColdKeys } from "../../../src/store/cold-keys.ts";
import { testHash } from "../../support/test-store.ts";

test("what was added may be there, for all threads; next to nothing else may", () => {
  const shared = ColdKeys.create();
  const cold = new ColdKeys(shared);
  const other = new ColdKeys(shared);
  const hashes = Array.from({ length: 50_000 }, (_, index) => testHash(`cold:${index}`));
  for (const hash of hashes) {
    cold.add(hash);
  }
  assert.ok(hashes.every((hash) => other.mayHave(hash)));
  const wrong = Array.from({ length: 50_000 }, (_, index) => testHash(`warm:${index}`)).filter((hash) =>
    other.mayHave(hash),
  );
  assert.ok(wrong.length < 50, `${wrong.length} wrong answers`);
});

test("hashes of both signs, and the extremes", () => {
  const cold = new ColdKeys(ColdKeys.create());
  for (const hash of [0, 1, -1, 0x7fffffff, 0x07ffffff, 0x08000000]) {
    assert.equal(cold.mayHave(hash), false, String(hash));
    cold.add(hash);
    assert.equal(cold.mayHave(hash), true, String(hash));
  }
});

test("all bits of a hash count", () => {
  const cold = new ColdKeys(ColdKeys.create());
  const hashes = Array.from({ length: 4000 }, (_, index) => testHash(`key:${index}`));
  for (const hash of hashes) {
    cold.add(hash);
  }
  for (let bit = 0; bit < 32; bit++) {
    const wrong = hashes.filter((hash) => cold.mayHave(hash ^ (1 << bit)));
    assert.ok(wrong.length < 100, `bit ${bit}: ${wrong.length} wrong answers`);
  }
});

test("while nobody knows, everything may be there", () => {
  const cold = new ColdKeys(ColdKeys.create());
  assert.equal(cold.isUnknown, false);
  cold.add(5);
  cold.isUnknown = true;
  assert.equal(cold.mayHave(6), true);
  cold.isUnknown = false;
  assert.deepEqual([cold.mayHave(5), cold.mayHave(6)], [true, false]);
});

test("evictions are counted for hashes like one another, by all threads", () => {
  const shared = ColdKeys.create();
  const cold = new ColdKeys(shared);
  const other = new ColdKeys(shared);
  for (const hash of [0, 7, -1, 0x7fffffff]) {
    const before = cold.evictions(hash);
    other.add(hash);
    assert.equal(cold.evictions(hash), before + 1, String(hash));
  }
  const hashes = Array.from({ length: 2000 }, (_, index) => testHash(`key:${index}`));
  const before = hashes.map((hash) => cold.evictions(hash));
  other.add(testHash("another"));
  const changed = hashes.filter((hash, index) => cold.evictions(hash) !== before[index]);
  assert.ok(changed.length < 10, `${changed.length} of other keys`);
  assert.equal(cold.isUnknown, false);
});
