/**
 * The server's own counters (`stats`) over the window in which was measured, beside which ours are shown. What the server counts
 * includes everybody's traffic, so the two are compared and a difference is said.
 */

/** The counters that are read; all are totals since the server's start. */
export const SERVER_COUNTERS = [
  "cmd_get",
  "get_hits",
  "get_misses",
  "get_expired",
  "get_flushed",
  "cmd_set",
  "cmd_touch",
  "evictions",
  "reclaimed",
  "expired_unfetched",
  "evicted_unfetched",
  "evicted_active",
  "direct_reclaims",
  "conn_yields",
  "listen_disabled_num",
  "store_no_memory",
  "store_too_large",
  "response_obj_oom",
  "read_buf_oom",
] as const;

/** Name of a counter that is read. */
export type ServerCounterName = (typeof SERVER_COUNTERS)[number];

/** One reading. */
export interface ServerReading {
  /** When it was made, on the machine's clock in ms. */
  readonly atMs: number;
  /** Seconds since the server started, which fall when it was started again; and its process, which is another then. */
  readonly uptimeSeconds: number | undefined;
  readonly processId: number | undefined;
  readonly counters: ReadonlyMap<string, number>;
  readonly version: string | undefined;
  readonly threads: number | undefined;
  /** CPU time of the server process, rusage_user plus rusage_system, in ms; undefined if it does not tell. */
  readonly cpuMs: number | undefined;
}

/** Reads the counters of a server; resolves to undefined when it gives none. @param server its number among the run's */
export type ReadServer = (server: number) => Promise<ServerReading | undefined>;

/** What happened on the server between two readings. */
export interface ServerWindow {
  /** Between the readings. */
  readonly elapsedMs: number;
  readonly counters: Readonly<Partial<Record<ServerCounterName, number>>>;
  readonly cpuMs: number | undefined;
  readonly threads: number | undefined;
  /** A counter fell: somebody reset the statistics or the server was restarted, so the window says nothing. */
  readonly wasReset: boolean;
}

/** Makes a reading of the entries of a `stats` reply. @param atMs when they were asked for */
export function readingOf(
  entries: Iterable<{ readonly name: string; readonly value: string }>,
  atMs: number,
): ServerReading {
  const texts = new Map<string, string>();
  for (const { name, value } of entries) {
    texts.set(name, value);
  }
  const number = (name: string): number | undefined => {
    const value = Number(texts.get(name) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const user = number("rusage_user");
  const system = number("rusage_system");
  const counters = SERVER_COUNTERS.map((name) => [name, number(name)] as const);
  return {
    atMs,
    counters: new Map(counters.filter((entry): entry is [ServerCounterName, number] => entry[1] !== undefined)),
    version: texts.get("version"),
    threads: number("threads"),
    uptimeSeconds: number("uptime"),
    processId: number("pid"),
    cpuMs: user === undefined || system === undefined ? undefined : (user + system) * 1000,
  };
}

/** What changed from `before` to `after`. */
export function windowOf(before: ServerReading, after: ServerReading): ServerWindow {
  const counters: Partial<Record<ServerCounterName, number>> = {};
  let wasReset = (after.uptimeSeconds ?? 0) < (before.uptimeSeconds ?? 0) || after.processId !== before.processId;
  for (const name of SERVER_COUNTERS) {
    const first = before.counters.get(name);
    const last = after.counters.get(name);
    if (first !== undefined && last !== undefined) {
      counters[name] = last - first;
      wasReset ||= last < first;
    }
  }
  const cpuMs = before.cpuMs === undefined || after.cpuMs === undefined ? undefined : after.cpuMs - before.cpuMs;
  return { elapsedMs: after.atMs - before.atMs, counters, cpuMs, threads: after.threads, wasReset };
}

/** Several servers' windows as one; undefined when there is none. */
export function joinWindows(windows: readonly ServerWindow[]): ServerWindow | undefined {
  const [first, ...others] = windows;
  return others.reduce<ServerWindow | undefined>(
    (joined, window) =>
      joined && {
        elapsedMs: Math.max(joined.elapsedMs, window.elapsedMs),
        counters: addCounters(joined.counters, window.counters),
        cpuMs: joined.cpuMs === undefined || window.cpuMs === undefined ? undefined : joined.cpuMs + window.cpuMs,
        threads: undefined,
        wasReset: joined.wasReset || window.wasReset,
      },
    first,
  );
}

function addCounters(left: ServerWindow["counters"], right: ServerWindow["counters"]): ServerWindow["counters"] {
  const sum: Partial<Record<ServerCounterName, number>> = { ...left };
  for (const name of SERVER_COUNTERS) {
    const count = right[name];
    if (count !== undefined) {
      sum[name] = (sum[name] ?? 0) + count;
    }
  }
  return sum;
}

/** The server's own hit rate in a window, of everybody's requests; undefined when it counted none or does not tell. */
export function serverHitRate({ counters }: ServerWindow): number | undefined {
  const { get_hits: hits, get_misses: misses } = counters;
  return hits === undefined || misses === undefined || hits + misses === 0 ? undefined : hits / (hits + misses);
}
