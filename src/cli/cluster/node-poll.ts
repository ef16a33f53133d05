/** Asks the nodes of a pool, all at once, for what the commands about nodes need. */
import type { Address } from "../../base/address.ts";
import type { NodeState } from "../../cluster/inspection/node-report.ts";
import { Poller } from "../../monitor/poller.ts";
import type { Round, ServerState } from "../../monitor/reading.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { Context } from "../context.ts";

/** Who is asked and how long for. */
export interface NodePool {
  readonly addresses: readonly Address[];
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
}

/** Makes the poller of the pool. */
export function nodePoller({ addresses, tls, timeoutMs }: NodePool, { clock }: Pick<Context, "clock">): Poller {
  return new Poller(addresses, { subcommands: ["", "settings"], tls, timeoutMs, clock });
}

/** The nodes as a round has found them. */
export function nodeStates({ atUnixMs, servers }: Round): NodeState[] {
  return servers.map((server) => nodeState(server, atUnixMs));
}

function nodeState(server: ServerState, sentUnixMs: number): NodeState {
  if (!server.up) {
    return server;
  }
  const { address, views, tookMs } = server;
  const stats = views.get("") ?? new Map();
  return { address, up: true, stats, settings: views.get("settings") ?? new Map(), sentUnixMs, tookMs };
}

/** Asks twice: the first time connects, so only the second tells how long an answer takes. */
export async function pollNodes(poller: Poller): Promise<NodeState[]> {
  await poller.poll();
  return nodeStates(await poller.poll());
}
