/** Free chunks on their way out of a page. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkInvariants } from "../../../src/store/invariants.ts";
import type { ItemRef } from "../../../src/store/item-layout.ts";
import { REF_PAGE_SHIFT } from "../../../src/store/item-layout.ts";
import { TestStore } from "../../support/test-store.ts";

/** A class with few chunks a page. */
const CLASS = 35;

/** A store whose class has two pages, and the chunks of both in the order they were handed out. */
function twoPages() {
  const test = new TestStore();
  const { slabs } = test.store.parts;
  const perPage = slabs.chunksPerPage(CLASS);
  const chunks = Array.from({ length: 2 * perPage }, () => slabs.popLocked(CLASS));
  const pageOf = (ref: ItemRef): number => ref >>> REF_PAGE_SHIFT;
  const firstPage = pageOf(chunks[0] ?? 0);
  const problems = (): readonly string[] => checkInvariants(test.store).problems;
  return { slabs, drain: slabs.drain, perPage, chunks, pageOf, firstPage, problems };
}

describe("draining a page", () => {
  it("takes its chunks out of the free list, a part at a time, while the others can be had", () => {
    const { slabs, drain, perPage, chunks, pageOf, firstPage, problems } = twoPages();
    for (const ref of chunks) {
      slabs.pushLocked(CLASS, ref);
    }
    drain.startLocked(CLASS, firstPage);
    for (let looked = 0; looked + 3 < 2 * perPage; looked += 3) {
      assert.equal(drain.sieveLocked(CLASS, 3), true);
      assert.deepEqual(problems(), []);
    }
    assert.equal(drain.sieveLocked(CLASS, 3), false);
    assert.equal(drain.drainedCount(CLASS), perPage);
    assert.equal(slabs.freeChunks(CLASS), perPage);
    const rest = Array.from({ length: perPage }, () => slabs.popLocked(CLASS));
    assert.ok(rest.every((ref) => pageOf(ref) !== firstPage));
  });

  it("hands out sieved chunks when nothing else is left", () => {
    const { slabs, drain, perPage, chunks, pageOf, firstPage } = twoPages();
    const [mine, other] = [chunks[0] ?? 0, chunks[perPage] ?? 0];
    slabs.pushLocked(CLASS, other);
    slabs.pushLocked(CLASS, mine);
    drain.startLocked(CLASS, firstPage);
    drain.sieveLocked(CLASS, 1);
    assert.equal(slabs.popLocked(CLASS), other);
    slabs.pushLocked(CLASS, other);
    assert.equal(slabs.popLocked(CLASS), other, "what is freed while the list is sieved can be had too");
    assert.notEqual(pageOf(slabs.popLocked(CLASS)), firstPage);
  });

  it("takes a chunk that is freed meanwhile out of use, and one of another page not", () => {
    const { slabs, drain, perPage, chunks, firstPage, problems } = twoPages();
    drain.startLocked(CLASS, firstPage);
    assert.equal(drain.sieveLocked(CLASS, 100), false);
    for (const ref of chunks) {
      slabs.pushLocked(CLASS, ref);
    }
    assert.deepEqual([drain.drainedCount(CLASS), slabs.freeChunks(CLASS)], [perPage, perPage]);
    assert.deepEqual(problems(), []);
    drain.finishLocked(CLASS);
    assert.equal(slabs.pages(CLASS), 1);
  });

  it("takes chunks that were never handed out, too", () => {
    const test = new TestStore();
    const { slabs } = test.store.parts;
    const first = slabs.popLocked(CLASS);
    slabs.drain.startLocked(CLASS, first >>> REF_PAGE_SHIFT);
    assert.equal(slabs.drain.drainedCount(CLASS), slabs.chunksPerPage(CLASS) - 1);
    assert.equal(slabs.freeChunks(CLASS), 0);
    assert.deepEqual(checkInvariants(test.store).problems, []);
  });

  it("puts everything back when it is given up, in the middle of sieving too", () => {
    for (const sieved of [1, 1000]) {
      const { slabs, drain, perPage, chunks, firstPage, problems } = twoPages();
      for (const ref of chunks) {
        slabs.pushLocked(CLASS, ref);
      }
      drain.startLocked(CLASS, firstPage);
      drain.sieveLocked(CLASS, sieved);
      drain.abandonLocked(CLASS);
      assert.deepEqual([slabs.freeChunks(CLASS), drain.drainedCount(CLASS)], [2 * perPage, 0]);
      assert.deepEqual(problems(), []);
      const all = new Set(Array.from({ length: 2 * perPage }, () => slabs.popLocked(CLASS)));
      assert.deepEqual(all, new Set(chunks));
    }
  });
});
