/** Allocation under pressure. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FAILURE } from "../../../src/store/allocator.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { storeTotals } from "../../../src/store/store-stats.ts";
import { TestStore, testHash } from "../../support/test-store.ts";

const MIB = 1024 * 1024;

describe("allocator", () => {
  it("evicts although a stripe is held, and then never the item of that stripe", () => {
    const test = new TestStore({ memoryLimitBytes: MIB, slabChunkMax: 512 * 1024 });
    test.set("a", "x".repeat(500_000));
    test.set("b", "y".repeat(500_000));
    test.store.lock(testHash("a"));
    const ref = test.allocate("c", "z".repeat(500_000));
    test.store.unlock(testHash("a"));
    assert.notEqual(ref, 0);
    test.store.discard(ref);
    assert.notEqual(test.get("a"), undefined);
    assert.equal(test.get("b"), undefined);
  });

  it("gives up when everything is pinned, and frees what it had of a large item", () => {
    const test = new TestStore({ memoryLimitBytes: 2 * MIB, itemSizeMax: 4 * MIB });
    test.set("a", "x".repeat(900_000));
    const pinned = test.withItem("a", (ref) => (test.store.pinLocked(ref) ? ref : 0)) ?? 0;
    assert.equal(test.allocate("b", "y".repeat(1_500_000)), 0);
    assert.equal(test.store.failure, FAILURE.noMemory);
    test.store.release(pinned);
    const report = checkInvariants(test.store);
    assert.deepEqual(report.problems, []);
    assert.equal(report.chunksInFlight, 0);
    assert.notEqual(test.get("a"), undefined);
  });

  it("evicts what is in WARM or TEMP when COLD and HOT are empty", () => {
    const test = new TestStore({ memoryLimitBytes: MIB, temporaryTtl: 100 });
    const { puller } = test.store.parts;
    for (const key of ["a", "b"]) {
      test.set(key, "x".repeat(500_000));
      test.get(key);
      test.get(key);
      puller.pullLocked(39, 0, 1e9, 1e9, false);
    }
    assert.notEqual(test.set("c", "y".repeat(500_000)), undefined);
    assert.ok(storeTotals(test.store).evictions > 0);
  });

  it("counts direct reclaims and running out of memory", () => {
    const test = new TestStore({ memoryLimitBytes: MIB, evictions: false });
    while (test.set(`k${storeTotals(test.store).curr_items}`, "x".repeat(200_000)) !== undefined) {
      // fill
    }
    assert.ok(storeTotals(test.store).direct_reclaims > 0);
    assert.equal(storeTotals(test.store).evictions, 0);
  });
});
