/** Who may walk the store, and which classes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALL_CLASSES, CrawlOrder, classSet, hasClass } from "../../../src/store/crawl-order.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

describe("the order", () => {
  it("is given once, taken once, and excludes dumps", () => {
    const { control } = new EngineHarness().store.parts;
    const one = new CrawlOrder(control);
    const other = new CrawlOrder(control);
    assert.equal(other.start(), undefined);
    assert.equal(one.order(classSet([3, 40])), true);
    assert.equal(other.isCrawling, true);
    assert.equal(other.startDump(), false);
    assert.deepEqual(other.start(), classSet([3, 40]));
    assert.equal(one.start(), undefined);
    assert.equal(one.order(ALL_CLASSES), false);
    other.finish();
    assert.equal(one.startDump(), true);
    assert.equal(one.isCrawling, false);
    assert.equal(other.order(ALL_CLASSES), false);
    one.finish();
    assert.equal(other.order(ALL_CLASSES), true);
  });
});

describe("class sets", () => {
  it("hold what was put in", () => {
    const some = classSet([1, 31, 32, 63]);
    for (let slabClass = 0; slabClass < 64; slabClass++) {
      assert.equal(hasClass(some, slabClass), [1, 31, 32, 63].includes(slabClass), `${slabClass}`);
      assert.equal(hasClass(ALL_CLASSES, slabClass), true);
    }
  });
});
