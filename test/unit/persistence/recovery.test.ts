/** Walks over the disk: reading back, throwing out, and what changes meanwhile. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dropOldest, recover, sweep } from "../../../src/persistence/recovery.ts";
import { DurableStore } from "../../support/durable-store.ts";
import { FakeDatabase } from "../../support/fake-database.ts";
import { TEST_START } from "../../support/test-store.ts";

const KEYS = ["a", "b", "c", "d", "e", "f", "g"];

/** What a server left that stored all keys, each with its own name as the value. */
async function leftBehind(change: (subject: DurableStore) => void = () => {}): Promise<FakeDatabase> {
  const subject = await DurableStore.open();
  subject.start();
  for (const key of KEYS) {
    subject.set(key, key);
  }
  change(subject);
  await subject.durable();
  await subject.stop();
  return new FakeDatabase(subject.database.snapshot());
}

async function restarted(database: FakeDatabase, startUnix = TEST_START): Promise<DurableStore> {
  const subject = await DurableStore.open({ database, startUnix });
  subject.cold.isUnknown = true;
  subject.start();
  return subject;
}

/** Runs `action` while the first, or a later, part of a walk is read. */
function duringRead(database: FakeDatabase, action: () => void, part = 1): void {
  let reads = 0;
  database.beforeRead = async () => {
    reads++;
    if (reads === part) {
      action();
    }
    await Promise.resolve();
  };
}

describe("recovery", () => {
  it("brings everything back, and knows then that the rest is not on disk", async () => {
    const subject = await restarted(await leftBehind());
    await recover(subject.walk);
    assert.deepEqual(
      KEYS.map((key) => subject.seen(key)?.value),
      KEYS,
    );
    assert.equal(subject.cold.isUnknown, false);
    assert.equal(subject.store.isCold(subject.hash("never stored")), false);
    assert.equal(subject.counters.get("persist_recovered"), KEYS.length);
    await subject.stop();
  });

  it("leaves the dead behind, and removes them from disk", async () => {
    const database = await leftBehind((old) => {
      old.set("a", "short", 0, 5);
      old.delete("b");
    });
    const subject = await restarted(database, TEST_START + 100);
    await recover(subject.walk);
    assert.equal(subject.seen("a"), undefined);
    assert.equal(subject.seen("b"), undefined);
    await subject.durable();
    await subject.stop();
    assert.equal(subject.counters.get("persist_expired"), 1);
    assert.deepEqual([...database.snapshot().keys()].sort(), ["a", "ic", "id", "ie", "if", "ig", "m"]);
  });

  it("gives way to what is stored, deleted and evicted meanwhile", async () => {
    const database = await leftBehind();
    const subject = await restarted(database);
    duringRead(
      database,
      () => {
        subject.set("e", "new");
        subject.set("f", "new");
        subject.evict("f");
        subject.set("g", "new");
        subject.delete("g");
      },
      2,
    );
    await recover(subject.walk);
    assert.equal(subject.seen("e")?.value, "new");
    assert.equal((await subject.fetched("f"))?.value, "new");
    assert.equal(await subject.fetched("g"), undefined);
    assert.equal(subject.seen("d")?.value, "d");
    await subject.stop();
  });

  it("brings nothing back after a flush that comes meanwhile", async () => {
    const database = await leftBehind();
    const subject = await restarted(database);
    duringRead(database, () => subject.store.flushAll(0), 2);
    await recover(subject.walk);
    for (const key of KEYS) {
      assert.equal(await subject.fetched(key), undefined, key);
    }
    await subject.durable();
    await subject.stop();
    const again = await restarted(new FakeDatabase(database.snapshot()));
    await recover(again.walk);
    assert.deepEqual(
      KEYS.filter((key) => again.seen(key) !== undefined),
      [],
    );
    await again.stop();
  });

  it("keeps a delayed flush that comes true while nothing runs, or later", async () => {
    const database = await leftBehind((old) => old.store.flushAll(old.store.now() + 50));
    const late = await restarted(new FakeDatabase(database.snapshot()), TEST_START + 60);
    await recover(late.walk);
    assert.equal(late.seen("a"), undefined);
    const early = await restarted(database, TEST_START + 10);
    await recover(early.walk);
    assert.equal(early.seen("a")?.value, "a");
    early.store.tick(TEST_START + 60);
    assert.equal(early.seen("a"), undefined);
    await late.stop();
    await early.stop();
  });

  it("leaves on disk what has no room, and finds it there when somebody asks", async () => {
    const old = await DurableStore.open({ store: { memoryLimitBytes: 64 * 1024 * 1024 } });
    old.start();
    const value = "x".repeat(50_000);
    for (let index = 0; index < 200; index++) {
      old.set(`k${index}`, value);
      await old.durable();
    }
    await old.stop();
    const subject = await DurableStore.open({
      database: new FakeDatabase(old.database.snapshot()),
      store: { memoryLimitBytes: 2 * 1024 * 1024 },
    });
    subject.cold.isUnknown = true;
    subject.start();
    await recover(subject.walk);
    assert.ok(subject.counters.get("persist_left_on_disk") > 50);
    for (let index = 0; index < 200; index++) {
      assert.equal((await subject.fetched(`k${index}`))?.value.length, value.length, `k${index}`);
    }
    await subject.stop();
  });

  it("passes over what is damaged, and stops when it is told to", async () => {
    const database = await leftBehind();
    const sealed = database.snapshot().get("ic") as Buffer;
    sealed[33] = (sealed[33] as number) ^ 8;
    const subject = await restarted(database);
    await recover(subject.walk);
    assert.equal(subject.seen("c"), undefined);
    assert.equal(subject.seen("d")?.value, "d");
    assert.equal(subject.damaged.length, 1);
    await subject.stop();
    const stopped = await restarted(database);
    stopped.isStopped = true;
    await recover(stopped.walk);
    assert.equal(stopped.cold.isUnknown, true, "nobody knows what is left");
    await stopped.stop();
  });
});

