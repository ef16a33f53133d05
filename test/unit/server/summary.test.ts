/** What a stopped server says it did, and what workers tell through the shared view. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionTable } from "../../../src/server/connection-table.ts";
import type { ThreadData } from "../../../src/server/messages.ts";
import { DEFAULT_SETTINGS } from "../../../src/server/settings.ts";
import { SharedState } from "../../../src/server/shared-state.ts";
import { summarize } from "../../../src/server/summary.ts";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { createLogMemory } from "../../../src/stats/log/log-memory.ts";
import { createPrefixMemory } from "../../../src/stats/prefix-table.ts";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";
import { Store } from "../../../src/store/store.ts";

test("the threads' counters are added up", () => {
  const shared: ThreadData = {
    threadIndex: 0,
    settings: { ...DEFAULT_SETTINGS, threads: 2 },
    region: Store.create({ startTimeUnix: 1_700_000_000, memoryLimitBytes: 1024 * 1024 }),
    counters: ThreadCounters.create(2),
    state: SharedState.create(2),
    connections: ConnectionTable.create(4),
    log: createLogMemory(3, 1024, 1024),
    prefixes: createPrefixMemory(false),
    hashSeed: 0,
    tls: undefined,
    startedAtMs: Date.now() - 5000,
    durable: undefined,
  };
  ThreadCounters.attach(shared.counters, 0).values[COUNTER.cmd_get] = 3;
  ThreadCounters.attach(shared.counters, 1).values[COUNTER.cmd_get] = 4;
  ThreadCounters.attach(shared.counters, 1).values[COUNTER.get_hits] = 2;
  new SharedState(shared.state).connectionOpened(1);
  const summary = summarize(shared);
  assert.equal(summary.gets, 7);
  assert.equal(summary.hits, 2);
  assert.equal(summary.connections, 1);
  assert.ok(summary.uptimeMs >= 5000);
});
