/** Pages on their way, in a store of one thread. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CLASS, classWord } from "../../../src/memory/control-layout.ts";
import { COUNTER, type ThreadCounterName } from "../../../src/stats/counter-names.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import type { StoreOptions } from "../../../src/store/options.ts";
import { BUSY_STATUS, MOVE_ANSWER, POOL_CLASS } from "../../../src/store/page-move-order.ts";
import { PageMover } from "../../../src/store/page-mover.ts";
import { TestStore } from "../../support/test-store.ts";

const MIB = 1024 * 1024;
const VALUE_BYTES = 5000;

/** A full store: items of one class everywhere. */
class Full {
  readonly test: TestStore;
  readonly mover: PageMover;
  readonly slabClass: number;
  readonly itemCount: number;

  constructor(options: Partial<StoreOptions> = {}) {
    this.test = new TestStore({ memoryLimitBytes: 4 * MIB, ...options });
    const { slabs } = this.test.store.parts;
    this.slabClass = slabs.classFor(VALUE_BYTES + 70);
    this.itemCount = 4 * slabs.chunksPerPage(this.slabClass);
    for (let index = 0; index < this.itemCount; index++) {
      this.test.set(`key${index}`, String(index).padEnd(VALUE_BYTES, "v"));
    }
    this.mover = new PageMover(this.test.store);
  }

  order(source: number, target: number): void {
    assert.equal(this.test.store.parts.moveOrder.order(source, target), MOVE_ANSWER.ok);
  }

  /** Steps until the move is over, or `stepsMax` have passed. Returns the milliseconds it wanted to rest. */
  run(stepsMax = 100_000): number {
    let restMs = 0;
    for (let steps = 0; this.mover.isDue && steps < stepsMax; steps++) {
      restMs += this.mover.step();
    }
    return restMs;
  }

  count(name: ThreadCounterName): number {
    return this.test.store.counters.values[COUNTER[name]] ?? 0;
  }

  /** Items that are there, each with its own value. */
  living(): number {
    let count = 0;
    for (let index = 0; index < this.itemCount; index++) {
      const value = this.test.get(`key${index}`, false);
      assert.ok(value === undefined || value === String(index).padEnd(VALUE_BYTES, "v"), `key${index}`);
      count += value === undefined ? 0 : 1;
    }
    return count;
  }

  pages(slabClass = this.slabClass): number {
    return this.test.store.parts.slabs.pages(slabClass);
  }

  problems(): readonly string[] {
    return checkInvariants(this.test.store).problems;
  }
}

