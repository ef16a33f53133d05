/** Rates from counters: the average since a server's start, or what happened between two readings. */
import { readCounter, type StatMap } from "./stat-map.ts";

/** One reading of a server's stats. `atMs` is a monotonic clock's time of the reply. */
export interface StatSample {
  readonly stats: StatMap;
  readonly atMs: number;
}

/** A stretch of time and what the counters gained in it. */
export interface CounterWindow {
  /** Length in seconds; 0 when it cannot be told. */
  readonly seconds: number;
  /** What counter `name` gained; undefined when it is missing or went back. */
  gained(name: string): bigint | undefined;
}

/**
 * The whole life of a server: everything counted, over its uptime. After a `stats reset` the counters are younger than the
 * uptime, which no reply tells, so rates come out too low then.
 */
export function windowSinceStart(sample: StatSample): CounterWindow {
  return {
    seconds: Number(readCounter(sample.stats, "uptime") ?? 0n),
    gained: (name) => readCounter(sample.stats, name),
  };
}

/** Two answers are of two lives of a server when its process is another one, or a younger one. */
export function hasRestarted(before: StatMap, after: StatMap): boolean {
  const isYounger = (readCounter(after, "uptime") ?? 0n) < (readCounter(before, "uptime") ?? 0n);
  return before.get("pid") !== after.get("pid") || isYounger;
}

/**
 * The time between two readings. A server that restarted in between (another pid, or a smaller uptime) gives an empty window;
 * a single counter that went back (`stats reset`) is undefined.
 */
export function windowBetween(earlier: StatSample, later: StatSample): CounterWindow {
  const restarted = hasRestarted(earlier.stats, later.stats);
  return {
    seconds: restarted ? 0 : (later.atMs - earlier.atMs) / 1000,
    gained: (name) => {
      const before = readCounter(earlier.stats, name);
      const after = readCounter(later.stats, name);
      return restarted || before === undefined || after === undefined || after < before ? undefined : after - before;
    },
  };
}

/** Events per second of counter `name`; undefined when it or the window's length is not known. */
export function ratePerSecond(window: CounterWindow, name: string): number | undefined {
  const gained = window.gained(name);
  return gained === undefined || window.seconds <= 0 ? undefined : Number(gained) / window.seconds;
}
