/** incr and decr on stored values. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DELTA_RESULT, type DeltaResult } from "../../../src/store/delta.ts";
import { TestStore } from "../../support/test-store.ts";

function change(test: TestStore, key: string, increment: boolean, low: number, high = 0): DeltaResult | undefined {
  return test.withItem(key, (ref, hash) => test.store.addDeltaLocked(ref, hash, increment, low, high));
}

describe("delta", () => {
  it("counts in place and pads on the right", () => {
    const test = new TestStore();
    test.set("n", "10", 5, 100);
    const before = test.withItem("n", (ref) => ref);
    assert.equal(change(test, "n", false, 1), DELTA_RESULT.ok);
    assert.equal(test.get("n"), "9 ");
    assert.equal(test.store.resultLow, 9);
    assert.equal(test.store.resultRef, before);
    assert.deepEqual(test.cas("n"), [3, 0]);
  });

  it("replaces the value when it gets longer, keeping flags and ttl", () => {
    const test = new TestStore();
    test.set("n", "99", 5, 100);
    assert.equal(change(test, "n", true, 1), DELTA_RESULT.ok);
    assert.equal(test.get("n"), "100");
    test.withItem("n", (ref) => {
      assert.equal(test.store.items.flags(ref), 5);
      assert.equal(test.store.items.exptime(ref), 162);
      assert.equal(ref, test.store.resultRef);
    });
  });

  it("wraps at 2^64 and stops at 0", () => {
    const test = new TestStore();
    test.set("n", "18446744073709551615");
    change(test, "n", true, 2);
    assert.equal(test.get("n"), "1".padEnd(20));
    change(test, "n", false, 0, 1);
    assert.equal(test.get("n"), "0".padEnd(20));
    change(test, "n", true, 0xffffffff, 0xfffffffe);
    assert.equal(test.get("n"), "18446744069414584319");
  });

  it("refuses what is no number, and numbers too large to be one", () => {
    const test = new TestStore();
    for (const value of ["", " ", "abc", "-1", "18446744073709551616", "5".repeat(600_000)]) {
      test.set("n", value);
      assert.equal(change(test, "n", true, 1), DELTA_RESULT.nonNumeric);
      assert.equal(test.get("n") === value, true);
    }
  });

  it("does not change the bytes of an item that is being sent", () => {
    const test = new TestStore();
    test.set("n", "10");
    const ref = test.withItem("n", (found) => (test.store.pinLocked(found) ? found : 0)) ?? 0;
    const views = test.store.valueViews(ref, 4);
    assert.equal(change(test, "n", true, 1), DELTA_RESULT.ok);
    assert.equal(Buffer.concat(views).toString(), "10\r\n");
    assert.equal(test.get("n"), "11");
    test.store.release(ref);
  });

  it("says when there is no memory for a longer number, and keeps the old one", () => {
    const test = new TestStore({ memoryLimitBytes: 1024 * 1024, evictions: false, slabMinSize: 1 });
    test.set("n", "9");
    let filled = 0;
    while (test.set(`k${filled}`, "x") !== undefined) {
      filled++;
    }
    assert.equal(change(test, "n", true, 1), DELTA_RESULT.noMemory);
    assert.equal(test.get("n"), "9");
  });
});
