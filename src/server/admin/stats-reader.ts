/**
 * The server's statistics, read by the main thread from the memory all threads share: what the engine answers to `stats`, as a client would
 * have got it, and what the counters tell of each worker.
 */
import type { StatsSource } from "../../engine/context.ts";
import { statLines } from "../../engine/stats-command.ts";
import { COUNTER, type ThreadCounterName } from "../../stats/counter-names.ts";
import { PROMETHEUS_SUBCOMMANDS } from "../../stats/prometheus/prometheus-text.ts";
import type { StatMap } from "../../stats/stat-map.ts";
import { ThreadCounters } from "../../stats/thread-counters.ts";
import { Store } from "../../store/store.ts";
import { ConnectionTable } from "../connection-table.ts";
import type { ThreadData } from "../messages.ts";
import { SharedServerView } from "../shared-server-view.ts";
import { SharedState } from "../shared-state.ts";

/** Far from the numbers of the threads that serve: it names the owner of a lock. */
const READER_INDEX = 0xffff;

/**
 * Locks of slab classes are held for microseconds. One that is kept for so long belongs to a thread that has died, which the main
 * thread is about to be told, unless it waits here.
 */
const LOCK_PATIENCE_MS = 1000;

/** The counters that are told for each worker, with their names there. */
const WORKER_COUNTERS = {
  gets: "cmd_get",
  sets: "cmd_set",
  yields: "conn_yields",
  bytes_read: "bytes_read",
  bytes_written: "bytes_written",
} as const satisfies Readonly<Record<string, ThreadCounterName>>;

/** A worker's counts. */
export type WorkerReading = Readonly<Record<keyof typeof WORKER_COUNTERS | "connections", number>>;

/** Connections that are open. */
export interface ConnectionCounts {
  readonly current: number;
  readonly limit: number;
  /** By memcached's names of what they do. */
  readonly states: ReadonlyMap<string, number>;
}

/** See the head of the file. */
export class StatsReader {
  readonly #source: StatsSource;
  readonly #state: SharedState;
  readonly #table: ConnectionTable;
  readonly #counters: readonly ThreadCounters[];
  readonly #connectionsMax: number;

  constructor(shared: ThreadData) {
    const { settings, counters } = shared;
    // Its own counters stay zero: it executes nothing.
    const store = Store.attach(shared.region, READER_INDEX, ThreadCounters.attach(ThreadCounters.create(1), 0));
    store.giveUpLocksAfter(LOCK_PATIENCE_MS);
    // Nobody commands it, so there is nothing to steer.
    const steering = { shutdown: () => {}, refreshCertificates: () => {} };
    const server = new SharedServerView({ ...shared, threadIndex: READER_INDEX }, store, steering);
    this.#source = { store, allCounters: counters, server };
    this.#state = new SharedState(shared.state);
    this.#table = new ConnectionTable(shared.connections);
    this.#counters = Array.from({ length: settings.threads }, (_, index) => ThreadCounters.attach(counters, index));
    this.#connectionsMax = settings.maxConnections;
  }

  /**
   * The answers to `stats` (the view of no name), `stats slabs`, `items` and `settings`.
   * @throws LostLockError when a thread has died with a lock
   */
  views(): ReadonlyMap<string, StatMap> {
    return new Map(PROMETHEUS_SUBCOMMANDS.map((subcommand) => [subcommand, this.#view(subcommand)]));
  }

  #view(subcommand: string): StatMap {
    const lines = statLines(this.#source, subcommand) ?? [];
    return new Map(lines.map(([name, value]) => [name, String(value)]));
  }

  /** Connections of all workers. */
  connections(): ConnectionCounts {
    const current = this.#state.currentConnections;
    return { current, limit: this.#connectionsMax, states: this.#table.countByState() };
  }

  /** Whether another connection would be served now. */
  get hasRoom(): boolean {
    return this.#state.currentConnections < this.#connectionsMax;
  }

  /** Each worker's counts, by its number. */
  workers(): WorkerReading[] {
    return this.#counters.map(({ values }, worker) => {
      const counted = Object.entries(WORKER_COUNTERS).map(([name, counter]) => [name, values[COUNTER[counter]]]);
      return { connections: this.#state.connectionsOf(worker), ...Object.fromEntries(counted) } as WorkerReading;
    });
  }
}
