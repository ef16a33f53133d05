/** cluster/membership/etcd-answers.ts: what etcd's gateway says, and what it does not say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readHeldNodes, readLease, readTransaction } from "../../../../src/cluster/membership/etcd-answers.ts";

const HEADER = { cluster_id: "14841639068965178418", revision: "9007199254740993" };

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

test("a lease is granted at once, and kept alive in a stream; one that has run out tells no seconds", () => {
  assert.deepEqual(readLease({ header: HEADER, ID: "7587862094715388422", TTL: "10" }), {
    id: "7587862094715388422",
    seconds: 10,
    revision: HEADER.revision,
  });
  const { revision } = HEADER;
  assert.deepEqual(readLease({ result: { header: HEADER, ID: "5", TTL: "3" } }), { id: "5", seconds: 3, revision });
  assert.deepEqual(readLease({ result: { header: HEADER, ID: "5" } }), { id: "5", seconds: 0, revision });
  assert.deepEqual(readLease({ ID: "5", TTL: "-1" }), { id: "5", seconds: 0, revision: undefined });
});

test("a transaction that was not carried out says nothing about it", () => {
  assert.deepEqual(readTransaction({ header: HEADER, succeeded: true }), { isDone: true, revision: HEADER.revision });
  assert.deepEqual(readTransaction({ header: HEADER }), { isDone: false, revision: HEADER.revision });
});

test("keys are read with what their nodes say of themselves, whoever has written them", () => {
  const value = JSON.stringify({ name: "a", instance: "0123", since: "6", host: "h" });
  const kvs = [
    { key: base64("/p/h:1"), value: base64(value), mod_revision: "7" },
    { key: base64("/p/h:2"), value: base64("not json"), mod_revision: "8" },
    { key: base64("/p/h:3"), value: base64('{"name":5}'), mod_revision: "9" },
  ];
  assert.deepEqual(readHeldNodes({ header: HEADER, kvs }), [
    { key: "/p/h:1", name: "a", instance: "0123", since: "6", revision: "7" },
    { key: "/p/h:2", name: undefined, instance: undefined, since: undefined, revision: "8" },
    { key: "/p/h:3", name: undefined, instance: undefined, since: undefined, revision: "9" },
  ]);
  assert.deepEqual(readHeldNodes({ header: HEADER }), []);
});

test("anything else is no etcd", () => {
  for (const answer of [null, "text", {}, { header: {} }, { ID: 5 }, { kvs: 1 }]) {
    assert.throws(() => readLease(answer), { code: "PROTOCOL" });
    assert.throws(() => readTransaction(answer), { code: "PROTOCOL" });
    assert.throws(() => readHeldNodes(answer), { code: "PROTOCOL" });
  }
  assert.throws(() => readTransaction({ succeeded: "yes", header: HEADER }), { code: "PROTOCOL" });
});
