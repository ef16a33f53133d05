/** Asks the nodes of a pool, all at once, for what the commands about nodes need. */

import type { Address } from "../../base/address.ts";
import type { NodeState } from "../../cluster/inspection/node-report.ts";
import { Poller } from "../../monitor/poller.ts";
import type { Round, ServerState } from "../../monitor/reading.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import { announceWait } from "../announce-wait.ts";
import type { Context } from "../context.ts";
import { createPatience } from "../stats/patience.ts";

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
async function pollNodes(poller: Poller): Promise<NodeState[]> {
  await poller.poll();
  return nodeStates(await poller.poll());
}

/**
 * Asks every node once, says so when that takes long, and has `report` made of the answers.
 * @returns the exit code: that of `report`, or of the signal that came first
 */
export async function reportPool(
  pool: NodePool,
  context: Context,
  report: (states: readonly NodeState[]) => Promise<number>,
): Promise<number> {
  const poller = nodePoller(pool, context);
  const patience = createPatience(context, () => poller.close());
  const answered = announceWait(poller.names, context);
  try {
    const states = await patience.unless(pollNodes(poller));
    answered();
    return states === undefined || patience.isInterrupted ? patience.exitCode : await report(states);
  } finally {
    answered();
    patience.dispose();
    poller.close();
  }
}
