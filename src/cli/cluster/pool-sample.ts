/** Some keys of every node of a pool, by their hash in the server: as good as drawn by lot, whatever rule brought them there. */
import type { LocatedKey } from "../../cluster/inspection/located-key.ts";
import { sampleQuotas } from "../../cluster/inspection/sample-quotas.ts";
import type { KeyFilter } from "../../keys/key-filter.ts";
import { Poller } from "../../monitor/poller.ts";
import type { Context } from "../context.ts";
import { runScans, type ScanRun } from "../keys/scan-run.ts";
import type { NodePool } from "./node-poll.ts";

/** What to sample and for whom. */
export interface SampleRequest {
  /** For messages. */
  readonly commandName: string;
  readonly pool: NodePool;
  readonly filter: KeyFilter;
  /** Keys of all nodes together, about. */
  readonly sampleSize: number;
}

/** What was found. */
export interface PoolSample {
  readonly keys: readonly LocatedKey[];
  readonly run: ScanRun;
}

/** Draws it. Throws only what is a bug: nodes that fail are in `run`. */
export async function samplePool(request: SampleRequest, context: Context): Promise<PoolSample> {
  const { pool, sampleSize } = request;
  const quotas = sampleQuotas(await itemCounts(pool, context), sampleSize);
  const keys: LocatedKey[] = [];
  const taken = quotas.map(() => 0);
  const run = await runScans(
    {
      commandName: request.commandName,
      addresses: pool.addresses,
      tls: pool.tls,
      timeoutMs: pool.timeoutMs,
      filter: request.filter,
      onlyClass: undefined,
      isExact: true,
      fromClasses: [],
      wantsProgress: true,
      consume: async (scan, chosen, _signal, node) => {
        const left = (quotas[node] ?? 0) - (taken[node] ?? 0);
        for (const { key, sizeBytes } of chosen.slice(0, left)) {
          // A view of a buffer would keep all of what was read with it.
          keys.push({ key: Buffer.from(key), node, bytes: sizeBytes });
        }
        taken[node] = (taken[node] ?? 0) + Math.min(left, chosen.length);
        if (left <= chosen.length) {
          scan.stop();
        }
        return true;
      },
    },
    context,
  );
  return { keys, run };
}

/** Items of each node; of one that does not answer 0. */
async function itemCounts({ addresses, tls, timeoutMs }: NodePool, { clock }: Context): Promise<number[]> {
  const poller = new Poller(addresses, { subcommands: [""], tls, timeoutMs, clock });
  try {
    const { servers } = await poller.poll();
    return servers.map((server) => (server.up ? Number(server.views.get("")?.get("curr_items") ?? 0) : 0));
  } finally {
    poller.close();
  }
}
