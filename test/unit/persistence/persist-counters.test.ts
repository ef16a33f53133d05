/** Numbers that all threads see. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSIST_COUNTERS, PersistCounters } from "../../../src/persistence/persist-counters.ts";

test("every number has a place of its own, for all views", () => {
  const shared = PersistCounters.create();
  const [writer, reader] = [new PersistCounters(shared), new PersistCounters(shared)];
  for (const [index, name] of PERSIST_COUNTERS.entries()) {
    assert.equal(reader.get(name), 0);
    writer.set(name, index * 2 ** 33);
  }
  for (const [index, name] of PERSIST_COUNTERS.entries()) {
    writer.add(name, 1);
    assert.equal(reader.get(name), index * 2 ** 33 + 1, name);
  }
});
