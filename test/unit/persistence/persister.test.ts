/** Changes on their way to disk: batches, what is told and when, failures, and room. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { recordsOf } from "../../../src/persistence/record.ts";
import { DurableStore } from "../../support/durable-store.ts";
import { FakeDatabase } from "../../support/fake-database.ts";

const WAIT_MS_MAX = 20_000;
const LARGE = "x".repeat(700_000);

/** Holds the writes of a database until it is let go. */
function gate(database: FakeDatabase): () => void {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  database.beforeWrite = () => opened;
  return () => {
    database.beforeWrite = async () => {};
    open();
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  while (!condition()) {
    assert.ok(Date.now() < deadline, "it does not come");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function onDisk({ database }: DurableStore, key: string): string | undefined {
  const codec = recordsOf(undefined, 0);
  const databaseKey = codec.databaseKey(Buffer.from(key));
  const sealed = database.snapshot().get(databaseKey.toString("latin1"));
  const record = sealed === undefined ? undefined : codec.open(databaseKey, sealed);
  return record === undefined || typeof record === "string" ? record : record.value.toString();
}

describe("the persister", () => {
  it("writes of each key the last change, in one batch", async () => {
    const subject = await DurableStore.open();
    subject.set("a", "1");
    subject.set("b", "1");
    subject.set("a", "2");
    subject.set("c", "1");
    subject.delete("b");
    subject.start();
    await subject.durable();
    assert.deepEqual(subject.database.batches[0]?.map(({ key }) => key.toString()).sort(), [
      "a",
      "ia",
      "ib",
      "ic",
      "m",
    ]);
    assert.equal(onDisk(subject, "a"), "2");
    assert.equal(onDisk(subject, "b"), undefined);
    assert.equal(subject.durableNumber, 5);
    assert.equal(subject.counters.get("persist_writes"), 2);
    assert.equal(subject.counters.get("persist_deletes"), 1);
    await subject.stop();
  });

  it("tells that changes are durable after the write, and those that came meanwhile later", async () => {
    const subject = await DurableStore.open();
    const open = gate(subject.database);
    subject.set("a", "1");
    subject.start();
    await until(() => subject.persister.unwritten(Buffer.from("a"), subject.hash("a")) !== undefined);
    subject.set("a", "2");
    subject.persister.take();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(subject.durableNumber, 0);
    assert.equal(subject.changes.isDurable(1), false);
    open();
    await subject.durable();
    assert.equal(subject.database.batches.length, 2);
    assert.equal(onDisk(subject, "a"), "2");
    await subject.stop();
  });

  it("knows what is in flight and what has come since, the newer first", async () => {
    const subject = await DurableStore.open();
    const open = gate(subject.database);
    const key = Buffer.from("a");
    subject.set("a", "1");
    subject.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const first = subject.persister.unwritten(key, subject.hash("a"));
    assert.ok(first?.record instanceof Buffer);
    subject.delete("a");
    subject.persister.take();
    assert.equal(subject.persister.unwritten(key, subject.hash("a"))?.record, undefined);
    open();
    await subject.durable();
    assert.equal(subject.persister.unwritten(key, subject.hash("a")), undefined);
    assert.equal(onDisk(subject, "a"), undefined);
    await subject.stop();
  });

  it("waits for more while the lag allows it", async () => {
    const subject = await DurableStore.open({ lagMs: 60_000 });
    subject.set("a", "1");
    subject.start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(subject.database.batches.length, 0);
    assert.equal(subject.durableNumber, 0);
    await subject.stop();
    assert.equal(onDisk(subject, "a"), "1", "a clean stop writes what is left");
    assert.equal(subject.durableNumber, 1);
  });

  it("tells at once what needs no write: the same flush twice", async () => {
    const subject = await DurableStore.open();
    subject.start();
    subject.store.flushAll(subject.store.now() + 100);
    await subject.durable();
    subject.store.flushAll(subject.store.now() + 100);
    await subject.durable();
    assert.equal(subject.durableNumber, 2);
    await subject.stop();
  });

  it("goes on after a failure, opens the database anew, and has lost nothing", async () => {
    const subject = await DurableStore.open();
    subject.database.failure = "no space left";
    subject.set("a", "1");
    subject.set("b", "1");
    subject.start();
    await until(() => subject.failures.length > 0);
    assert.equal(subject.persister.isFailing, true);
    assert.equal(subject.counters.get("persist_failing"), 1);
    subject.set("a", "2");
    subject.delete("b");
    await until(() => subject.failures.length > 1);
    assert.deepEqual(subject.failures, ["no space left", "no space left"], "told after every attempt");
    assert.equal(subject.durableNumber, 0);
    subject.database.failure = undefined;
    await subject.durable();
    assert.equal(subject.failures.at(-1), undefined);
    assert.ok(subject.database.reopened > 0);
    assert.equal(onDisk(subject, "a"), "2");
    assert.equal(onDisk(subject, "b"), undefined);
    assert.equal(subject.counters.get("persist_failing"), 0);
    await subject.stop();
  });

  it("lags while a flush that left nothing else to be written is not on disk", async () => {
    const subject = await DurableStore.open();
    const { counters } = subject;
    subject.start();
    subject.set("a", "1");
    await subject.durable();
    subject.database.failure = "no space left";
    subject.store.flushAll(0);
    await until(() => subject.failures.length > 1);
    await until(() => counters.get("persist_lag_us") > 0);
    assert.ok(counters.get("persist_pending") > 0);
    subject.database.failure = undefined;
    await subject.durable();
    await until(() => counters.get("persist_lag_us") === 0);
    await subject.stop();
  });

  it("keeps what has come while a write was under way that failed", async () => {
    const subject = await DurableStore.open();
    const open = gate(subject.database);
    subject.database.failure = "no space left";
    subject.set("a", "1");
    subject.set("b", "1");
    subject.start();
    await until(() => subject.persister.unwritten(Buffer.from("a"), subject.hash("a")) !== undefined);
    subject.set("a", "2");
    subject.delete("b");
    subject.set("c", "1");
    subject.persister.take();
    open();
    await until(() => subject.failures.length > 0);
    subject.database.failure = undefined;
    await subject.durable();
    assert.deepEqual(
      ["a", "b", "c"].map((key) => onDisk(subject, key)),
      ["2", undefined, "1"],
    );
    await subject.stop();
  });

  it("ends when it is stopped while the disk fails, after a last attempt", async () => {
    const subject = await DurableStore.open();
    subject.database.failure = "no space left";
    subject.set("a", "1");
    subject.start();
    await until(() => subject.failures.length > 0);
    await subject.stop();
    assert.equal(onDisk(subject, "a"), undefined);
    const other = await DurableStore.open();
    other.database.failure = "no space left";
    other.set("a", "1");
    other.start();
    await until(() => other.failures.length > 0);
    other.database.failure = undefined;
    await other.stop();
    assert.equal(onDisk(other, "a"), "1");
  });

  it("lets the disk work while there is no room for what is in the journal", { timeout: 60_000 }, async () => {
    const subject = await DurableStore.open({ store: { memoryLimitBytes: 128 * 1024 * 1024 } });
    const open = gate(subject.database);
    subject.set("first", "1");
    subject.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    let count = 0;
    let isFull = false;
    while (!isFull) {
      subject.set(`large:${count++}`, LARGE);
      isFull = !subject.persister.take();
    }
    subject.set(`large:${count++}`, LARGE);
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    await subject.durable();
    assert.equal(subject.counters.get("persist_values_dropped"), 0);
    assert.equal(onDisk(subject, `large:${count - 1}`), LARGE);
    await subject.stop();
  });

  it("drops what a flush has killed, and takes what was stored after it", async () => {
    const subject = await DurableStore.open();
    subject.set("a", "old");
    subject.persister.take();
    subject.store.flushAll(0);
    subject.set("b", "new");
    subject.start();
    await subject.durable();
    assert.equal(onDisk(subject, "a"), undefined);
    assert.equal(onDisk(subject, "b"), "new");
    const again = await DurableStore.open({ database: new FakeDatabase(subject.database.snapshot()) });
    assert.equal(again.flushes.generation, 1);
    await subject.stop();
  });

  it("counts an item that comes before its flush to the new generation", async () => {
    const subject = await DurableStore.open();
    subject.set("old", "1");
    subject.start();
    await subject.durable();
    // Another thread is between the two steps of a flush.
    subject.store.parts.clock.flushNow();
    subject.set("a", "after the flush");
    await subject.durable();
    subject.changes.flushed(subject.store.parts.clock.epoch(), 0, 0);
    await subject.durable();
    assert.equal(subject.flushes.generation, 1);
    subject.evict("a");
    assert.equal((await subject.fetched("a"))?.value, "after the flush");
    subject.cold.isUnknown = true;
    assert.equal(await subject.fetched("old"), undefined);
    await subject.stop();
  });

  it("tells who watches of keys that are not on disk yet, and of those that change", async () => {
    const subject = await DurableStore.open();
    const open = gate(subject.database);
    subject.set("in flight", "1");
    subject.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    subject.set("pending", "1");
    subject.persister.take();
    const hashes = new Set<number>(subject.persister.unwrittenHashes());
    const unwatch = subject.persister.watchers.collect(hashes);
    subject.set("later", "1");
    subject.persister.take();
    assert.deepEqual([...hashes].sort(), ["in flight", "later", "pending"].map((key) => subject.hash(key)).sort());
    unwatch();
    subject.set("too late", "1");
    subject.persister.take();
    assert.equal(hashes.size, 3);
    open();
    await subject.stop();
  });
});
