/** All servers of a command: those of several sources as one list, at the start and while somebody follows. */
import type { Address } from "../../base/address.ts";
import { Discovery, type DiscoveryListener } from "./discovery.ts";
import type { DiscoveryPorts, ListSource } from "./list-source.ts";
import { type NodeName, nodeAddress, nodeKey, type ServerList, type ServerNode } from "./server-list.ts";

/** A source, and what its servers inherit. */
export interface FinderSource {
  readonly source: ListSource;
  /** TLS and login for its servers. */
  readonly template: Address;
}

/** How the sources are asked. */
export interface FinderOptions {
  readonly nodeName: NodeName;
  /** How often, in milliseconds; as each source has it by default. */
  readonly everyMs: number | undefined;
}

/** A server that was found. */
export interface FoundServer {
  readonly address: Address;
  readonly node: ServerNode;
  /** The list it is in. */
  readonly list: Pick<ServerList, "source" | "version">;
}

/** Who is told; `onChange` after {@link ServerFinder.servers} has changed. */
export type FinderListener = DiscoveryListener;

interface Entry {
  readonly discovery: Discovery;
  readonly template: Address;
}

/** See the head of the file. */
export class ServerFinder {
  readonly #entries: readonly Entry[];
  readonly #nodeName: NodeName;

  constructor(sources: readonly FinderSource[], ports: DiscoveryPorts, { nodeName, everyMs }: FinderOptions) {
    this.#nodeName = nodeName;
    this.#entries = sources.map(({ source, template }) => ({
      discovery: new Discovery(source, ports, everyMs),
      template,
    }));
  }

  /** Asks every source for the first time, all at once. @throws MemtoolError the first failure in the order of the sources */
  async start(listener: Pick<FinderListener, "onRemark">, signal: AbortSignal): Promise<readonly FoundServer[]> {
    const ends = await Promise.allSettled(this.#entries.map(({ discovery }) => discovery.start(listener, signal)));
    const failed = ends.find((end) => end.status === "rejected");
    if (failed !== undefined) {
      throw failed.reason;
    }
    return this.servers;
  }

  /** Follows every source until the signal. Rejects for bugs only. */
  async follow(listener: FinderListener, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#entries.map(({ discovery }) => discovery.follow(listener, signal)));
  }

  /** The servers of all sources, in the order of the sources; one that several of them name is the first one's. */
  get servers(): readonly FoundServer[] {
    const byKey = new Map<string, FoundServer>();
    for (const { discovery, template } of this.#entries) {
      const { nodes, ...list } = discovery.list ?? { nodes: [], source: "", version: 0n };
      for (const node of nodes) {
        const address = nodeAddress(node, template, this.#nodeName);
        const key = nodeKey(addressed(node, address));
        if (!byKey.has(key)) {
          byKey.set(key, { address, node, list });
        }
      }
    }
    return [...byKey.values()];
  }
}

function addressed(node: ServerNode, address: Address): ServerNode {
  return address.kind === "unix" ? node : { ...node, host: address.host };
}
