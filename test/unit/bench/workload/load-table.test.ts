/** load-table: who loads what somebody else is loading already is told so, in whatever thread it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadTable } from "../../../../src/bench/workload/load-table.ts";

test("each is told how many others load the key, and keys do not mix", () => {
  const table = LoadTable.create(3);
  assert.deepEqual([table.begin(1), table.begin(1), table.begin(2), table.begin(1)], [0, 1, 0, 2]);
  table.end(1);
  assert.equal(table.begin(1), 2);
  table.end(2);
  assert.equal(table.begin(2), 0);
  assert.equal(table.begin(0), 0);
});

test("whoever attaches to the memory sees the same loads", () => {
  const table = LoadTable.create(2);
  const other = new LoadTable(table.shared);
  table.begin(1);
  assert.equal(other.begin(1), 1);
  other.end(1);
  table.end(1);
  assert.equal(table.begin(1), 0);
});

test("ending what nobody began is nothing", () => {
  const table = LoadTable.create(1);
  table.end(0);
  assert.equal(table.begin(0), 0);
});

test("more loads than a byte holds stay many, and their ends do not reach below none", () => {
  const table = LoadTable.create(2);
  for (let load = 0; load < 300; load++) {
    assert.equal(table.begin(0), Math.min(load, 255));
  }
  assert.equal(table.begin(1), 0);
  for (let load = 0; load < 300; load++) {
    table.end(0);
  }
  assert.equal(table.begin(0), 0);
});
