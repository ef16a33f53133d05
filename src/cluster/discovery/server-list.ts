/** Lists of servers as discovery tells them: plain data, what changed between two of them, and the addresses that clients connect to. */
import type { Address } from "../../base/address.ts";
import type { TcpAddress } from "../../base/server-source.ts";

/** A server that was found. */
export interface ServerNode {
  /** A name, an IP address, or the path of a socket. */
  readonly host: string;
  /** Its IP address beside its name, from sources that tell both. */
  readonly ip?: string | undefined;
  /** 0 for a socket. */
  readonly port: number;
  /** How much of the keys it is to get, compared with the others. */
  readonly weight: number;
  /** What the configuration calls it, if it has names: twemproxy puts them on its ring. */
  readonly name?: string | undefined;
  /** Whether it speaks TLS, from sources that tell it. */
  readonly tls?: boolean | undefined;
}

/** The servers of one source at a moment. There is at least one. */
export interface ServerList {
  /** Grows with every change: the source's own count, or ours where it has none. */
  readonly version: bigint;
  /** In the order of the source; sorted where that has none. */
  readonly nodes: readonly ServerNode[];
  /** The source as it was named, without a password. */
  readonly source: string;
}

/** What became of one node. */
export type ListChange =
  | { readonly kind: "added" | "removed"; readonly node: ServerNode }
  | { readonly kind: "changed"; readonly node: ServerNode; readonly before: ServerNode };

/** Which of a node's two names counts, for who connects to it and for where its keys are. */
export type NodeName = "host" | "ip";

/** Equal for two mentions of one server. */
export function nodeKey({ host, port }: ServerNode): string {
  return `${host.startsWith("/") ? host : host.toLowerCase()} ${port}`;
}

/** The nodes in their order, each once; of two mentions the first counts. */
export function distinctNodes(nodes: readonly ServerNode[]): ServerNode[] {
  const byKey = new Map<string, ServerNode>();
  for (const node of nodes) {
    if (!byKey.has(nodeKey(node))) {
      byKey.set(nodeKey(node), node);
    }
  }
  return [...byKey.values()];
}

/** The nodes by host and port, for sources whose answers come in any order. */
export function sortedNodes(nodes: readonly ServerNode[]): ServerNode[] {
  return [...nodes].sort((one, other) => compare(one.host, other.host) || one.port - other.port);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What changed: who went, then in the order of the new list who came or is not what it was. Empty for a change of order alone. */
export function diffNodes(before: readonly ServerNode[], after: readonly ServerNode[]): ListChange[] {
  const old = new Map(before.map((node) => [nodeKey(node), node]));
  const kept = new Set(after.map(nodeKey));
  const removed = before.filter((node) => !kept.has(nodeKey(node)));
  return [
    ...removed.map((node): ListChange => ({ kind: "removed", node })),
    ...after.flatMap((node): ListChange[] => {
      const earlier = old.get(nodeKey(node));
      if (earlier === undefined) {
        return [{ kind: "added", node }];
      }
      return isSame(earlier, node) ? [] : [{ kind: "changed", node, before: earlier }];
    }),
  ];
}

/** Whether two mentions of one server say the same about it. */
function isSame(one: ServerNode, other: ServerNode): boolean {
  return (
    one.ip === other.ip &&
    one.weight === other.weight &&
    one.name === other.name &&
    (one.tls ?? false) === (other.tls ?? false)
  );
}

/** Whether both lists are the same to a client, which may go by the order too. */
export function areSameNodes(one: readonly ServerNode[], other: readonly ServerNode[]): boolean {
  return (
    diffNodes(one, other).length === 0 &&
    one.every((node, index) => nodeKey(node) === nodeKey(other[index] ?? { host: "", port: -1, weight: 0 }))
  );
}

/** The address of a node: TLS and login are those of `template`, the address of the source. */
export function nodeAddress(node: ServerNode, template: Address, nodeName: NodeName): Address {
  const more = { ...loginOf(template), ...labelsOf(node) };
  if (node.host.startsWith("/")) {
    return { kind: "unix", path: node.host, ...more };
  }
  const tls = node.tls ?? (template.kind === "tcp" && template.tls);
  return { kind: "tcp", host: nodeName === "ip" ? (node.ip ?? node.host) : node.host, port: node.port, tls, ...more };
}

function loginOf({ username, password }: Address): Pick<TcpAddress, "username" | "password"> {
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}

function labelsOf({ weight, name, ip }: ServerNode): Pick<TcpAddress, "weight" | "name" | "ip"> {
  return {
    ...(weight === 1 ? {} : { weight }),
    ...(name === undefined ? {} : { name }),
    ...(ip === undefined ? {} : { ip }),
  };
}

/** The node of an address. */
export function addressNode(address: Address): ServerNode {
  const { weight = 1, name } = address;
  const place = address.kind === "unix" ? { host: address.path, port: 0 } : { host: address.host, port: address.port };
  return { ...place, weight, ...(name === undefined ? {} : { name }) };
}

/** A node as lines show it: `host:port`, in brackets where it needs them. */
export function nodeText({ host, port }: ServerNode): string {
  return host.startsWith("/") ? host : `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** A change as a line: `+ a:11211`, `- a:11211`, `~ a:11211 weight 1 -> 2`. */
export function changeText(change: ListChange): string {
  const text = nodeText(change.node);
  if (change.kind !== "changed") {
    return `${change.kind === "added" ? "+" : "-"} ${text}`;
  }
  const { node, before } = change;
  const parts = (["weight", "ip", "name", "tls"] as const)
    .filter((name) => node[name] !== before[name])
    .map((name) => `${name} ${before[name] ?? "-"} -> ${node[name] ?? "-"}`);
  return `~ ${text} ${parts.join(", ")}`;
}
