/** The commands of the shell that ask servers several things: peek, slabs, nodes. What is found is data, for lines and for JSON. */
import { MemtoolError } from "../base/errors.ts";
import type { Nodes } from "./nodes.ts";
import type { Request } from "./parse-line.ts";
import { type PeekedItem, peek, peekFault } from "./peek.ts";
import type { Outcome, Session } from "./session.ts";
import { type SlabRow, slabRows } from "./slab-table.ts";

/** What one node answered; `failed`: what came instead of an answer. */
export type Answered<Found> =
  | { readonly kind: "found"; readonly session: Session; readonly found: Found }
  | { readonly kind: "failed"; readonly session: Session; readonly outcome: Outcome };

/** One server of the shell. `answer` is its version and how long that took, or why there is none. */
export interface NodeState {
  readonly session: Session;
  /** From 1, as `use` takes it. */
  readonly number: number;
  readonly isChosen: boolean;
  readonly answer: { readonly version: string | undefined; readonly elapsedMs: number } | MemtoolError;
}

function textRequest(line: string): Request {
  return { kind: "request", spec: undefined, words: line.split(" "), line: Buffer.from(line) };
}

/** `peek KEY`: the item, undefined for a miss, of its owner or of every node. @throws MemtoolError USAGE for what cannot be a key */
export function peekNodes(nodes: Nodes, args: readonly string[]): Promise<Answered<PeekedItem | undefined>[]> {
  const [key = "", ...more] = args;
  const bytes = Buffer.from(key);
  const fault = more.length > 0 || args.length === 0 ? "peek takes one key" : peekFault(bytes);
  if (fault !== undefined) {
    throw new MemtoolError("USAGE", fault, { hint: "peek user:1000" });
  }
  const owner = nodes.ownerOf(bytes);
  return Promise.all((owner === undefined ? nodes.sessions : [owner]).map((session) => peekOne(session, bytes)));
}

async function peekOne(session: Session, key: Uint8Array): Promise<Answered<PeekedItem | undefined>> {
  const peeked = await peek(session, key);
  switch (peeked.kind) {
    case "miss":
      return { kind: "found", session, found: undefined };
    case "failed":
      return { kind: "failed", session, outcome: peeked.outcome };
    case "item":
      session.keys.add(Buffer.from(key).toString("utf8"));
      return { kind: "found", session, found: peeked.item };
  }
}

/** `slabs`: the slab classes of every chosen node. */
export function slabsOfNodes(nodes: Nodes): Promise<Answered<readonly SlabRow[]>[]> {
  return Promise.all(nodes.chosen.map(slabsOf));
}

async function slabsOf(session: Session): Promise<Answered<readonly SlabRow[]>> {
  const [slabs, items] = await Promise.all([
    session.run(textRequest("stats slabs")),
    session.run(textRequest("stats items")),
  ]);
  if (slabs.kind !== "reply" || slabs.reply.kind !== "stats") {
    return { kind: "failed", session, outcome: slabs };
  }
  const itemStats = items.kind === "reply" && items.reply.kind === "stats" ? items.reply.entries : [];
  return { kind: "found", session, found: slabRows(slabs.reply.entries, itemStats) };
}

/** `nodes`: every server, chosen or not. */
export function askNodes({ sessions, chosen }: Nodes): Promise<NodeState[]> {
  return Promise.all(
    sessions.map(async (session, index) => {
      const outcome = await session.run(textRequest("version"));
      const isChosen = chosen.includes(session);
      if (outcome.kind === "failed") {
        return { session, number: index + 1, isChosen, answer: outcome.error };
      }
      const version = outcome.reply.kind === "version" ? outcome.reply.version : undefined;
      return { session, number: index + 1, isChosen, answer: { version, elapsedMs: outcome.elapsedMs } };
    }),
  );
}
