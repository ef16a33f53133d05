/** The memcached servers behind an application: what their counters say of the measured window. */
import { type Address, formatAddress } from "../../base/address.ts";
import { escapeText } from "../../base/escape.ts";
import {
  joinWindows,
  type ReadServer,
  type ServerReading,
  type ServerWindow,
  windowOf,
} from "../result/server-counters.ts";
import { hitRateOf, wilsonInterval } from "../result/summarize.ts";
import type { CacheSummary, CacheTotals } from "./http-document.ts";

/** Readings of all caches; undefined for one that gave none. */
export type CacheReadings = readonly (ServerReading | undefined)[];

/** Reads all caches at one moment. */
export async function readCaches(count: number, read: ReadServer): Promise<CacheReadings> {
  return await Promise.all(Array.from({ length: count }, (_, cache) => read(cache)));
}

/** What happened in each cache between two readings. */
export function cacheWindows(before: CacheReadings, after: CacheReadings): (ServerWindow | undefined)[] {
  return after.map((reading, index) => {
    const earlier = before[index];
    return reading === undefined || earlier === undefined ? undefined : windowOf(earlier, reading);
  });
}

/** Those that can be trusted, as one; undefined when there is none. */
export function joinCaches(windows: readonly (ServerWindow | undefined)[]): ServerWindow | undefined {
  return joinWindows(windows.filter((window) => window !== undefined && !window.wasReset) as ServerWindow[]);
}

/** Puts a window's counters in relation to the HTTP requests of the same time. */
export function cacheTotals(window: ServerWindow | undefined, requests: number): CacheTotals {
  const { get_hits: hits, get_misses: misses, cmd_set: sets, evictions } = window?.counters ?? {};
  const keys = hits === undefined || misses === undefined ? undefined : { hits, misses, stale: 0 };
  const each = (count: number | undefined): number | null =>
    count === undefined || requests === 0 ? null : count / requests;
  return {
    hitRate: keys === undefined ? null : hitRateOf(keys),
    hitRateInterval: keys === undefined ? null : wilsonInterval(keys),
    hits: hits ?? null,
    misses: misses ?? null,
    getsPerRequest: each(keys && keys.hits + keys.misses),
    setsPerRequest: each(sets),
    evictions: evictions ?? null,
    usPerRequest: each(window?.cpuMs === undefined ? undefined : window.cpuMs * 1000),
  };
}

/** One cache. @param version as it told when it was read last */
export function cacheSummary(
  address: Address,
  window: ServerWindow | undefined,
  version: string | undefined,
  requests: number,
): CacheSummary {
  const told = window === undefined || window.wasReset ? undefined : window;
  return {
    address: formatAddress(address),
    version: version === undefined ? null : escapeText(version),
    ...cacheTotals(told, requests),
    counters: told === undefined ? null : { ...told.counters },
  };
}
