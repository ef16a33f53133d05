/** The lock table in one thread, and its waiting between two. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { LOCK_LINE_WORDS, LockTable } from "../../../src/memory/locks.ts";

describe("locks", () => {
  it("name their owner while held, and are free afterwards", () => {
    const locks = new LockTable(LockTable.create(3), 7);
    assert.equal(locks.count, 3);
    locks.lock(1);
    assert.equal(locks.ownerOf(1), 7);
    assert.equal(locks.ownerOf(0), 0);
    locks.unlock(1);
    assert.equal(locks.ownerOf(1), 0);
  });

  it("tell whether this thread holds any of them", () => {
    const shared = LockTable.create(3);
    const locks = new LockTable(shared, 7);
    const other = new LockTable(shared, 8);
    assert.equal(locks.isHolding, false);
    locks.lock(2);
    assert.deepEqual([locks.isHolding, other.isHolding], [true, false]);
    locks.unlock(2);
    assert.equal(locks.isHolding, false);
  });

  it("can be tried, by the holder in vain", () => {
    const shared = LockTable.create(1);
    const first = new LockTable(shared, 1);
    const second = new LockTable(shared, 2);
    assert.equal(first.tryLock(0), true);
    assert.equal(first.tryLock(0), false);
    assert.equal(second.tryLock(0), false);
    first.unlock(0);
    assert.equal(second.tryLock(0), true);
  });

  it("leave the rest of their line to the holder", () => {
    const locks = new LockTable(LockTable.create(2), 1);
    locks.words[LOCK_LINE_WORDS + 5] = 42;
    locks.lock(1);
    locks.unlock(1);
    assert.equal(locks.words[LOCK_LINE_WORDS + 5], 42);
  });

  it("tell on being given back whether somebody announced that it waits", () => {
    const locks = new LockTable(LockTable.create(1), 1);
    locks.lock(0);
    assert.equal(locks.unlock(0), false);
    locks.lock(0);
    Atomics.store(locks.words, 0, (Atomics.load(locks.words, 0) & ~3) | 2);
    assert.equal(locks.unlock(0), true);
    assert.equal(locks.ownerOf(0), 0);
  });

  it("are given up for lost after as long as the thread is patient", () => {
    const shared = LockTable.create(1);
    const holder = new LockTable(shared, 7);
    const waiter = new LockTable(shared, 8);
    waiter.patienceMs = 100;
    holder.lock(0);
    assert.throws(() => waiter.lock(0), {
      name: "MemtoolError",
      message: /^lock 0 has been held by thread 7 for 0\.1 s$/,
    });
    holder.unlock(0);
    waiter.lock(0);
    assert.equal(holder.ownerOf(0), 8);
  });

  it("wake a thread that waits", async () => {
    const shared = LockTable.create(1);
    const locks = new LockTable(shared, 1);
    locks.lock(0);
    const module = new URL("../../../src/memory/locks.js", import.meta.url).href;
    const code = `import(${JSON.stringify(module)}).then(({ LockTable }) => {
      const { parentPort, workerData } = require("node:worker_threads");
      const locks = new LockTable(workerData, 2);
      parentPort.postMessage("waiting");
      locks.lock(0);
      parentPort.postMessage(locks.ownerOf(0));
      locks.unlock(0);
    });`;
    const worker = new Worker(code, { eval: true, workerData: shared });
    assert.deepEqual(await once(worker, "message"), ["waiting"]);
    assert.equal(locks.ownerOf(0), 1);
    const answer = once(worker, "message");
    locks.unlock(0);
    assert.deepEqual(await answer, [2]);
    await worker.terminate();
  });
});
