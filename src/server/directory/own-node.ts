/** The server as a node of a list: what was said of it, and for the rest where it listens. */
import { networkInterfaces } from "node:os";
import type { Address } from "../../base/address.ts";
import { isIpAddress, type NodeRecord, placeOfNode } from "../../directory/node-record.ts";
import { MEMCACHED_VERSION } from "../../engine/simple-verbs.ts";
import { hostAddresses } from "../../net/host-addresses.ts";
import type { OwnNodeSettings } from "../settings.ts";

/** Interfaces that stand for all. */
const WILDCARDS: readonly string[] = ["0.0.0.0", "::"];

/**
 * The record; undefined for a server without a TCP port, which no list can lead to.
 * @param addresses where it listens; the first that is not a unix socket counts
 * @param interfaces addresses of this machine: one that others reach stands for all interfaces
 */
export function ownNode(
  settings: OwnNodeSettings,
  addresses: readonly Address[],
  interfaces: readonly string[] = outerAddresses(),
): NodeRecord | undefined {
  const listening = addresses.find((address) => address.kind === "tcp");
  if (listening === undefined) {
    return undefined;
  }
  const isEverywhere = WILDCARDS.includes(listening.host);
  const host = settings.host ?? (isEverywhere ? (interfaces[0] ?? "127.0.0.1") : listening.host);
  const port = settings.port ?? listening.port;
  return {
    name: settings.name ?? placeOfNode({ host, port }),
    host,
    ip: isIpAddress(host) ? host : "",
    port,
    weight: settings.weight,
    version: MEMCACHED_VERSION,
  };
}

/** The record with the address of its host; without one where the name has none now. */
export async function withIp(node: NodeRecord): Promise<NodeRecord> {
  if (isIpAddress(node.host)) {
    return node;
  }
  try {
    const addresses = await hostAddresses(node.host);
    return { ...node, ip: addresses.find((address) => !address.includes(":")) ?? addresses[0] ?? "" };
  } catch {
    return { ...node, ip: "" };
  }
}

/** Addresses that other machines may know this one by, IPv4 first. */
function outerAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outer = all.filter(({ internal, address }) => !internal && !address.startsWith("fe80"));
  return outer.sort((one, other) => one.family.localeCompare(other.family)).map(({ address }) => address);
}
