/** What threads of a server share, without any threads: for tests that read what others would have written. */
import { ConnectionTable } from "../../src/server/connection-table.ts";
import type { ThreadData } from "../../src/server/messages.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "../../src/server/settings.ts";
import { SharedState } from "../../src/server/shared-state.ts";
import { createLogMemory } from "../../src/stats/log/log-memory.ts";
import { createPrefixMemory } from "../../src/stats/prefix-table.ts";
import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import { Store } from "../../src/store/store.ts";

/** Fresh memory for two workers and eight descriptors. */
export function createThreadData(settings: Partial<ServerSettings> = {}): ThreadData {
  const whole = { ...DEFAULT_SETTINGS, threads: 2, ...settings };
  return {
    threadIndex: 0,
    settings: whole,
    region: Store.create({ startTimeUnix: 1_700_000_000, memoryLimitBytes: 1024 * 1024 }),
    counters: ThreadCounters.create(whole.threads + 1),
    state: SharedState.create(whole.threads),
    connections: ConnectionTable.create(8),
    log: createLogMemory(whole.threads + 1, 1024, 1024),
    prefixes: createPrefixMemory(false),
    hashSeed: 1,
    tls: undefined,
    startedAtMs: 1_700_000_000_000,
    durable: undefined,
  };
}
