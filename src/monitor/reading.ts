/** What servers said at one moment, as data: what is polled, recorded, replayed, compared and drawn. */
import type { MemtoolError } from "../base/errors.ts";
import type { StatMap } from "../stats/stat-map.ts";

/** What follows `stats` on the wire: nothing (general-purpose statistics) or one of these words. */
export type StatsSubcommand = "" | "items" | "slabs" | "settings" | "sizes" | "conns" | "persistence" | "directory";

/** A server that answered. */
export interface ServerAnswer {
  readonly address: string;
  readonly up: true;
  /** One map of statistics for each subcommand asked for; without those the server refuses, see poller.ts. */
  readonly views: ReadonlyMap<StatsSubcommand, StatMap>;
  /** When the first answer was there, on a monotonic clock: rates are differences of it. */
  readonly atMs: number;
  /** How long the first question took, connecting not included unless it had to be done. */
  readonly tookMs: number;
  /** Round trips of our own probe since the round before, in microseconds; not there when nobody probed. */
  readonly probesUs?: readonly number[];
}

/** A server that did not. */
export interface ServerSilence {
  readonly address: string;
  readonly up: false;
  readonly error: MemtoolError;
}

/** One of the two. */
export type ServerState = ServerAnswer | ServerSilence;

/** All servers at one moment, in the order they were given. */
export interface Round {
  /** When the round began: milliseconds since 1970-01-01 UTC. */
  readonly atUnixMs: number;
  readonly servers: readonly ServerState[];
}
