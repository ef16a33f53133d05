/** The servers that items are stored on: connected, asked for their limits, and which key goes where. */
import { type Address, formatAddress } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import { MemcachedClient } from "../../client/memcached-client.ts";
import { createPlacement, parseClient } from "../../cluster/ring/clients.ts";
import { placementServer } from "../../cluster/ring/placement.ts";
import type { RestoreMode, RestorerOptions, RestoreTarget } from "../../keys/move/restorer.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { OptionTable } from "../command.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";

const MODES = ["set", "add"] as const satisfies readonly RestoreMode[];

/** The options of commands that store items. */
export const TARGET_OPTIONS = {
  mode: {
    type: "text",
    choices: MODES,
    default: "set",
    describe: "set replaces items that are there, add leaves them",
    example: "add",
  },
  ...PLACEMENT_OPTIONS,
} as const satisfies OptionTable;

/** How to reach them. */
export interface TargetOptions {
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** As parseClient reads it. */
  readonly placement: string;
}

/** Open targets. */
export interface OpenTargets extends Pick<RestorerOptions, "targets" | "place"> {
  readonly names: readonly string[];
  /** Items evicted on all of them since they were opened. */
  evictions(): Promise<number>;
  close(): void;
}

/** @throws MemtoolError USAGE for the placement, CONNECT and what else a client throws for a server that cannot be used */
export async function openTargets(addresses: readonly Address[], options: TargetOptions): Promise<OpenTargets> {
  const { tls, timeoutMs, clock } = options;
  const rule = parseClient(options.placement);
  const placement = createPlacement(
    rule,
    addresses.map((address) => placementServer(address)),
  );
  const clients = addresses.map(
    (address) => new MemcachedClient(address, { tls, clock, connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs }),
  );
  const close = (): void => {
    for (const client of clients) {
      client.destroy();
    }
  };
  try {
    const targets = await Promise.all(clients.map(openTarget));
    const before = await evictionsOf(clients);
    return {
      names: addresses.map(formatAddress),
      targets,
      place: addresses.length === 1 ? () => 0 : (key) => placement(key, 0, key.length),
      evictions: async () => (await evictionsOf(clients)) - before,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function openTarget(client: MemcachedClient): Promise<RestoreTarget> {
  await client.connect();
  const settings = await client.stats("settings");
  const limit = Number(settings.find(({ name }) => name === "item_size_max")?.value);
  return { client, itemBytesMax: limit > 0 ? limit : undefined };
}

async function evictionsOf(clients: readonly MemcachedClient[]): Promise<number> {
  const stats = await Promise.all(clients.map((client) => client.stats()));
  return stats
    .map((entries) => Number(entries.find(({ name }) => name === "evictions")?.value ?? 0))
    .reduce((sum, one) => sum + one, 0);
}
