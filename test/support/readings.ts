/** Readings of servers for tests of the stats views, without a server. */
import { MemtoolError } from "../../src/base/errors.ts";
import type { FailedReading, Reading } from "../../src/cli/stats/reading.ts";

/** A server that answered with these stats; `earlier` stats were read one second before. */
export function readingOf(
  address: string,
  stats: Readonly<Record<string, string>>,
  earlier?: Readonly<Record<string, string>>,
): Reading {
  return {
    address,
    up: true,
    sample: { stats: new Map(Object.entries(stats)), atMs: 1000 },
    earlier: earlier === undefined ? undefined : { stats: new Map(Object.entries(earlier)), atMs: 0 },
  };
}

/** A server that could not be reached. */
export function deadReading(address: string): FailedReading {
  return { address, up: false, error: new MemtoolError("CONNECT", `no ${address}`, { hint: "start it" }) };
}
