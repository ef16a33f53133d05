/** Reads the server's own counters for a run, over a connection of its own. */
import type { Address } from "../../base/address.ts";
import { type ReadServer, readingOf } from "../../bench/server-counters.ts";
import { StatsClient } from "../../client/stats-client.ts";
import type { ClientTls } from "../../net/client-tls.ts";

/** Longest wait for the counters: a run must not hang on them. */
const STATS_TIMEOUT_MS = 1000;

/** A reader for `address` and how to end it. A server that refuses `stats`, or is gone, reads as undefined. */
export function serverReader(address: Address, tls?: ClientTls): { read: ReadServer; close: () => void } {
  const client = new StatsClient(address, {
    connectTimeoutMs: STATS_TIMEOUT_MS,
    requestTimeoutMs: STATS_TIMEOUT_MS,
    tls,
  });
  const read: ReadServer = async () => {
    try {
      return readingOf(await client.stats());
    } catch {
      return undefined;
    }
  };
  return { read, close: () => client.destroy() };
}
