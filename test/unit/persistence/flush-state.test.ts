/** Which items on disk flush_all has killed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FlushState } from "../../../src/persistence/flush-state.ts";
import type { StoredRecord } from "../../../src/persistence/record.ts";

const NEW = { generation: 0, flushedUpTo: 0, oldestLive: 0 };

function record(parts: Partial<StoredRecord> = {}): StoredRecord {
  return {
    key: Buffer.from("a"),
    itemFlags: 0,
    clientFlags: 0,
    storedAt: 1000,
    generation: 0,
    casLow: 0,
    casHigh: 0,
    expires: 0,
    value: Buffer.alloc(0),
    ...parts,
  };
}

describe("flushes on disk", () => {
  it("an epoch that is reached begins a generation, once", () => {
    const flushes = new FlushState(NEW);
    assert.equal(flushes.reach(0), false);
    assert.equal(flushes.reach(1), true);
    assert.equal(flushes.reach(1), false);
    assert.equal(flushes.reach(0), false, "an earlier one is no news");
    assert.equal(flushes.generation, 1);
    assert.equal(flushes.reach(4), true);
    assert.equal(flushes.generation, 4, "none is left out");
    assert.equal(flushes.epoch, 4);
  });

  it("epochs and generations begin anew", () => {
    const flushes = new FlushState({ ...NEW, generation: 0xffffffff });
    for (let epoch = 1; epoch <= 0x10000; epoch++) {
      assert.equal(flushes.reach(epoch & 0xffff), true);
    }
    assert.equal(flushes.epoch, 0);
    assert.equal(flushes.generation, 0xffff);
    assert.equal(flushes.isEpochOver(0xffff), true);
    assert.equal(flushes.isEpochOver(0), false);
    assert.equal(flushes.isEpochOver(1), false, "that one is to come");
  });

  it("items of another generation are dead", () => {
    const flushes = new FlushState({ ...NEW, generation: 3 });
    assert.equal(flushes.isDead(record({ generation: 3 }), 2000), false);
    assert.equal(flushes.isDead(record({ generation: 2 }), 2000), true);
  });

  it("items die in the second they expire in", () => {
    const flushes = new FlushState(NEW);
    assert.equal(flushes.isDead(record({ expires: 2000 }), 1999), false);
    assert.equal(flushes.isDead(record({ expires: 2000 }), 2000), true);
    assert.equal(flushes.isDead(record({ expires: 0 }), 2 ** 33), false);
    assert.equal(flushes.isDead(record({ expires: 2 ** 32 + 5 }), 2 ** 32), false);
  });

  it("a delayed flush kills from its second on what was changed up to then", () => {
    const flushes = new FlushState(NEW);
    flushes.flushed({ moment: 1500, flushedUpTo: 0 });
    assert.equal(flushes.isDead(record({ storedAt: 1500 }), 1499), false);
    assert.equal(flushes.isDead(record({ storedAt: 1500 }), 1500), true);
    assert.equal(flushes.isDead(record({ storedAt: 1501 }), 1600), false);
  });

  it("a later order replaces it, and what it has killed stays dead", () => {
    const flushes = new FlushState(NEW);
    flushes.flushed({ moment: 1500, flushedUpTo: 0 });
    flushes.flushed({ moment: 1800, flushedUpTo: 0 });
    assert.equal(flushes.isDead(record({ storedAt: 1200 }), 1600), false, "it had not come");
    flushes.flushed({ moment: 2000, flushedUpTo: 1800 });
    assert.equal(flushes.isDead(record({ storedAt: 1800 }), 1900), true);
    flushes.flushed({ moment: 0, flushedUpTo: 1700 });
    assert.equal(flushes.flushedUpTo, 1800, "never back");
    assert.equal(flushes.oldestLive, 0);
  });

  it("an order that came true while nothing ran holds after the start; one that did not is kept", () => {
    const flushes = new FlushState({ ...NEW, oldestLive: 1500 });
    flushes.settle(1499);
    assert.equal(flushes.oldestLive, 1500);
    flushes.settle(1500);
    assert.deepEqual([flushes.oldestLive, flushes.flushedUpTo], [0, 1500]);
    const both = new FlushState({ ...NEW, oldestLive: 1500, flushedUpTo: 1700 });
    both.settle(1800);
    assert.equal(both.flushedUpTo, 1700);
  });
});
