/**
 * The list of nodes as clients of ElastiCache are given it by `config get cluster` (AWS, "Adding Auto Discovery To Your Client Library"):
 *
 *     VERSION\n
 *     host|ip|port host|ip|port ...\n
 */
import type { NodeRecord } from "./node-record.ts";

/** All nodes at a moment. The version grows with every change of them. */
export interface NodeList {
  readonly version: number;
  readonly nodes: readonly NodeRecord[];
}

/** The words that ask for the list: of `config get`, and the key of `get` in engines before 1.4.14. */
export const CLUSTER_NAME = "cluster";
/** See {@link CLUSTER_NAME}. */
export const LEGACY_CLUSTER_KEY = "AmazonElastiCache:cluster";

/** The list in its text form; undefined when it has no nodes, for which there is none. */
export function clusterText({ version, nodes }: NodeList): string | undefined {
  if (nodes.length === 0) {
    return undefined;
  }
  return `${version}\n${nodes.map(({ host, ip, port }) => `${host}|${ip}|${port}`).join(" ")}\n`;
}

/**
 * By host and port: some clients place keys by the order of the list, which must not depend on who came first after a restart.
 * Ports are compared as numbers.
 */
export function compareNodes(one: NodeRecord, other: NodeRecord): number {
  return compare(one.host, other.host) || one.port - other.port || compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
