/** Answers of servers for tests of the monitor and of the stats views, without a server. */
import { MemtoolError } from "../../src/base/errors.ts";
import { type FailedReading, type Reading, readingsOf } from "../../src/cli/stats/reading.ts";
import type { Round, ServerAnswer, ServerState, StatsSubcommand } from "../../src/monitor/reading.ts";

type Stats = Readonly<Record<string, string | number>>;
type Views = Readonly<Partial<Record<StatsSubcommand, Stats>>>;

/** What a server answered; `""` are the general statistics. */
export function answerOf(address: string, views: Views, atMs = 1000): ServerAnswer {
  const entries = Object.entries(views) as [StatsSubcommand, Stats][];
  const maps = entries.map(
    ([name, stats]) => [name, new Map(Object.entries(stats).map(([stat, value]) => [stat, String(value)]))] as const,
  );
  return { address, up: true, views: new Map(maps), atMs, tookMs: 0.5 };
}

/** A round at the start of 2026, and some milliseconds. */
export function roundOf(servers: readonly ServerState[], afterMs = 0): Round {
  return { atUnixMs: 1_767_225_600_000 + afterMs, servers };
}

/** A server that answered with these stats, which serve any view; `earlier` stats were read one second before. */
export function readingOf(address: string, stats: Stats, earlier?: Stats, subcommand: StatsSubcommand = ""): Reading {
  const now = answerOf(address, { [subcommand]: stats });
  const before = earlier === undefined ? undefined : answerOf(address, { [subcommand]: earlier }, 0);
  const [reading] = readingsOf(roundOf([now]), before === undefined ? undefined : roundOf([before]), subcommand);
  if (reading?.up !== true) {
    throw new Error("the reading has no stats");
  }
  return reading;
}

/** A server that could not be reached. */
export function deadReading(address: string): FailedReading {
  return { address, up: false, error: new MemtoolError("CONNECT", `no ${address}`, { hint: "start it" }) };
}
