/** Reads the server's own counters for a run, over connections of its own. */
import type { Address } from "../../base/address.ts";
import { machineMs } from "../../base/clock.ts";
import { type ReadServer, readingOf } from "../../bench/result/server-counters.ts";
import { StatsClient } from "../../client/stats-client.ts";
import type { ClientTls } from "../../net/client-tls.ts";

/** Longest wait for the counters: a run must not hang on them. */
const STATS_TIMEOUT_MS = 1000;

/** A reader for `addresses` and how to end it. A server that refuses `stats`, or is gone, reads as undefined. */
export function serverReader(
  addresses: readonly Address[],
  tls: ClientTls | undefined,
): { read: ReadServer; close: () => void } {
  const clients = addresses.map(
    (address) =>
      new StatsClient(address, { connectTimeoutMs: STATS_TIMEOUT_MS, requestTimeoutMs: STATS_TIMEOUT_MS, tls }),
  );
  const read: ReadServer = async (server) => {
    try {
      const atMs = machineMs();
      const stats = await clients[server]?.stats();
      return stats === undefined ? undefined : readingOf(stats, atMs);
    } catch {
      return undefined;
    }
  };
  const close = (): void => {
    for (const client of clients) {
      client.destroy();
    }
  };
  return { read, close };
}