describe("the page mover", () => {
  it("gives a class a page of another, losing as many items as the page held, and no others", () => {
    const full = new Full();
    const { test, slabClass, itemCount } = full;
    const perPage = test.store.parts.slabs.chunksPerPage(slabClass);
    full.order(slabClass, 1);
    full.run();
    assert.deepEqual([full.pages(), full.pages(1)], [3, 1]);
    assert.equal(full.living(), itemCount - perPage);
    assert.equal(full.count("slabs_moved"), 1);
    assert.ok(full.count("slab_reassign_rescues") + full.count("slab_reassign_inline_reclaim") > 0);
    assert.deepEqual(full.problems(), []);
    test.set("small", "x");
    assert.equal(test.get("small"), "x");
    assert.deepEqual([full.pages(1), test.store.parts.pool.pagesTaken], [1, 4]);
  });

  it("loses nothing when there is room elsewhere", () => {
    const full = new Full();
    for (let index = 0; index < full.itemCount; index += 2) {
      full.test.delete(`key${index}`);
    }
    const before = full.living();
    full.order(full.slabClass, POOL_CLASS);
    full.run();
    assert.equal(full.living(), before);
    assert.equal(full.test.store.parts.pool.pagesPooled, 1);
    assert.ok(full.count("slab_reassign_rescues") > 0);
    assert.deepEqual(full.problems(), []);
  });

  it("leaves no byte of old items in a page", () => {
    const full = new Full();
    full.order(full.slabClass, 2);
    full.run();
    const { slabs, items } = { ...full.test.store.parts, items: full.test.store.items };
    const chunk = slabs.popLocked(2);
    const start = items.byteStart(chunk);
    assert.ok(
      items
        .segmentBytes(chunk)
        .subarray(start, start + MIB)
        .every((byte) => byte === 0),
    );
    slabs.pushLocked(2, chunk);
  });

  it("takes pages out of the pool", () => {
    const full = new Full();
    for (const target of [POOL_CLASS, POOL_CLASS]) {
      full.order(full.slabClass, target);
      full.run();
    }
    full.order(POOL_CLASS, 1);
    full.run();
    assert.deepEqual([full.pages(), full.pages(1), full.test.store.parts.pool.pagesPooled], [2, 1, 1]);
    full.test.set("more", "v".repeat(VALUE_BYTES));
    assert.deepEqual(full.problems(), []);
  });

  it("lets everybody use the store between its steps", () => {
    const full = new Full();
    full.order(full.slabClass, 1);
    let round = 0;
    while (full.mover.isDue) {
      full.mover.step();
      round++;
      full.test.set(`key${round % full.itemCount}`, String(round % full.itemCount).padEnd(VALUE_BYTES, "v"));
      full.test.delete(`key${(round * 7) % full.itemCount}`);
      assert.deepEqual(full.problems(), []);
    }
    full.living();
    assert.equal(full.pages(), 3);
  });

  it("waits for an upload, resting longer and longer, and says why", () => {
    const full = new Full();
    const { test } = full;
    const uploads = Array.from({ length: 400 }, (_, index) => test.allocate(`upload${index}`, "u".repeat(VALUE_BYTES)));
    full.order(full.slabClass, 1);
    assert.ok(full.run(200) > 500);
    assert.equal(full.mover.isDue, true);
    assert.equal(test.store.parts.moveOrder.busyStatus, BUSY_STATUS.busy_uploading);
    assert.ok(full.count("slab_reassign_busy_items") > 0);
    for (const ref of uploads) {
      test.store.discard(ref);
    }
    full.run();
    assert.equal(full.pages(1), 1);
    assert.deepEqual(full.problems(), []);
  });

  it("deletes a large item that is sent for too long, and gives up a page that never gets empty", () => {
    const test = new TestStore({ memoryLimitBytes: 8 * MIB });
    for (const key of ["a", "b", "c"]) {
      test.set(key, key.repeat(900_000));
    }
    const { slabs, moveOrder } = test.store.parts;
    const pinned = ["a", "b", "c"].map(
      (key) => test.withItem(key, (ref) => (test.store.pinLocked(ref) ? ref : 0)) ?? 0,
    );
    const mover = new PageMover(test.store);
    const pages = slabs.pages(slabs.largestClass);
    assert.equal(moveOrder.order(slabs.largestClass, 1), MOVE_ANSWER.ok);
    let restMs = 0;
    while (mover.isDue) {
      restMs += mover.step();
    }
    assert.ok(restMs > 30_000 && restMs < 120_000);
    assert.equal(slabs.pages(slabs.largestClass), pages);
    assert.ok((test.store.counters.values[COUNTER.slab_reassign_busy_deletes] ?? 0) > 0);
    assert.equal(test.store.counters.values[COUNTER.slabs_moved], 0);
    assert.deepEqual(checkInvariants(test.store).problems, []);
    for (const ref of pinned) {
      test.store.release(ref);
    }
    assert.equal(checkInvariants(test.store).chunksInFlight, 0);
  });

  it("gives up at once when nothing may be evicted, and loses nothing", () => {
    const full = new Full({ evictions: false });
    full.order(full.slabClass, 1);
    assert.ok(full.run() < 10);
    assert.deepEqual([full.pages(), full.living()], [4, full.itemCount]);
    assert.ok(full.count("slab_reassign_busy_nomem") > 0);
    assert.deepEqual(full.problems(), []);
  });

  it("refuses what can't be done any more when its turn comes", () => {
    const full = new Full();
    full.order(full.slabClass, 1);
    const { control } = full.test.store.parts;
    control.words[classWord(full.slabClass) + CLASS.pages] = 1;
    full.run();
    assert.deepEqual([full.pages(1), full.count("slabs_moved")], [0, 0]);
    control.words[classWord(full.slabClass) + CLASS.pages] = 4;
    assert.deepEqual(full.problems(), []);
  });
});
