/** A database under a limit: what goes, what stays, and what is only rewritten. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { excessOf, Tidier } from "../../../src/persistence/tidier.ts";
import { DurableStore } from "../../support/durable-store.ts";
import { TEST_START } from "../../support/test-store.ts";

const VALUE = "v".repeat(1000);
const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h", "j", "k"];

interface Subject {
  readonly subject: DurableStore;
  readonly tidier: Tidier;
  readonly clock: { nowMs: number };
  /** Of an item. */
  readonly entryBytes: number;
}

/** Ten items of the same size, each stored a second after the one before. @param limitItems how many fit under the limit */
async function filled(limitItems: number | undefined): Promise<Subject> {
  const subject = await DurableStore.open();
  subject.start();
  for (const [index, key] of KEYS.entries()) {
    subject.store.tick(TEST_START + index);
    subject.set(key, VALUE);
  }
  await subject.durable();
  const { database } = subject;
  database.garbageBytes = 0;
  const entryBytes = (await database.itemBytes()) / KEYS.length;
  const clock = { nowMs: 0 };
  const tidier = new Tidier({
    ...subject.walk,
    database,
    limitBytes: limitItems === undefined ? undefined : limitItems * entryBytes,
    clock: { monotonicMs: () => clock.nowMs },
  });
  return { subject, tidier, clock, entryBytes };
}

function keysOnDisk({ subject }: Subject): string[] {
  return [...subject.database.snapshot().keys()].filter((key) => key.startsWith("i")).map((key) => key.slice(1));
}

async function tidied(setup: Subject): Promise<string[]> {
  const { subject, tidier } = setup;
  await tidier.tidy(await subject.database.itemBytes());
  await subject.durable();
  return keysOnDisk(setup);
}

describe("a limit", () => {
  it("has the oldest go, down to a part of it, and the tables rewritten", async () => {
    const setup = await filled(8);
    // 85 % of eight.
    assert.deepEqual((await tidied(setup)).sort(), KEYS.slice(-6));
    const { subject } = setup;
    assert.equal(subject.counters.get("persist_limit_dropped"), 4);
    assert.equal(subject.counters.get("persist_disk_bytes"), 6 * setup.entryBytes);
    assert.equal(subject.database.garbageBytes, 0);
    assert.equal(subject.seen("a")?.value, VALUE, "memory keeps what it has");
    await subject.stop();
  });

  it("lets all stay that fits when what was replaced is rewritten", async () => {
    const setup = await filled(12);
    setup.subject.database.garbageBytes = 5 * setup.entryBytes;
    assert.deepEqual((await tidied(setup)).sort(), KEYS);
    assert.equal(setup.subject.database.garbageBytes, 0);
    assert.equal(setup.subject.counters.get("persist_limit_dropped"), 0);
    await setup.subject.stop();
  });

  it("counts what items take on disk, not what they are: compressed ones stay", async () => {
    const setup = await filled(4);
    setup.subject.database.compression = 0.5;
    // 85 % of four, of half the size each.
    assert.deepEqual((await tidied(setup)).sort(), KEYS.slice(-6));
    await setup.subject.stop();
  });

  it("is left alone below it, and without one", async () => {
    for (const limitItems of [10, undefined]) {
      const setup = await filled(limitItems);
      assert.deepEqual((await tidied(setup)).sort(), KEYS);
      assert.deepEqual(setup.subject.database.rewritten, []);
      await setup.subject.stop();
    }
  });

  it("holds changes back beyond a tenth more, until it is kept again", async () => {
    const setup = await filled(10);
    const { subject, tidier, entryBytes } = setup;
    const { counters } = subject;
    counters.set("persist_bytes_written", 0);
    const states = [10, 10.9, 11.1, 10.5, 10.1, 10, 10.9].map((items) => {
      counters.set("persist_disk_bytes", items * entryBytes);
      return tidier.isOver;
    });
    assert.deepEqual(states, [false, false, true, true, true, false, false]);
    // What was written since the size was looked at counts.
    counters.set("persist_bytes_written", entryBytes);
    assert.equal(tidier.isOver, true);
    await subject.stop();
  });

  it("throws out what is dead every five minutes", async () => {
    const setup = await filled(undefined);
    const { subject, clock } = setup;
    subject.set("a", "short", 0, 2);
    await subject.durable();
    subject.store.tick(TEST_START + 100);
    clock.nowMs = 299_000;
    assert.equal((await tidied(setup)).length, 10);
    clock.nowMs = 301_000;
    await tidied(setup);
    await subject.stop();
    assert.deepEqual(keysOnDisk(setup).sort(), KEYS.slice(1));
  });
});

describe("the excess", () => {
  const bySecond = new Map([
    [3, 30],
    [1, 10],
    [2, 20],
  ]);

  it("is the oldest seconds, and a part of one", () => {
    assert.deepEqual(excessOf(bySecond, 60), { before: 0, bytesOfThatSecond: 0 });
    assert.deepEqual(excessOf(bySecond, 59), { before: 1, bytesOfThatSecond: 1 });
    assert.deepEqual(excessOf(bySecond, 50), { before: 1, bytesOfThatSecond: 10 });
    assert.deepEqual(excessOf(bySecond, 31), { before: 2, bytesOfThatSecond: 19 });
    assert.deepEqual(excessOf(bySecond, 0), { before: 3, bytesOfThatSecond: 30 });
  });
});
