/** The automover on a store: what it sees, and what becomes of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CONTROL } from "../../../src/memory/control-layout.ts";
import { Automover } from "../../../src/store/automover.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import type { StoreOptions } from "../../../src/store/options.ts";
import { PageMover } from "../../../src/store/page-mover.ts";
import { TestStore } from "../../support/test-store.ts";

const MIB = 1024 * 1024;

/** A store full of items of one size, and time that passes with work for the automover. */
class Moving {
  readonly test: TestStore;
  readonly automover: Automover;
  readonly mover: PageMover;
  readonly #start = 10;
  #second = this.#start;

  constructor(options: Partial<StoreOptions> = {}) {
    this.test = new TestStore({ memoryLimitBytes: 8 * MIB, segmentedLru: false, automoveWindow: 5, ...options });
    this.test.setTime(this.#start);
    for (let index = 0; index < 1700; index++) {
      this.test.set(`old${index}`, "v".repeat(5000));
    }
    this.automover = new Automover(this.test.store);
    this.mover = new PageMover(this.test.store);
  }

  /** Lets seconds pass; `load` runs in each. */
  pass(seconds: number, load: (second: number) => void = () => {}): void {
    for (let count = 0; count < seconds; count++) {
      this.test.setTime(++this.#second);
      load(this.#second);
      this.work();
    }
  }

  work(): void {
    for (let isMoving = true; isMoving; ) {
      this.automover.step();
      isMoving = this.mover.isDue;
      while (this.mover.isDue) {
        this.mover.step();
      }
    }
  }

  pages(valueBytes: number): number {
    const { slabs } = this.test.store.parts;
    return slabs.pages(slabs.classFor(valueBytes + 70));
  }
}

describe("the automover", () => {
  const newSize = (moving: Moving) => (second: number) => {
    for (let index = 0; index < 2000; index++) {
      moving.test.set(`new${second}:${index}`, "n".repeat(1000));
    }
  };

  it("follows a load whose sizes change, a page a window", () => {
    const moving = new Moving();
    const before = moving.pages(5000);
    moving.pass(30, newSize(moving));
    assert.ok(moving.pages(1000) > 3, `${moving.pages(1000)} pages`);
    assert.ok(moving.pages(5000) < before);
    assert.deepEqual(checkInvariants(moving.test.store).problems, []);
  });

  it("does nothing at level 0, or where pages may not move", () => {
    for (const options of [{ automove: 0 }, { pageMoves: false }] as const) {
      const moving = new Moving(options);
      moving.pass(30, newSize(moving));
      assert.equal(moving.pages(1000), 1);
    }
  });

  it("asks for a page at each eviction at level 2", () => {
    const moving = new Moving({ automove: 2 });
    newSize(moving)(0);
    moving.work();
    assert.equal(moving.pages(1000), 2);
  });

  it("has a page moved to a class that could not even evict", () => {
    const moving = new Moving({ itemSizeMax: 4 * MIB });
    const held = ["a", "b"].map((key) => moving.test.allocate(key, "h".repeat(900_000)));
    assert.ok(!held.includes(0));
    assert.equal(moving.test.allocate("next", "n".repeat(900_000)), 0);
    moving.work();
    assert.ok(moving.pages(500_000) >= 2);
    for (const ref of held) {
      moving.test.store.discard(ref);
    }
    assert.deepEqual(checkInvariants(moving.test.store).problems, []);
  });

  it("starts a new window when its length is changed", () => {
    const moving = new Moving();
    moving.pass(3, newSize(moving));
    moving.test.store.parts.tuning.automoveWindow = 20;
    moving.pass(19, newSize(moving));
    assert.equal(moving.pages(1000), 1);
    moving.pass(5, newSize(moving));
    assert.equal(moving.pages(1000), 2);
  });

  it("gives back what is above a limit that was lowered, the newest items stay", () => {
    const moving = new Moving();
    const { test } = moving;
    const { pool } = test.store.parts;
    assert.equal(pool.pagesTaken, 8);
    moving.pass(5);
    test.set("last", "v".repeat(5000));
    assert.equal(test.store.setMemoryLimit(3 * MIB), true);
    moving.work();
    assert.deepEqual([pool.pagesTaken, pool.pagesPooled, moving.pages(5000)], [3, 0, 3]);
    assert.equal(test.get("last")?.length, 5000);
    assert.equal(test.get("old1699")?.length, 5000);
    assert.equal(test.get("old0"), undefined);
    assert.deepEqual(checkInvariants(test.store).problems, []);
    assert.equal(test.store.setMemoryLimit(8 * MIB), true);
    for (let index = 0; index < 1700; index++) {
      test.set(`again${index}`, "v".repeat(5000));
    }
    assert.equal(pool.pagesTaken, 8);
  });

  it("lets go of nothing where pages may not move, and does not try for ever", () => {
    const moving = new Moving({ pageMoves: false });
    moving.test.store.setMemoryLimit(3 * MIB);
    moving.work();
    const { pool, control } = moving.test.store.parts;
    assert.deepEqual([pool.pagesTaken, control.word(CONTROL.shrinking)], [8, 0]);
    moving.test.set("more", "v".repeat(5000));
    assert.equal(pool.pagesTaken, 8);
  });

  it("leaves each class a page, however low the limit", () => {
    const moving = new Moving();
    moving.test.set("small", "x");
    moving.test.store.setMemoryLimit(1 * MIB);
    moving.work();
    assert.deepEqual([moving.pages(5000), moving.pages(1)], [1, 1]);
  });
});

it("a limit that the arena has no room for is refused", () => {
  const { store } = new TestStore({ memoryLimitBytes: 8 * MIB, memoryLimitBytesMax: 900 * MIB });
  assert.equal(store.setMemoryLimit(900 * MIB), true);
  assert.equal(store.setMemoryLimit(1024 * MIB), false);
  assert.equal(store.memoryLimitBytes, 900 * MIB);
});
