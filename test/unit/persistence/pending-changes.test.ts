/** Changes by key: the last one counts, and the memory they take. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { keyText, type PendingChange, PendingChanges } from "../../../src/persistence/pending-changes.ts";

function change(key: string, record: PendingChange["record"], epoch = 0): PendingChange {
  return { key: Buffer.from(key, "latin1"), hash: 1, epoch, record };
}

test("of a key there is the last change", () => {
  const changes = new PendingChanges();
  changes.set(change("a", Buffer.from("1")));
  changes.set(change("b", Buffer.from("1")));
  changes.set(change("a", undefined));
  assert.equal(changes.size, 2);
  assert.equal(changes.get(Buffer.from("a"))?.record, undefined);
  assert.equal(changes.get(Buffer.from("c")), undefined);
  assert.deepEqual(
    [...changes].map(({ key }) => key.toString()),
    ["a", "b"],
  );
});

test("keys are bytes: those that are no text are told apart", () => {
  const changes = new PendingChanges();
  for (let byte = 128; byte < 256; byte++) {
    changes.set(change(String.fromCharCode(byte), undefined));
  }
  assert.equal(changes.size, 128);
  assert.equal(keyText(Buffer.from([0xff, 0])), "\xff\0");
});

test("the memory is that of what is there", () => {
  const changes = new PendingChanges();
  assert.equal(changes.bytes, 0);
  changes.set(change("a", Buffer.alloc(10_000)));
  const one = changes.bytes;
  assert.ok(one > 10_000);
  changes.set(change("a", Buffer.alloc(10)));
  assert.equal(changes.bytes, one - 9990);
  changes.set(change("b", Buffer.alloc(20_000)));
  changes.forgetRecords();
  assert.ok(changes.bytes < 1000);
  assert.equal(changes.get(Buffer.from("b"))?.record, "memory");
  changes.drop(() => true);
  assert.equal(changes.bytes, 0);
  assert.equal(changes.size, 0);
});

test("giving values up keeps removals what they are", () => {
  const changes = new PendingChanges();
  changes.set(change("a", undefined));
  changes.forgetRecords();
  assert.equal(changes.get(Buffer.from("a"))?.record, undefined);
});

test("those of an epoch that is over are dropped", () => {
  const changes = new PendingChanges();
  changes.set(change("a", Buffer.from("1"), 1));
  changes.set(change("b", Buffer.from("1"), 2));
  changes.drop(({ epoch }) => epoch === 1);
  assert.deepEqual(
    [...changes].map(({ key }) => key.toString()),
    ["b"],
  );
});
