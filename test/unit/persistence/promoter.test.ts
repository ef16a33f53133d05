/** Items coming back from disk, and what may happen to their keys meanwhile. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FetchOutcome } from "../../../src/persistence/promoter.ts";
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
    assert.equal(await subject.promoter.fetch(A), "in");
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
    assert.equal(await subject.promoter.fetch(A), "absent", "in flight");
    subject.database.beforeWrite = async () => {};
    open();
    await subject.stop();
  });

  it("shares one read among those who want the same key at once", async () => {
    const subject = await withColdItem();
    const { reads } = subject.database;
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => subject.promoter.fetch(A))), ["in", "in", "in"]);
    assert.equal(subject.database.reads, reads + 1);
    await subject.stop();
  });

  it("reads once, whatever else changes meanwhile", async () => {
    const subject = await withColdItem();
    const { reads } = subject.database;
    duringRead(subject.database, () => void subject.set("other", "1"));
    assert.equal(await subject.promoter.fetch(A), "in");
    duringRead(subject.database, () => void subject.set("other", "2"));
    assert.equal(await subject.promoter.fetch(Buffer.from("missing")), "absent");
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
    assert.equal(await subject.promoter.fetch(A), "in");
    assert.equal(subject.seen("a")?.value, "newer");
    await subject.stop();
  });

  it("does not bring back what is deleted meanwhile", async () => {
    const subject = await withColdItem();
    duringRead(subject.database, () => {
      subject.set("a", "new");
      subject.delete("a");
    });
    assert.equal(await subject.promoter.fetch(A), "absent");
    assert.equal(subject.seen("a"), undefined);
    await subject.stop();
  });

  it("finds for a second asker what was stored and evicted while the first one's read went on", async () => {
    const subject = await DurableStore.open();
    subject.start();
    await subject.durable();
    subject.cold.isUnknown = true;
    let second: Promise<FetchOutcome> | undefined;
    duringRead(subject.database, () => {
      subject.set("a", "new");
      subject.evict("a");
      second = subject.promoter.fetch(A);
    });
    await subject.promoter.fetch(A);
    assert.equal(await second, "in");
    assert.equal(subject.seen("a")?.value, "new");
    await subject.stop();
  });

  it("does not bring back what is flushed meanwhile, heard of or not", async () => {
    const subject = await withColdItem();
    duringRead(subject.database, () => subject.store.flushAll(0));
    assert.equal(await subject.promoter.fetch(A), "absent");
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
    assert.equal(await subject.promoter.fetch(A), "absent");
    assert.equal(subject.seen("a"), undefined);
    await subject.stop();
  });

  it("does not bring back what dies meanwhile", async () => {
    const subject = await withColdItem("old", 0, 5);
    duringRead(subject.database, () => subject.store.tick(TEST_START + 5));
    assert.equal(await subject.promoter.fetch(A), "absent");
    const flushed = await withColdItem();
    flushed.store.flushAll(flushed.store.now() + 3);
    duringRead(flushed.database, () => flushed.store.tick(TEST_START + 10));
    assert.equal(await flushed.promoter.fetch(A), "absent");
    await subject.stop();
    await flushed.stop();
  });

  it("finds nothing behind a damaged record, and says so", async () => {
    const subject = await withColdItem();
    const entries = subject.database.snapshot();
    const sealed = entries.get("ia") as Buffer;
    sealed[34] = (sealed[34] as number) ^ 1;
    assert.equal(await subject.promoter.fetch(A), "absent");
    assert.equal(subject.counters.get("persist_damaged"), 1);
    assert.match(subject.damaged[0] ?? "", /checksum/);
    await subject.stop();
  });

  it("does not know when the disk cannot be read, and counts that", async () => {
    const subject = await withColdItem();
    subject.database.readFailure = "EIO";
    assert.equal(await subject.promoter.fetch(A), "failed");
    assert.equal(subject.counters.get("persist_errors"), 1);
    subject.database.readFailure = undefined;
    assert.equal(await subject.promoter.fetch(A), "in");
    await subject.stop();
  });

  it("finds nothing where LevelDB has met damage: that is no failure of the disk", async () => {
    const subject = await withColdItem();
    subject.database.readFailure = "Corruption: block checksum mismatch";
    assert.equal(await subject.promoter.fetch(A), "absent");
    assert.deepEqual([subject.counters.get("persist_damaged"), subject.counters.get("persist_errors")], [1, 0]);
    assert.match(subject.damaged[0] ?? "", /block checksum mismatch/);
    await subject.stop();
  });

  it("says to ask again when the key is changed in every read of it", async () => {
    const subject = await withColdItem();
    let reads = 0;
    subject.database.beforeRead = async () => {
      reads++;
      subject.set("a", `new ${reads}`);
      subject.evict("a");
      // What is not written yet would be found without the disk.
      await subject.durable();
    };
    const outcome = await subject.promoter.fetch(A);
    assert.ok(reads > 1, `${reads} reads`);
    assert.equal(outcome, "in");
    await subject.stop();
  });

  it("waits for room while nothing can be evicted", async () => {
    const subject = await withColdItem();
    const { allocate } = subject.diskStore;
    let tries = 0;
    subject.diskStore.allocate = (...args) => {
      tries++;
      return tries < 4 ? 0 : allocate.apply(subject.diskStore, args);
    };
    assert.equal(await subject.promoter.fetch(A), "in");
    assert.equal(tries, 4);
    assert.equal(subject.seen("a")?.value, "old");
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
    assert.equal(await small.promoter.fetch(A), "absent");
    await subject.stop();
  });
});
