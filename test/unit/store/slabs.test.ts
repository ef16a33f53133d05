/** Pages and chunks, and the limit on them. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { TestStore } from "../../support/test-store.ts";

const MIB = 1024 * 1024;

function drain(test: TestStore, slabClass: number): number {
  let count = 0;
  while (test.store.parts.slabs.popLocked(slabClass) !== 0) {
    count++;
  }
  return count;
}

it("cuts pages into as many chunks as memcached, up to the limit", () => {
  const test = new TestStore({ memoryLimitBytes: 3 * MIB });
  assert.equal(drain(test, 1), 3 * 10922);
  assert.equal(test.store.parts.pool.pagesTaken, 3);
});

it("gives every class its first page beyond the limit, and no second one", () => {
  const test = new TestStore({ memoryLimitBytes: 1 * MIB });
  const { slabs, pool } = test.store.parts;
  for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
    assert.equal(drain(test, slabClass), slabs.chunksPerPage(slabClass));
  }
  assert.equal(pool.pagesTaken, 39);
});

it("hands a returned chunk out again before a fresh one", () => {
  const test = new TestStore();
  const { slabs } = test.store.parts;
  const first = slabs.popLocked(5);
  const second = slabs.popLocked(5);
  assert.notEqual(first, 0);
  slabs.pushLocked(5, first);
  assert.equal(slabs.popLocked(5), first);
  assert.equal((second - first) * 8, slabs.chunkSize(5));
});

it("counts the limit in whole pages", () => {
  const test = new TestStore({ memoryLimitBytes: 2 * MIB + MIB - 1 });
  assert.equal(drain(test, 39), 4);
});
