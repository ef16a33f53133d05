/** Asks all servers at once. A server that does not answer becomes a failed reading; it never holds the others up. */
import { type Address, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { StatsClient } from "../../client/stats-client.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { StatSample } from "../../stats/rates.ts";
import type { CommandClock } from "../context.ts";
import type { ServerReading } from "./reading.ts";

/** What to ask for and how long to wait. */
export interface FetchOptions {
  /** The word after `stats`. */
  readonly subcommand: string | undefined;
  /** For servers whose address asks for TLS; undefined for the defaults. */
  readonly tls?: ClientTls | undefined;
  /** For connecting, and again for each reply. */
  readonly timeoutMs: number;
  /** Time between two readings; undefined for a single one. */
  readonly intervalMs: number | undefined;
  readonly clock: CommandClock;
}

/** Reads every server, in the order of `addresses`. Throws only what is a bug. */
export async function fetchReadings(addresses: readonly Address[], options: FetchOptions): Promise<ServerReading[]> {
  return await Promise.all(addresses.map((address) => fetchReading(address, options)));
}

async function fetchReading(address: Address, options: FetchOptions): Promise<ServerReading> {
  const { StatsClient } = await import("../../client/stats-client.ts");
  const { timeoutMs, intervalMs, tls } = options;
  const name = formatAddress(address);
  const client = new StatsClient(address, { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs, tls });
  try {
    const first = await readSample(client, options);
    if (intervalMs === undefined) {
      return { address: name, up: true, sample: first, earlier: undefined };
    }
    await options.clock.sleep(intervalMs);
    return { address: name, up: true, sample: await readSample(client, options), earlier: first };
  } catch (error) {
    if (error instanceof MemtoolError && error.code !== "BUG") {
      return { address: name, up: false, error };
    }
    throw error;
  } finally {
    client.destroy();
  }
}

async function readSample(client: StatsClient, options: FetchOptions): Promise<StatSample> {
  const entries = await client.stats(options.subcommand);
  const stats = new Map(entries.map(({ name, value }) => [name, value]));
  return { stats, atMs: options.clock.monotonicMs() };
}