describe("a sweep", () => {
  it("tells the bytes by the second of the last change", async () => {
    const database = await leftBehind((old) => {
      old.store.tick(TEST_START + 10);
      old.set("a", "12345");
    });
    const subject = await restarted(database, TEST_START + 10);
    const bytesOf = (key: string): number => {
      const text = `i${key}`;
      return text.length + (database.snapshot().get(text)?.length as number);
    };
    assert.deepEqual(
      (await sweep(subject.walk)).bytesBySecond,
      new Map([
        [TEST_START + 10, bytesOf("a")],
        [TEST_START, 6 * bytesOf("b")],
      ]),
    );
    await subject.stop();
  });

  it("does not throw out what was stored anew just before it began", async () => {
    const database = await leftBehind((old) => old.set("a", "short", 0, 5));
    const subject = await restarted(database, TEST_START + 100);
    await subject.durable();
    let open: () => void = () => {};
    database.beforeWrite = () => new Promise((resolve) => (open = resolve));
    subject.set("a", "new");
    // Its commit is under way when the walk begins, and done when the old record is looked at.
    await new Promise((resolve) => setTimeout(resolve, 20));
    duringRead(database, () => {
      database.beforeWrite = async () => {};
      open();
    });
    const sweeping = sweep(subject.walk);
    await subject.durable();
    await sweeping;
    await subject.durable();
    subject.evict("a");
    assert.equal((await subject.fetched("a"))?.value, "new");
    await subject.stop();
  });

  it("drops what is older than a second, but not what was changed since or waits to be written", async () => {
    const database = await leftBehind();
    const subject = await restarted(database, TEST_START + 10);
    await subject.durable();
    subject.set("a", "new");
    subject.persister.take();
    duringRead(database, () => void subject.set("g", "new"), 2);
    const last = await dropOldest(subject.walk, { before: TEST_START + 5, bytesOfThatSecond: 0 });
    assert.equal(last?.toString(), "f");
    await subject.durable();
    await subject.stop();
    assert.deepEqual([...database.snapshot().keys()].sort(), ["a", "ia", "ig", "m"]);
    assert.equal(subject.counters.get("persist_limit_dropped"), 5);
  });

  it("drops as much of a second as has to go, and nothing without need", async () => {
    const database = await leftBehind();
    const entryBytes = 2 + (database.snapshot().get("ia")?.length as number);
    const subject = await restarted(database, TEST_START + 10);
    assert.equal(await dropOldest(subject.walk, { before: 0, bytesOfThatSecond: 0 }), undefined);
    await dropOldest(subject.walk, { before: TEST_START, bytesOfThatSecond: entryBytes + 1 });
    await subject.durable();
    await subject.stop();
    assert.deepEqual([...database.snapshot().keys()].sort(), ["a", "ic", "id", "ie", "if", "ig", "m"]);
  });
});
