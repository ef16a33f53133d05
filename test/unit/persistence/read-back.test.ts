/** Reading back at a start, until it is done. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { readBack } from "../../../src/persistence/read-back.ts";
import { DurableStore } from "../../support/durable-store.ts";
import { FakeDatabase } from "../../support/fake-database.ts";

const KEYS = ["a", "b", "c", "d", "e", "f", "g"];

/** A server that starts on what another one has left behind. */
async function restarted(): Promise<DurableStore> {
  const before = await DurableStore.open();
  before.start();
  for (const key of KEYS) {
    before.set(key, key);
  }
  await before.durable();
  await before.stop();
  const subject = await DurableStore.open({ database: new FakeDatabase(before.database.snapshot()) });
  subject.cold.isUnknown = true;
  subject.start();
  return subject;
}

function readInto(subject: DurableStore): { readonly done: Promise<boolean>; readonly log: string[] } {
  const log: string[] = [];
  return { done: readBack(subject.walk, systemClock, (line) => log.push(line)), log };
}

describe("reading back", () => {
  it("tells how many items came back, and how long it took", async () => {
    const subject = await restarted();
    const { done, log } = readInto(subject);
    assert.equal(subject.counters.get("persist_recovering"), 1);
    assert.equal(await done, true);
    assert.match(log.join("|"), /^read back 7 items in [\d.]+ \wa?s$/);
    assert.equal(subject.counters.get("persist_recovering"), 0);
    assert.equal(subject.cold.isUnknown, false);
    await subject.stop();
  });

  it("is tried again when the disk cannot be read, and counts no item twice", async () => {
    const subject = await restarted();
    let reads = 0;
    subject.database.beforeRead = async () => {
      reads++;
      // The first attempt ends in its second part, the next one in its first.
      subject.database.readFailure = reads === 2 || reads === 3 ? "EIO" : undefined;
      await Promise.resolve();
    };
    const { done, log } = readInto(subject);
    assert.equal(await done, true);
    assert.deepEqual(
      KEYS.map((key) => subject.seen(key)?.value),
      KEYS,
    );
    assert.equal(log.length, 2);
    assert.equal(log[0], "reading back stopped, and is tried again: EIO");
    assert.match(log[1] ?? "", /^read back 7 items in/);
    const { counters } = subject;
    assert.deepEqual([counters.get("persist_recovered"), counters.get("persist_errors")], [7, 2]);
    assert.equal(subject.cold.isUnknown, false);
    await subject.stop();
  });

  it("is done where a part is damaged, and every miss goes on being looked for", async () => {
    const subject = await restarted();
    subject.database.damage = "a block is wrong";
    const { done, log } = readInto(subject);
    assert.equal(await done, true);
    assert.match(log[0] ?? "", /^not everything was read back: .*a block is wrong/);
    assert.match(log[1] ?? "", /^read back 7 items/);
    assert.deepEqual([subject.counters.get("persist_errors"), subject.cold.isUnknown], [1, true]);
    await subject.stop();
  });

  it("ends with the server, and then everything may still be on disk", async () => {
    const subject = await restarted();
    subject.database.readFailure = "EIO";
    const { done, log } = readInto(subject);
    await subject.stop();
    assert.equal(await done, false);
    assert.equal(subject.cold.isUnknown, true);
    assert.ok(log.every((line) => !line.startsWith("read back")));
  });
});
