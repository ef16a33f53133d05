/** Who has which page, and the limit on them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestStore } from "../../support/test-store.ts";

const MIB = 1024 * 1024;
const pool = (pages: number) => new TestStore({ memoryLimitBytes: pages * MIB }).store.parts.pool;

describe("the pool of pages", () => {
  it("hands pages out up to the limit, first pages beyond it", () => {
    const pages = pool(2);
    assert.deepEqual([pages.take(1, true), pages.take(1, false), pages.take(1, false)], [1, 2, 0]);
    assert.equal(pages.take(2, true), 3);
    assert.deepEqual([pages.pagesTaken, pages.pagesPooled], [3, 0]);
  });

  it("keeps what is given back, hands that out first, and counts it", () => {
    const pages = pool(2);
    pages.take(1, true);
    const second = pages.take(1, false);
    pages.giveBack(second);
    assert.deepEqual([pages.pagesTaken, pages.pagesPooled], [2, 1]);
    assert.equal(pages.take(9, false), second);
    assert.deepEqual([pages.pagesTaken, pages.pagesPooled, pages.take(9, false)], [2, 0, 0]);
  });

  it("lets go of pages above the limit, and takes them again when it is raised", () => {
    const pages = pool(3);
    const taken = [pages.take(1, true), pages.take(1, false), pages.take(1, false)];
    pages.giveBack(taken[1] ?? 0);
    pages.setMemoryLimit(2 * MIB);
    assert.deepEqual([pages.pagesTaken, pages.pagesPooled, pages.pageLimit], [2, 0, 2]);
    assert.equal(pages.memoryLimitBytes, 2 * MIB);
    pages.giveBack(taken[2] ?? 0);
    assert.deepEqual([pages.pagesTaken, pages.pagesPooled], [2, 1]);
    pages.setMemoryLimit(4 * MIB);
    assert.deepEqual([pages.take(1, false), pages.take(1, false), pages.take(1, false)], [3, 2, 4]);
    assert.equal(pages.take(1, false), 0);
  });
});
