/** What a server did, for the line it prints when it stops. */
import { systemClock } from "../base/clock.ts";
import { PersistCounters } from "../persistence/persist-counters.ts";
import { COUNTER, type ThreadCounterName } from "../stats/counter-names.ts";
import { sumCounters } from "../stats/thread-counters.ts";
import type { ThreadData } from "./messages.ts";
import { SharedState } from "./shared-state.ts";

/** Totals since start (or the last `stats reset`). */
export interface ServerSummary {
  readonly uptimeMs: number;
  readonly connections: number;
  readonly gets: number;
  readonly hits: number;
  readonly sets: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Changes that are not on disk; 0 where nothing is kept there. */
  readonly unwrittenChanges: number;
}

/** Adds the threads' counters up. */
export function summarize(shared: ThreadData): ServerSummary {
  const { durable } = shared;
  const { totals } = sumCounters(shared.counters);
  const total = (name: ThreadCounterName): number => totals[COUNTER[name]] as number;
  return {
    uptimeMs: systemClock.unixMs() - shared.startedAtMs,
    connections: new SharedState(shared.state).totalConnections,
    gets: total("cmd_get"),
    hits: total("get_hits"),
    sets: total("cmd_set"),
    bytesRead: total("bytes_read"),
    bytesWritten: total("bytes_written"),
    unwrittenChanges: durable === undefined ? 0 : new PersistCounters(durable.memory.counters).get("persist_pending"),
  };
}
