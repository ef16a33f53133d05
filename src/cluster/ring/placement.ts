/** The contract of the placement rules: a rule is made once for a list of servers, and then tells which of them owns a key. */
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
}

/**
 * Tells the index, in the list the rule was made for, of the server that owns the key `bytes[start..end)`: the same for the same key at
 * any time, all servers being up. It makes no objects, and wants a whole key as the client is given it; a rule that hashes
 * more or less of it (a namespace, a hash tag) or its characters takes care of that itself.
 */
export type Placement = (bytes: Uint8Array, start: number, end: number) => number;

/** The server of an address. */
export function placementServer(address: Address, weight = 1): PlacementServer {
  return address.kind === "unix"
    ? { host: address.path, port: 0, weight }
    : { host: address.host, port: address.port, weight };
}
