/** Sends a request to the node or nodes it belongs to, and puts the answers together. */
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
 * on several nodes is `one` reply again, put together from theirs; `nodes` then names them. If some of them failed, `outcome` is
 * what the others found, `request` is about their keys only, and `lost` tells what went wrong with the rest.
 */
export type Routed =
  | {
      readonly kind: "one";
      readonly outcome: Outcome;
      readonly nodes: readonly Session[];
      readonly request: Request;
      readonly lost: readonly NodeOutcome[];
    }
  | { readonly kind: "many"; readonly outcomes: readonly NodeOutcome[] }
  | { readonly kind: "refused"; readonly message: string; readonly hint: string };

/** See the file's comment. */
export async function runRouted(nodes: Nodes, request: Request, value?: Uint8Array): Promise<Routed> {
  const { choice } = nodes;
  if (choice.kind === "one") {
    return runOne(choice.session, request, value);
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

async function runOne(session: Session, request: Request, value: Uint8Array | undefined): Promise<Routed> {
  return { kind: "one", outcome: await session.run(request, value), nodes: [session], request, lost: [] };
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
    const indices = owner === undefined ? undefined : byOwner.get(owner);
    if (indices !== undefined) {
      indices.push(index);
    } else if (owner !== undefined) {
      byOwner.set(owner, [index]);
    }
  }
  const owners = [...byOwner];
  const [first] = owners;
  if (owners.length === 1 && first !== undefined) {
    return runOne(first[0], request, value);
  }
  const parts = await Promise.all(
    owners.map(async ([session, indices]) => ({
      session,
      indices,
      outcome: await session.run(withKeys(request, indices)),
    })),
  );
  const found = parts.filter((part) => isFound(part.outcome));
  const lost = parts.filter((part) => !isFound(part.outcome));
  const [failure] = lost;
  if (failure !== undefined && found.length === 0) {
    return { kind: "one", outcome: failure.outcome, nodes: [failure.session], request, lost: lost.slice(1) };
  }
  const indices = found.flatMap((part) => part.indices).sort((left, right) => left - right);
  return {
    kind: "one",
    outcome: merge(found.map(({ outcome }) => outcome)),
    nodes: found.map(({ session }) => session),
    request: lost.length === 0 ? request : withKeys(request, indices),
    lost,
  };
}

function isFound(outcome: Outcome): boolean {
  return outcome.kind === "reply" && outcome.reply.kind === "values";
}

/** The entries of several lists of values as one. */
function merge(outcomes: readonly Outcome[]): Outcome {
  const replies = outcomes.filter((outcome) => outcome.kind === "reply");
  const entries = replies.flatMap(({ reply }) => (reply.kind === "values" ? reply.entries : []));
  return {
    kind: "reply",
    reply: { kind: "values", entries },
    elapsedMs: Math.max(...replies.map(({ elapsedMs }) => elapsedMs)),
    reconnected: replies.some(({ reconnected }) => reconnected),
  };
}
