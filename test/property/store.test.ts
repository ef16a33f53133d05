/** Properties of the store's memory: whatever happens, no two items share a byte, and the arena stays whole. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Control } from "../../src/memory/control.ts";
import { PAGE_MARK } from "../../src/memory/control-layout.ts";
import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import { STORE_MODE, STORE_RESULT } from "../../src/store/commit.ts";
import { checkInvariants } from "../../src/store/invariants.ts";
import type { ItemRef } from "../../src/store/item-layout.ts";
import { Maintainer } from "../../src/store/maintainer.ts";
import { ANY_CLASS } from "../../src/store/page-move-order.ts";
import { PageMover } from "../../src/store/page-mover.ts";
import { Store } from "../../src/store/store.ts";
import { fillDescribed, isDescribed } from "../support/described-value.ts";
import { TEST_START, TestStore, testHash } from "../support/test-store.ts";

const MIB = 1024 * 1024;

interface Held {
  readonly ref: ItemRef;
  readonly length: number;
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("allocate" as const), size: fc.nat(200_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("allocate" as const), size: fc.integer({ min: 8, max: 900 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("commit" as const), size: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("discard" as const), size: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pin" as const), size: fc.nat(12) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release" as const), size: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("upkeep" as const), size: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("move" as const), size: fc.nat(40) }) },
);

/** Random uploads, commits and pins in a store that is too small; remembers what must be intact. */
class Pressure {
  readonly test: TestStore;
  readonly buffer = Buffer.alloc(210_000);
  readonly uploads: (Held & { key: string })[] = [];
  readonly pinned: Held[] = [];
  readonly mover: PageMover;
  #seed = 1;

  constructor(slabChunkMax: number) {
    this.test = new TestStore({ memoryLimitBytes: 3 * MIB, slabChunkMax, hashPower: 12 });
    this.mover = new PageMover(this.test.store);
  }

  run(kind: "allocate" | "commit" | "discard" | "pin" | "release" | "upkeep" | "move", size: number): void {
    const { store } = this.test;
    switch (kind) {
      case "allocate":
        this.#allocate(`key${size % 13}`, size + 8);
        break;
      case "commit": {
        const [upload] = this.uploads.splice(size % Math.max(1, this.uploads.length), 1);
        if (upload) {
          this.test.intent.reset(STORE_MODE.set);
          assert.equal(store.commit(upload.ref, testHash(upload.key), this.test.intent), STORE_RESULT.stored);
        }
        break;
      }
      case "discard":
        for (const upload of this.uploads.splice(size % Math.max(1, this.uploads.length), 1)) {
          store.discard(upload.ref);
        }
        break;
      case "pin":
        this.test.withItem(`key${size}`, (ref) => {
          store.pinLocked(ref);
          this.pinned.push({ ref, length: store.items.valueLength(ref) });
        });
        break;
      case "release":
        for (const pin of this.pinned.splice(size % Math.max(1, this.pinned.length), 1)) {
          store.release(pin.ref);
        }
        break;
      case "upkeep":
        new Maintainer(store).step();
        break;
      case "move":
        store.parts.moveOrder.order(ANY_CLASS, size % store.parts.slabs.largestClass);
        for (let steps = 0; this.mover.isDue && steps < size; steps++) {
          this.mover.step();
        }
        break;
    }
  }

  #allocate(key: string, length: number): void {
    this.#seed++;
    fillDescribed(this.buffer, length, this.#seed);
    const ref = this.test.allocate(key, this.buffer.subarray(0, length));
    if (ref !== 0) {
      this.uploads.push({ key, ref, length });
    }
  }

  /** Every upload and every pinned item still has its own bytes. */
  checkIntact(): void {
    for (const held of [...this.uploads, ...this.pinned]) {
      this.test.store.readValue(held.ref, 0, this.buffer, 0, held.length + 2);
      assert.ok(isDescribed(this.buffer, held.length), `${held.length} bytes at ${held.ref}`);
      assert.equal(this.buffer.toString("latin1", held.length, held.length + 2), "\r\n");
    }
  }

  finish(): void {
    for (const upload of this.uploads) {
      this.test.store.discard(upload.ref);
    }
    for (const pin of this.pinned) {
      this.test.store.release(pin.ref);
    }
    while (this.mover.isDue) {
      this.mover.step();
    }
    const report = checkInvariants(this.test.store);
    assert.deepEqual(report.problems, []);
    assert.equal(report.chunksInFlight, 0);
  }
}

describe("store memory", () => {
  for (const slabChunkMax of [512 * 1024, 16 * 1024]) {
    it(`never hands out the same bytes twice (chunks up to ${slabChunkMax / 1024} KiB)`, () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: "max" }), (steps) => {
          const pressure = new Pressure(slabChunkMax);
          for (const { kind, size } of steps) {
            pressure.run(kind, size);
          }
          pressure.checkIntact();
          pressure.finish();
        }),
        { numRuns: 40 },
      );
    });
  }

  it("takes at most the limit and one page for each class in use, whatever sizes are stored", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400_000), { minLength: 10, maxLength: 60, size: "max" }), (sizes) => {
        const test = new TestStore({ memoryLimitBytes: 2 * MIB });
        for (const [index, size] of sizes.entries()) {
          test.set(`key${index}`, Buffer.alloc(size));
        }
        const classes = new Set(test.store.parts.control.pageClass.filter((slabClass) => slabClass > 0));
        assert.ok(test.store.parts.pool.pagesTaken <= 2 + classes.size);
      }),
      { numRuns: 20 },
    );
  });

  it("works at the far end of a 32 GiB arena, where references are negative", () => {
    const farPage = 16 * 1024;
    const region = Store.create({
      startTimeUnix: TEST_START,
      memoryLimitBytes: 2 * MIB,
      memoryLimitBytesMax: (farPage + 64) * MIB,
      hashPower: 12,
    });
    new Control(region.control).pageClass.fill(PAGE_MARK.neverUsed, 0, farPage);
    const store = Store.attach(region, 0, ThreadCounters.attach(ThreadCounters.create(1), 0));
    const test = Object.assign(Object.create(TestStore.prototype) as TestStore, {
      store,
      intent: new TestStore().intent,
    });
    for (let index = 0; index < 3000; index++) {
      test.set(`key${index}`, `value${index}`);
    }
    test.set("large", "x".repeat(900_000));
    assert.ok((test.withItem("key0", (ref) => ref) ?? 0) < 0);
    for (let index = 0; index < 3000; index++) {
      assert.equal(test.get(`key${index}`), `value${index}`);
    }
    assert.equal(test.get("large")?.length, 900_000);
    assert.equal(test.delete("key5"), true);
    assert.equal(test.get("key5"), undefined);
  });
});
