/** Changes by key: the last one counts, and the memory they take. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { RECORD_HEADER_BYTES } from "../../../src/persistence/change-format.ts";
import { PendingChanges } from "../../../src/persistence/pending-changes.ts";
import { takenChange } from "../../support/taken-change.ts";

/** Few different ones, so that keys meet. */
function hashOf(key: string): number {
  return (key.length * 7 + key.charCodeAt(0)) % 5;
}

function set(changes: PendingChanges, key: string, value: Buffer | string | undefined, epoch = 0): void {
  changes.set(takenChange(key, value === undefined ? undefined : Buffer.from(value as string), hashOf(key), epoch));
}

function get(changes: PendingChanges, key: string): Buffer | undefined | "memory" | "none" {
  const found = changes.get(Buffer.from(key, "latin1"), hashOf(key));
  const record = found === undefined ? "none" : found.record;
  return record instanceof Buffer ? record.subarray(RECORD_HEADER_BYTES) : record;
}

function keys(changes: PendingChanges): string[] {
  return [...changes].map(({ key }) => key.toString("latin1"));
}

describe("changes that are not on disk yet", () => {
  it("have of a key the last change", () => {
    const changes = new PendingChanges();
    set(changes, "a", "1");
    set(changes, "b", "1");
    set(changes, "a", undefined);
    assert.equal(changes.size, 2);
    assert.equal(get(changes, "a"), undefined);
    assert.equal(get(changes, "c"), "none");
    assert.deepEqual(keys(changes), ["a", "b"]);
    set(changes, "a", "again");
    assert.equal(String(get(changes, "a")), "again");
  });

  it("have keys that are bytes: those that are no text are told apart", () => {
    const changes = new PendingChanges();
    for (let byte = 128; byte < 256; byte++) {
      set(changes, String.fromCharCode(byte), undefined);
    }
    assert.equal(changes.size, 128);
  });

  it("take the memory of what is there", () => {
    const changes = new PendingChanges();
    assert.equal(changes.bytes, 0);
    set(changes, "a", Buffer.alloc(10_000));
    const one = changes.bytes;
    assert.ok(one > 10_000);
    set(changes, "a", Buffer.alloc(10));
    assert.equal(changes.bytes, one, "its place was written over");
    assert.equal(changes.valueBytes, 10 + RECORD_HEADER_BYTES);
    set(changes, "b", Buffer.alloc(2_000_000));
    assert.ok(changes.bytes > 2_010_000);
    assert.equal(changes.forgetRecords(), 2);
    assert.ok(changes.bytes < 1000);
    assert.equal(get(changes, "b"), "memory");
    assert.equal(changes.valueBytes, 0);
    changes.drop(() => true);
    assert.equal(changes.bytes, 0);
    assert.equal(changes.size, 0);
  });

  it("do not grow without end when one key is appended to for ever", () => {
    const changes = new PendingChanges();
    for (let length = 0; length < 20_000; length += 10) {
      set(changes, "a", Buffer.alloc(length));
    }
    assert.ok(changes.bytes < 20_000 * 6, `${changes.bytes} bytes`);
  });

  it("stay removals when values are given up", () => {
    const changes = new PendingChanges();
    set(changes, "a", undefined);
    assert.equal(changes.forgetRecords(), 0);
    assert.equal(get(changes, "a"), undefined);
  });

  it("are dropped when their epoch is over", () => {
    const changes = new PendingChanges();
    set(changes, "a", "1", 1);
    set(changes, "b", "1", 0xffff);
    changes.drop((epoch) => epoch === 1);
    assert.deepEqual(keys(changes), ["b"]);
    assert.equal(changes.get(Buffer.from("b"), hashOf("b"))?.epoch, 0xffff);
  });

  it("are what a map of them would be, whatever happens", () => {
    const key = fc.integer({ min: 0, max: 30 }).map((number) => `${"k".repeat(1 + (number % 3))}${number}`);
    const value = fc.oneof(
      fc.constant(undefined),
      fc.integer({ min: 0, max: 300 }).map((length) => Buffer.alloc(length, length)),
      fc.constantFrom(60_000, 70_000).map((length) => Buffer.alloc(length, 7)),
    );
    const step = fc.oneof(
      { weight: 30, arbitrary: fc.tuple(fc.constant("set"), key, value) },
      { weight: 1, arbitrary: fc.constantFrom(["clear"], ["forget"], ["merge"]) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let changes = new PendingChanges();
        const model = new Map<string, Buffer | undefined | "memory">();
        for (const [name, text, bytes] of steps as [string, string, Buffer | undefined][]) {
          if (name === "set") {
            set(changes, text, bytes);
            model.set(text, bytes);
          } else if (name === "clear") {
            changes.clear();
            model.clear();
          } else if (name === "forget") {
            changes.forgetRecords();
            for (const [kept, record] of model) {
              model.set(kept, record === undefined ? undefined : "memory");
            }
          } else {
            const older = new PendingChanges();
            set(older, "k0", "older");
            older.addAll(changes);
            changes = older;
            model.set("k0", model.has("k0") ? model.get("k0") : Buffer.from("older"));
          }
        }
        assert.equal(changes.size, model.size);
        assert.deepEqual(new Map(keys(changes).map((text) => [text, get(changes, text)])), model);
        assert.deepEqual(
          [...changes.hashes()],
          keys(changes).map((text) => hashOf(text)),
        );
      }),
    );
  });

  it("are found again among a hundred thousand", () => {
    const changes = new PendingChanges();
    const count = 100_000;
    for (let index = 0; index < count; index++) {
      const text = `key ${index}`;
      changes.set(takenChange(text, Buffer.from(text), Math.imul(index, 0x9e3779b1)));
    }
    assert.equal(changes.size, count);
    for (let index = 0; index < count; index += 997) {
      const text = `key ${index}`;
      const found = changes.get(Buffer.from(text), Math.imul(index, 0x9e3779b1));
      assert.ok(found?.record instanceof Buffer);
      assert.equal(found.record.toString("latin1", RECORD_HEADER_BYTES), text);
    }
  });
});
