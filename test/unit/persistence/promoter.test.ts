/** Items coming back from disk, and what may happen to their keys meanwhile. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ITEM_FLAG } from "../../../src/store/item-layout.ts";
import { DurableStore } from "../../support/durable-store.ts";
import type { FakeDatabase } from "../../support/fake-database.ts";
import { TEST_START } from "../../support/test-store.ts";

/** Runs `action` once, while the next read is under way. */
function duringRead(database: FakeDatabase, action: () => void | Promise<void>): void {
  database.beforeRead = async () => {
    database.beforeRead = async () => {};
    await action();
  };
}

/** A store with `a` on disk only. */
async function withColdItem(value = "old", flags = 0, exptime = 0): Promise<DurableStore> {
  const subject = await DurableStore.open();
  subject.start();
  subject.set("a", value, flags, exptime);
  await subject.durable();
  subject.evict("a");
  return subject;
}

const A = Buffer.from("a");

describe("read-through", () => {
  it("brings an item back with its flags, ttl, cas and marks", async () => {
    const subject = await DurableStore.open();
    subject.start();
    subject.set("a", "value", 77, 100);
    const cas = subject.withItem("a", (ref) => {
      const { items } = subject.store;
      items.setItemFlags(ref, items.itemFlags(ref) | ITEM_FLAG.stale | ITEM_FLAG.tokenSent | ITEM_FLAG.keyBinary);
      subject.store.changedLocked(ref);
      return [items.casLow(ref), items.casHigh(ref)];
    });
    await subject.durable();
    subject.evict("a");
    assert.equal(await subject.promoter.fetch(A), true);
    assert.deepEqual(subject.seen("a"), { value: "value", flags: 77, expires: TEST_START + 100 });
    subject.withItem("a", (ref) => {
      const { items } = subject.store;
      assert.deepEqual([items.casLow(ref), items.casHigh(ref)], cas);
      const kept = ITEM_FLAG.stale | ITEM_FLAG.tokenSent | ITEM_FLAG.keyBinary;
      assert.equal(items.itemFlags(ref) & kept, kept);
    });
    assert.equal(subject.counters.get("persist_read_hits"), 1);
    await subject.stop();
  });

  it("is no change", async () => {
    const subject = await withColdItem();
    const { lastNumber } = subject.changes;
    await subject.promoter.fetch(A);
    assert.equal(subject.changes.lastNumber, lastNumber);
    await subject.stop();
  });

  it("finds what is not written yet, and nothing where a removal is not written yet", async () => {
    const subject = await DurableStore.open();
    subject.set("a", "pending", 3, 50);
    subject.evict("a");
    assert.deepEqual(await subject.fetched("a"), { value: "pending", flags: 3, expires: TEST_START + 50 });
    subject.start();
    await subject.durable();
    let open: () => void = () => {};
    subject.database.beforeWrite = () => new Promise((resolve) => (open = resolve));
    subject.delete("a");
    await new Promise((resolve) => setTimeout(resolve, 20));
    subject.cold.isUnknown = true;
    assert.equal(await subject.promoter.fetch(A), false, "in flight");
    subject.database.beforeWrite = async () => {};
    open();
    await subject.stop();
  });

  it("shares one read among those who want the same key at once", async () => {
    const subject = await withColdItem();
    const { reads } = subject.database;
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => subject.promoter.fetch(A))), [true, true, true]);
    assert.equal(subject.database.reads, reads + 1);
    await subject.stop();
  });

  it("reads once, whatever else changes meanwhile", async () => {
    const subject = await withColdItem();
    const { reads } = subject.database;
    duringRead(subject.database, () => void subject.set("other", "1"));
    assert.equal(await subject.promoter.fetch(A), true);
    duringRead(subject.database, () => void subject.set("other", "2"));
    assert.equal(await subject.promoter.fetch(Buffer.from("missing")), false);
    assert.equal(subject.database.reads, reads + 2);
    await subject.stop();
  });

  it("gives way to a value that is stored meanwhile, in memory or evicted again", async () => {
    const subject = await withColdItem();
    duringRead(subject.database, () => void subject.set("a", "new"));
    await subject.promoter.fetch(A);
    assert.equal(subject.seen("a")?.value, "new");
    await subject.durable();
    subject.evict("a");
    duringRead(subject.database, () => {
      subject.set("a", "newer");
      subject.evict("a");
    });
    assert.equal(await subject.promoter.fetch(A), true);
    assert.equal(subject.seen("a")?.value, "newer");
    await subject.stop();
  });

  it("does not bring back what is deleted meanwhile", async () => {
    const subject = await withColdItem();
    duringRead(subject.database, () => {
      subject.set("a", "new");
      subject.delete("a");
    });
    assert.equal(await subject.promoter.fetch(A), false);
    assert.equal(subject.seen("a"), undefined);
    await subject.stop();
  });

  it("finds for a second asker what was stored and evicted while the first one's read went on", async () => {
    const subject = await DurableStore.open();
    subject.start();
    await subject.durable();
    subject.cold.isUnknown = true;
    let second: Promise<boolean> | undefined;
    duringRead(subject.database, () => {
      subject.set("a", "new");
      subject.evict("a");
      second = subject.promoter.fetch(A);
    });
    await subject.promoter.fetch(A);
    assert.equal(await second, true);
    assert.equal(subject.seen("a")?.value, "new");
    await subject.stop();
  });

  it("does not bring back what is flushed meanwhile, heard of or not", async () => {
    const subject = await withColdItem();
    duringRead(subject.database, () => subject.store.flushAll(0));
    assert.equal(await subject.promoter.fetch(A), false);
    assert.equal(subject.seen("a"), undefined);
    subject.set("a", "new");
    await subject.durable();
    subject.evict("a");
    // The flush holds, but its change has not come yet.
    duringRead(subject.database, () => {
      const { clock } = subject.store.parts;
      clock.flushNow();
      setTimeout(() => subject.changes.flushed(clock.epoch(), 0, 0), 30);
    });
    assert.equal(await subject.promoter.fetch(A), false);
    assert.equal(subject.seen("a"), undefined);
    await subject.stop();
  });

  it("does not bring back what dies meanwhile", async () => {
    const subject = await withColdItem("old", 0, 5);
    duringRead(subject.database, () => subject.store.tick(TEST_START + 5));
    assert.equal(await subject.promoter.fetch(A), false);
    const flushed = await withColdItem();
    flushed.store.flushAll(flushed.store.now() + 3);
    duringRead(flushed.database, () => flushed.store.tick(TEST_START + 10));
    assert.equal(await flushed.promoter.fetch(A), false);
    await subject.stop();
    await flushed.stop();
  });

  it("finds nothing behind a damaged record, and says so", async () => {
    const subject = await withColdItem();
    const entries = subject.database.snapshot();
    const sealed = entries.get("ia") as Buffer;
    sealed[34] = (sealed[34] as number) ^ 1;
    assert.equal(await subject.promoter.fetch(A), false);
    assert.equal(subject.counters.get("persist_damaged"), 1);
    assert.match(subject.damaged[0] ?? "", /checksum/);
    await subject.stop();
  });

  it("finds nothing when the disk does not answer, and counts that", async () => {
    const subject = await withColdItem();
    subject.database.readFailure = "EIO";
    assert.equal(await subject.promoter.fetch(A), false);
    assert.equal(subject.counters.get("persist_errors"), 1);
    subject.database.readFailure = undefined;
    assert.equal(await subject.promoter.fetch(A), true);
    await subject.stop();
  });

  it("tells what memory has now, for a change whose value was given up", async () => {
    const subject = await DurableStore.open();
    subject.set("a", "value", 5, 100);
    const record = subject.promoter.current({ key: A, hash: subject.hash("a") });
    assert.equal(record?.subarray(32).toString(), "value");
    assert.equal(subject.promoter.current({ key: Buffer.from("b"), hash: subject.hash("b") }), undefined);
  });

  it("says that there is no room for an item larger than the memory takes", async () => {
    const subject = await withColdItem("x".repeat(100_000));
    const small = await DurableStore.open({ database: subject.database, store: { itemSizeMax: 50_000 } });
    small.cold.isUnknown = true;
    assert.equal(await small.promoter.fetch(A), false);
    await subject.stop();
  });
});
