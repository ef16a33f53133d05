/** Asks the nodes of a pool, all at once, for what the commands about nodes need. */

import { type Address, formatAddress } from "../../base/address.ts";
import { assert } from "../../base/assert.ts";
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

/**
 * Asks one node twice, because the first time connects, and only the second tells how long an answer takes. Both together have the time that
 * one node has: who asks because of a probe is killed when it takes longer. What does not answer the first time is not asked again, and where
 * no time is left for the second, the first counts.
 */
async function pollNode(poller: Poller, timeoutMs: number, clock: Context["clock"]): Promise<NodeState> {
  const startMs = clock.monotonicMs();
  const first = await readNode(poller, timeoutMs);
  const leftMs = timeoutMs - (clock.monotonicMs() - startMs);
  if (!first.up || leftMs <= 0) {
    return first;
  }
  const second = await readNode(poller, leftMs);
  return second.up || second.error.code !== "TIMEOUT" ? second : first;
}

async function readNode(poller: Poller, withinMs: number): Promise<NodeState> {
  const [state] = nodeStates(await poller.poll([], withinMs));
  assert(state !== undefined, "a round has every node that was asked");
  return state;
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
  const { addresses, timeoutMs } = pool;
  // One each: a node that is late takes none of the others' time.
  const pollers = addresses.map((address) => nodePoller({ ...pool, addresses: [address] }, context));
  const close = (): void => {
    for (const poller of pollers) {
      poller.close();
    }
  };
  const patience = createPatience(context, close);
  const answered = announceWait(addresses.map(formatAddress), context);
  try {
    const polling = Promise.all(pollers.map((poller) => pollNode(poller, timeoutMs, context.clock)));
    const states = await patience.unless(polling);
    answered();
    return states === undefined || patience.isInterrupted ? patience.exitCode : await report(states);
  } finally {
    answered();
    patience.dispose();
    close();
  }
}
