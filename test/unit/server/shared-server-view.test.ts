/** The server as a worker's engine sees it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionTable } from "../../../src/server/connection-table.ts";
import { DEFAULT_SETTINGS } from "../../../src/server/settings.ts";
import { SharedServerView } from "../../../src/server/shared-server-view.ts";
import { SharedState } from "../../../src/server/shared-state.ts";
import { createLogMemory } from "../../../src/stats/log/log-memory.ts";
import { createPrefixMemory } from "../../../src/stats/prefix-table.ts";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";
import { Store } from "../../../src/store/store.ts";

/** Nothing is steered here. */
const NO_STEERING = { shutdown: () => {}, refreshCertificates: () => {} };

function createView(): { view: SharedServerView; state: SharedState; connections: ConnectionTable; store: Store } {
  const counters = ThreadCounters.create(1);
  const region = Store.create({ startTimeUnix: 1_700_000_000, memoryLimitBytes: 1024 * 1024 });
  const store = Store.attach(region, 0, ThreadCounters.attach(counters, 0));
  store.tick(1_700_000_030);
  const state = SharedState.create(1);
  const connections = ConnectionTable.create(8);
  const data = { threadIndex: 0, settings: { ...DEFAULT_SETTINGS, threads: 1 }, region, counters, state, connections };
  const view = new SharedServerView(
    {
      ...data,
      log: createLogMemory(1, 1024, 1024),
      prefixes: createPrefixMemory(false),
      hashSeed: 0,
      tls: undefined,
      startedAtMs: Date.now() - 30_000,
      durable: undefined,
    },
    store,
    NO_STEERING,
  );
  return { view, state: new SharedState(state), connections: new ConnectionTable(connections), store };
}

test("facts come from shared memory and the process", () => {
  const { view, state } = createView();
  state.connectionOpened(0);
  state.connectionRejected();
  const facts = view.facts();
  assert.equal(facts.pid, process.pid);
  assert.equal(facts.unixSeconds, 1_700_000_030);
  assert.ok(facts.uptimeSeconds >= 30);
  assert.equal(facts.currentConnections, 1);
  assert.equal(facts.rejectedConnections, 1);
  assert.ok(facts.userCpuUs > 0);
  view.resetCounters();
  assert.equal(view.facts().totalConnections, 0);
});

test("connections are listed as memcached lists them; verbosity shows in the settings", () => {
  const { view, connections, store } = createView();
  connections.open(5, 1, store.now() - 4, "tcp:127.0.0.1:50000", "tcp:127.0.0.1:11211");
  connections.open(6, 2, store.now(), "?:<AF 0>", "");
  assert.deepEqual(view.connections(), [
    ["5:addr", "tcp:127.0.0.1:50000"],
    ["5:listen_addr", "tcp:127.0.0.1:11211"],
    ["5:state", "conn_read"],
    ["5:secs_since_last_cmd", 4],
    ["6:addr", "?:<AF 0>"],
    ["6:state", "conn_read"],
    ["6:secs_since_last_cmd", 0],
  ]);
  view.setVerbosity(2);
  assert.deepEqual(
    view.settings().find(([name]) => name === "verbosity"),
    ["verbosity", 2],
  );
});
