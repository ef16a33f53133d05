/** Sends a request to the node or nodes it belongs to, and puts the answers together. */
import type { Reply } from "../protocol/reply.ts";
import type { Nodes } from "./nodes.ts";
import type { Request } from "./parse-line.ts";
import { changesItem, keysOf, withKeys } from "./route.ts";
import type { Outcome, Session } from "./session.ts";

/** What one node answered. */
export interface NodeOutcome {
  readonly session: Session;
  readonly outcome: Outcome;
}

/**
 * `one`: a single node was meant. `many`: every node answered for itself. `refused`: nothing was sent. A retrieval whose keys live
 * on several nodes is `one` reply again, put together from theirs; `nodes` then names them.
 */
export type Routed =
  | { readonly kind: "one"; readonly outcome: Outcome; readonly nodes: readonly Session[] }
  | { readonly kind: "many"; readonly outcomes: readonly NodeOutcome[] }
  | { readonly kind: "refused"; readonly message: string; readonly hint: string };

/** See the file's comment. */
export async function runRouted(nodes: Nodes, request: Request, value?: Uint8Array): Promise<Routed> {
  const { choice } = nodes;
  if (choice.kind === "one") {
    return { kind: "one", outcome: await choice.session.run(request, value), nodes: [choice.session] };
  }
  const keys = keysOf(request);
  if (choice.kind === "placed" && keys.length > 0) {
    return runPlaced(nodes, request, value, keys);
  }
  if (changesItem(request)) {
    return refuseAll(nodes, request);
  }
  const outcomes = nodes.sessions.map(async (session) => ({ session, outcome: await session.run(request, value) }));
  return { kind: "many", outcomes: await Promise.all(outcomes) };
}

/** Why nothing that changes an item goes to all nodes. */
function refuseAll(nodes: Nodes, { words }: Request): Routed {
  return {
    kind: "refused",
    message: `${words[0]} would change all ${nodes.sessions.length} nodes, and a key lives on one`,
    hint: "use 1 chooses a node; use ketama (or modula, twemproxy) places each key as your client does",
  };
}

async function runPlaced(
  nodes: Nodes,
  request: Request,
  value: Uint8Array | undefined,
  keys: readonly Uint8Array[],
): Promise<Routed> {
  const byOwner = new Map<Session, number[]>();
  for (const [index, key] of keys.entries()) {
    const owner = nodes.ownerOf(key);
    if (owner !== undefined) {
      byOwner.set(owner, [...(byOwner.get(owner) ?? []), index]);
    }
  }
  const owners = [...byOwner];
  const [first] = owners;
  if (owners.length === 1 && first !== undefined) {
    return { kind: "one", outcome: await first[0].run(request, value), nodes: [first[0]] };
  }
  const outcomes = await Promise.all(owners.map(([session, indices]) => session.run(withKeys(request, indices))));
  return { kind: "one", outcome: merge(outcomes), nodes: owners.map(([session]) => session) };
}

/** The entries of all replies as one; the first that is no list of values speaks for all. */
function merge(outcomes: readonly Outcome[]): Outcome {
  const other = outcomes.find((outcome) => outcome.kind === "failed" || outcome.reply.kind !== "values");
  if (other !== undefined) {
    return other;
  }
  const replies = outcomes.filter((outcome) => outcome.kind === "reply");
  const entries = replies.flatMap(({ reply }) => (reply.kind === "values" ? reply.entries : []));
  const reply: Reply = { kind: "values", entries };
  return {
    kind: "reply",
    reply,
    elapsedMs: Math.max(...replies.map(({ elapsedMs }) => elapsedMs)),
    reconnected: replies.some(({ reconnected }) => reconnected),
  };
}
