/** Changes as they are written down: by the reader's account. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createJournal, PIECE_BYTES_MAX } from "../../../src/memory/journal.ts";
import { CHANGE, CHANGE_AT } from "../../../src/persistence/change-format.ts";
import { ChangeReader } from "../../../src/persistence/change-reader.ts";
import { ChangeWriter } from "../../../src/persistence/change-writer.ts";
import { recordsOf, type StoredRecord } from "../../../src/persistence/record.ts";
import { DurableStore } from "../../support/durable-store.ts";
import { type HeldChange, held } from "../../support/taken-change.ts";
import { TEST_START } from "../../support/test-store.ts";

function recordOf(change: HeldChange | undefined): StoredRecord {
  assert.ok(change?.kind === "stored");
  const codec = recordsOf(undefined, 0);
  const databaseKey = codec.databaseKey(change.key);
  const record = codec.open(databaseKey, codec.seal(databaseKey, change.key, change.record));
  assert.ok(typeof record !== "string");
  return record;
}

describe("a change that is written", () => {
  it("has everything that outlives the process", async () => {
    const subject = await DurableStore.open();
    subject.store.tick(TEST_START + 5);
    subject.set("the key", "the value", 0xfedcba98 | 0, 100);
    const change = held(subject.reader.next());
    const record = recordOf(change);
    assert.ok(change?.kind === "stored");
    assert.equal(change.hash, subject.hash("the key"));
    assert.equal(change.epoch, 0);
    assert.deepEqual(
      { ...record, key: record.key.toString(), value: record.value.toString() },
      {
        key: "the key",
        itemFlags: 0,
        clientFlags: 0xfedcba98 | 0,
        storedAt: TEST_START + 5,
        generation: 0,
        casLow: 2,
        casHigh: 0,
        expires: TEST_START + 105,
        value: "the value",
      },
    );
    assert.equal(subject.reader.next(), undefined);
  });

  it("is whole whatever its length, at the edges of pieces and in chunks", async () => {
    const subject = await DurableStore.open({ store: { memoryLimitBytes: 64 * 1024 * 1024 } });
    const first = PIECE_BYTES_MAX - CHANGE_AT.key - 1;
    const lengths = [0, 1, first - 1, first, first + 1, first + PIECE_BYTES_MAX, first + PIECE_BYTES_MAX + 1, 700_000];
    for (const length of lengths) {
      const value = Buffer.from(Array.from({ length }, (_, index) => (index * 31 + length) & 0xff));
      subject.set("k", value.toString("latin1"));
      assert.deepEqual(Buffer.compare(recordOf(held(subject.reader.next())).value, value), 0, `${length} bytes`);
      assert.equal(subject.reader.lastNumber, subject.changes.lastNumber);
    }
  });

  it("takes a key of any bytes and of 250", async () => {
    const subject = await DurableStore.open();
    for (const key of ["\x80\xff\0", "k".repeat(250)]) {
      subject.set(key, "v");
      subject.delete(key);
      assert.equal(recordOf(held(subject.reader.next())).key.toString("latin1"), key);
      const removed = held(subject.reader.next());
      assert.ok(removed?.kind === "removed");
      assert.equal(removed.key.toString("latin1"), key);
      assert.equal(removed.hash, subject.hash(key));
    }
  });

  it("an expiry beyond 32 bits of Unix time stays one", async () => {
    const subject = await DurableStore.open();
    subject.set("k", "v");
    subject.reader.next();
    subject.withItem("k", (ref) => subject.store.touchLocked(ref, 0xffffffff));
    assert.equal(recordOf(held(subject.reader.next())).expires, 0xffffffff + subject.store.processStarted);
  });

  it("a flush has its epoch, its moment and what is dead already, in Unix seconds", async () => {
    const subject = await DurableStore.open();
    const flushed = (): object => {
      const change = subject.reader.next();
      assert.equal(change?.kind, CHANGE.flushed);
      return { epoch: change.epoch, moment: change.moment, flushedUpTo: change.flushedUpTo };
    };
    subject.store.flushAll(0);
    assert.deepEqual(flushed(), { epoch: 1, moment: 0, flushedUpTo: 0 });
    subject.store.flushAll(subject.store.realTime(10));
    assert.deepEqual(flushed(), { epoch: 1, moment: TEST_START + 9, flushedUpTo: 0 });
    subject.store.tick(TEST_START + 20);
    subject.store.flushAll(subject.store.realTime(10));
    assert.deepEqual(flushed(), { epoch: 1, moment: TEST_START + 29, flushedUpTo: TEST_START + 9 });
  });

  it("numbers of several threads are those of the journal", () => {
    const memory = createJournal(0);
    const [one, two] = [new ChangeWriter(memory, 1, 0), new ChangeWriter(memory, 2, 0)];
    one.flushed(1, 0, 0);
    two.flushed(2, 0, 0);
    assert.deepEqual([one.lastNumber, two.lastNumber], [1, 2]);
    const reader = new ChangeReader(memory);
    reader.next();
    reader.journal.setDurable(reader.lastNumber);
    assert.deepEqual([one.isDurable(1), two.isDurable(2)], [true, false]);
  });
});
