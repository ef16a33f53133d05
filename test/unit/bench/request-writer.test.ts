/** request-writer: the bytes of every operation, as memcached's text protocol wants them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestWriter } from "../../../src/bench/request-writer.ts";
import { OPERATION, type OperationName } from "../../../src/bench/workload/operations.ts";
import { parseValueSizes } from "../../../src/bench/workload/value-sizes.ts";
import type { Workload } from "../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../support/bench-plan.ts";

function written(name: OperationName, key: number, changes: Partial<Workload> = {}): string {
  const writer = new RequestWriter(testWorkload(changes));
  writer.write(OPERATION[name], key);
  return writer.bytes.toString("latin1", 0, writer.length);
}

for (const [name, line] of [
  ["get", "get k7\r\n"],
  ["gets", "gets k7\r\n"],
  ["gat", "gat 60 k7\r\n"],
  ["delete", "delete k7\r\n"],
  ["incr", "incr kn7 1\r\n"],
  ["decr", "decr kn7 1\r\n"],
  ["touch", "touch k7 60\r\n"],
] as const) {
  test(`${name}`, () => {
    assert.equal(written(name, 7, { ttlSeconds: 60 }), line);
  });
}

for (const name of ["set", "add", "replace", "append", "prepend"] as const) {
  test(`${name} carries flags, expiry, length and as many bytes`, () => {
    assert.match(written(name, 12, { ttlSeconds: 5 }), new RegExp(`^${name} k12 0 5 10\r\n[A-Za-z0-9_-]{10}\r\n$`));
  });
}

test("keys of every number of digits", () => {
  for (const key of [0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 2 ** 31 - 1]) {
    assert.equal(written("get", key), `get k${key}\r\n`);
  }
});

test("values of every size, the same bytes each time", () => {
  for (const size of [0, 1, 47, 48, 49, 4096, 300_000, 1024 * 1024]) {
    const changes = { valueSizes: parseValueSizes(`${size}`) };
    const text = written("set", 3, changes);
    assert.equal(text.length, `set k3 0 0 ${size}\r\n`.length + size + 2);
    assert.match(text.slice(-size - 2), /^[A-Za-z0-9_-]*\r\n$/);
    assert.equal(text, written("set", 3, changes));
  }
});

test("different keys have different values", () => {
  const values = Array.from({ length: 200 }, (_, key) => written("set", key).split("\r\n")[1]);
  assert.equal(new Set(values).size, 200);
});

test("a counter is set to a number", () => {
  const writer = new RequestWriter(testWorkload());
  writer.writeCounter(5);
  assert.equal(writer.bytes.toString("latin1", 0, writer.length), "set kn5 0 0 7\r\n1000000\r\n");
});

test("requests follow one another; starting over keeps or hands over the buffer", () => {
  const writer = new RequestWriter(testWorkload());
  writer.write(OPERATION.get, 1);
  writer.write(OPERATION.get, 22);
  assert.equal(writer.bytes.toString("latin1", 0, writer.length), "get k1\r\nget k22\r\n");
  const before = writer.bytes;
  writer.restart(false);
  assert.deepEqual([writer.length, writer.bytes === before], [0, true]);
  writer.restart(true);
  assert.equal(writer.bytes === before, false);
});

test("a big batch says that it is full", () => {
  const writer = new RequestWriter(testWorkload({ valueSizes: parseValueSizes("200000") }));
  assert.equal(writer.isFull, false);
  writer.write(OPERATION.set, 1);
  assert.equal(writer.isFull, true);
});
