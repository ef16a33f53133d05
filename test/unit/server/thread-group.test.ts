/** Threads: a death is told, and the others are not waited for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionTable } from "../../../src/server/connection-table.ts";
import type { ThreadData } from "../../../src/server/messages.ts";
import { DEFAULT_SETTINGS } from "../../../src/server/settings.ts";
import { SharedState } from "../../../src/server/shared-state.ts";
import { ThreadGroup } from "../../../src/server/thread-group.ts";
import { createLogMemory } from "../../../src/stats/log/log-memory.ts";
import { createPrefixMemory } from "../../../src/stats/prefix-table.ts";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";
import { Store } from "../../../src/store/store.ts";

const THREADS = 2;
/** No process has so many descriptors: a worker that is given this one cannot go on. */
const NO_DESCRIPTOR = 999_999;

function shared(): ThreadData {
  return {
    threadIndex: 0,
    settings: { ...DEFAULT_SETTINGS, threads: THREADS },
    region: Store.create({ startTimeUnix: 1_700_000_000 }),
    counters: ThreadCounters.create(THREADS + 1),
    state: SharedState.create(THREADS),
    connections: ConnectionTable.create(4),
    log: createLogMemory(3, 1024, 1024),
    prefixes: createPrefixMemory(false),
    hashSeed: 1,
    tls: undefined,
    startedAtMs: 1_700_000_000_000,
    durable: undefined,
  };
}

test("when a worker dies the group fails, and stopping it takes no grace period", async (context) => {
  const group = await ThreadGroup.start(shared(), () => {});
  let isFailed = false;
  group.failed.catch(() => {
    isFailed = true;
  });
  group.giveConnection(
    0,
    { descriptor: NO_DESCRIPTOR, serial: 1 },
    { transport: "tcp", protocol: "auto", tls: "notls" },
  );
  await assert.rejects(group.failed, /worker thread 0 died/);
  assert.equal(isFailed, true);
  // With time standing still, a stop that waits for the dead one's goodbye would never end.
  context.mock.timers.enable({ apis: ["setTimeout"] });
  await group.stop();
});

test("a group that nothing happened to stops when told", async () => {
  const group = await ThreadGroup.start(shared(), () => {});
  await group.stop();
  const outcome = await Promise.race([group.failed.catch(() => "failed"), Promise.resolve("fine")]);
  assert.equal(outcome, "fine");
});
