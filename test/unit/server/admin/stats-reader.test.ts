/** Statistics read from shared memory by who serves nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LostLockError } from "../../../../src/memory/locks.ts";
import { StatsReader } from "../../../../src/server/admin/stats-reader.ts";
import { CONNECTION_STATE, ConnectionTable } from "../../../../src/server/connection-table.ts";
import { SharedState } from "../../../../src/server/shared-state.ts";
import { COUNTER } from "../../../../src/stats/counter-names.ts";
import { ThreadCounters } from "../../../../src/stats/thread-counters.ts";
import { Store } from "../../../../src/store/store.ts";
import { createThreadData } from "../../../support/thread-data.ts";

test("the views are what `stats` and its sub-commands say", () => {
  const shared = createThreadData({ maxConnections: 7 });
  const reader = new StatsReader(shared);
  const first = ThreadCounters.attach(shared.counters, 0);
  first.values[COUNTER.get_hits] = 4;
  ThreadCounters.attach(shared.counters, 1).values[COUNTER.get_hits] = 2 ** 53;
  const store = Store.attach(shared.region, 0, first);
  const key = Buffer.from("key");
  const item = store.allocate(key, 0, key.length, 5, 0, 0, 10);
  store.lock(5);
  store.linkLocked(item, 5);
  store.unlock(5);
  const views = reader.views();
  assert.deepEqual([...views.keys()], ["", "slabs", "items", "settings"]);
  assert.equal(views.get("")?.get("get_hits"), "9007199254740996");
  assert.equal(views.get("")?.get("curr_items"), "1");
  assert.equal(views.get("")?.get("pid"), String(process.pid));
  assert.equal(views.get("settings")?.get("maxconns"), "7");
  assert.equal(views.get("items")?.get("items:1:number"), "1");
  assert.equal(views.get("slabs")?.get("active_slabs"), "1");
});

test("connections and workers are counted", () => {
  const shared = createThreadData({ maxConnections: 2 });
  const reader = new StatsReader(shared);
  const state = new SharedState(shared.state);
  const table = new ConnectionTable(shared.connections);
  state.connectionOpened(1);
  table.openListener(3, 0, "tcp:127.0.0.1:11211");
  table.open(4, 1, 0, "tcp:127.0.0.1:1", "");
  table.update(4, CONNECTION_STATE.conn_mwrite, 0);
  const worker = ThreadCounters.attach(shared.counters, 1);
  worker.values[COUNTER.cmd_get] = 5;
  worker.values[COUNTER.conn_yields] = 6;
  const { current, limit, states } = reader.connections();
  assert.deepEqual([current, limit, states.get("conn_mwrite"), states.get("conn_read")], [1, 2, 1, 0]);
  assert.ok(!states.has("conn_listening") && !states.has("free"));
  const zero = { connections: 0, gets: 0, sets: 0, yields: 0, bytes_read: 0, bytes_written: 0 };
  assert.deepEqual(reader.workers(), [zero, { ...zero, connections: 1, gets: 5, yields: 6 }]);
  assert.equal(reader.hasRoom, true);
  state.connectionOpened(0);
  assert.equal(reader.hasRoom, false);
});

test("a lock that a dead thread holds is not waited for as long as others wait", () => {
  const shared = createThreadData();
  const reader = new StatsReader(shared);
  const dead = Store.attach(shared.region, 0, ThreadCounters.attach(shared.counters, 0));
  dead.parts.locks.lockClass(1);
  const start = performance.now();
  assert.throws(() => reader.views(), LostLockError);
  assert.ok(performance.now() - start < 15_000, "others wait for 30 s");
  dead.parts.locks.unlockClass(1);
  assert.ok(reader.views().has("slabs"));
});
