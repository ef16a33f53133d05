/** The contract of the placement rules: a rule is made once for a list of servers, and then tells which of them owns a key, and why. */
import type { Address } from "../../base/address.ts";

/** A server as its client was configured with it. Rules hash these texts: `localhost` and `127.0.0.1` are two places. */
export interface PlacementServer {
  /** A name, an IPv4 address, an IPv6 address without brackets, or the path of a socket. */
  readonly host: string;
  /** 0 for a socket. */
  readonly port: number;
  /** How much of the keys it is to get, compared with the others; 1 if it is left out. Which weights are allowed is the rule's. */
  readonly weight?: number;
  /** What the configuration calls it, for clients whose configuration has such names (twemproxy, mcrouter's tags). */
  readonly name?: string;
  /** What `host` resolves to, for the one client that hashes it (spymemcached). */
  readonly ip?: string;
}

/**
 * Tells the index, in the list the rule was made for, of the server that owns the key `bytes[start..end)`: the same for the same key at
 * any time, all servers being up. The key is the whole key as servers store it, with a prefix that the client puts before it; a rule that
 * hashes more or less of it (a prefix, a hash tag) or its characters takes care of that itself. Rules make no objects for
 * keys of ASCII, except those whose 64-bit hashes are BigInts (mcrouter, memcached's proxy).
 */
export type Placement = (bytes: Uint8Array, start: number, end: number) => number;

/** How a hash became a server. */
export type Choice =
  /** The point of a ring that the hash fell to. */
  | { readonly kind: "point"; readonly point: number; readonly pointCount: number }
  /** The bucket that the hash fell into, by `method`: modulo, jump, ... */
  | { readonly kind: "bucket"; readonly method: string; readonly bucket: number; readonly bucketCount: number }
  /** Every server got a score for this key; the highest has it. */
  | { readonly kind: "score"; readonly scores: readonly number[] };

/** Why a key is where it is. */
export interface Explanation {
  /** Index of the server that owns the key. */
  readonly owner: number;
  /** What was hashed: a part of the key, or a text made of it. */
  readonly hashed: Uint8Array;
  /** The client's name of the hash function. */
  readonly hashName: string;
  /** Its value, unsigned unless the client's is signed; with scores that of the owner. */
  readonly hash: number | bigint;
  readonly choice: Choice;
}

/** How much each server has. */
export interface Layout {
  readonly kind: Choice["kind"];
  /** Points or buckets of each server; empty where servers have scores. */
  readonly parts: readonly number[];
  /** The part of all hashes that each server owns, 0 to 1. */
  readonly shares: readonly number[];
}

/** A rule made for a list of servers. */
export interface ClientPlacement {
  readonly place: Placement;
  /** As {@link Placement}, with the reasons. */
  readonly explain: (bytes: Uint8Array, start: number, end: number) => Explanation;
  readonly layout: () => Layout;
}

/** The server of an address, with the address's weight, name and IP. */
export function placementServer(address: Address): PlacementServer {
  const { weight = 1, name, ip } = address;
  const place = address.kind === "unix" ? { host: address.path, port: 0 } : { host: address.host, port: address.port };
  return { ...place, weight, ...(name === undefined ? {} : { name }), ...(ip === undefined ? {} : { ip }) };
}

/** `host:port`, an IPv6 address without brackets, a socket's path alone: the text most clients know a server by. */
export function hostPort({ host, port }: PlacementServer): string {
  return port === 0 ? host : `${host}:${port}`;
}

/** Whether a host is an address and no name. */
export function isIpAddress(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
