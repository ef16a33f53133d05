/** What a server did not tell its watchers, from its own statistics: `skipped=N` lines come late or never, and say nothing of worker threads. */
import type { StatEntry } from "../../protocol/reply.ts";

/** Counters of `stats` that tell of lost lines, since the server's start. */
export interface LossCounters {
  /** Lines that worker threads could not log, for any watcher. */
  readonly dropped: number;
  /** Lines that watchers did not read in time, all of them together. */
  readonly skipped: number;
  /** Watchers right now; undefined if the server does not say. */
  readonly watchers: number | undefined;
}

/** Reads them from the answer to `stats`. */
export function readLossCounters(entries: readonly StatEntry[]): LossCounters {
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  const watchers = values.get("log_watchers");
  return {
    dropped: Number(values.get("log_worker_dropped") ?? 0),
    skipped: Number(values.get("log_watcher_skipped") ?? 0),
    watchers: watchers === undefined ? undefined : Number(watchers),
  };
}

/**
 * Lines lost between two readings. Skips are counted for all watchers together: the server's number is only ours if we are alone, and
 * then it is the better one, because it also holds what no line has told yet.
 * @param told what `skipped=N` lines have told us
 */
export function lostBetween(before: LossCounters, after: LossCounters, told: number): number {
  const dropped = Math.max(0, after.dropped - before.dropped);
  const skipped = after.watchers === 1 ? Math.max(0, after.skipped - before.skipped) : 0;
  return dropped + Math.max(told, skipped);
}
