/**
 * The server's own counters (`stats`) over the window in which was measured, beside which ours are shown. What the server counts
 * includes everybody's traffic, so the two are compared and a difference is said.
 */

/** The counters that are read; all are totals since the server's start. */
export const SERVER_COUNTERS = [
  "get_hits",
  "get_misses",
  "cmd_set",
  "evictions",
  "expired_unfetched",
  "evicted_unfetched",
  "conn_yields",
  "listen_disabled_num",
] as const;

/** Name of a counter that is read. */
export type ServerCounterName = (typeof SERVER_COUNTERS)[number];

/** One reading. */
export interface ServerReading {
  readonly counters: ReadonlyMap<string, number>;
  readonly version: string | undefined;
  readonly threads: number | undefined;
  /** CPU time of the server process, rusage_user plus rusage_system, in ms; undefined if it does not tell. */
  readonly cpuMs: number | undefined;
}

/** Reads the counters; resolves to undefined when the server gives none. */
export type ReadServer = () => Promise<ServerReading | undefined>;

/** What happened on the server between two readings. */
export interface ServerWindow {
  readonly counters: Readonly<Partial<Record<ServerCounterName, number>>>;
  readonly cpuMs: number | undefined;
  readonly threads: number | undefined;
  /** A counter fell: somebody reset the statistics or the server was restarted, so the window says nothing. */
  readonly wasReset: boolean;
}

/** Makes a reading of the entries of a `stats` reply. */
export function readingOf(entries: Iterable<{ readonly name: string; readonly value: string }>): ServerReading {
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
    counters: new Map(counters.filter((entry): entry is [ServerCounterName, number] => entry[1] !== undefined)),
    version: texts.get("version"),
    threads: number("threads"),
    cpuMs: user === undefined || system === undefined ? undefined : (user + system) * 1000,
  };
}

/** What changed from `before` to `after`. */
export function windowOf(before: ServerReading, after: ServerReading): ServerWindow {
  const counters: Partial<Record<ServerCounterName, number>> = {};
  let wasReset = false;
  for (const name of SERVER_COUNTERS) {
    const first = before.counters.get(name);
    const last = after.counters.get(name);
    if (first !== undefined && last !== undefined) {
      counters[name] = last - first;
      wasReset ||= last < first;
    }
  }
  const cpuMs = before.cpuMs === undefined || after.cpuMs === undefined ? undefined : after.cpuMs - before.cpuMs;
  return { counters, cpuMs, threads: after.threads, wasReset };
}
