/** The servers of a one-shot command: one client each, and which of them owns a key. */
import { type Address, formatAddress, isDiscoveryWord, parseAddress, serverWords } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { MemcachedClient } from "../../client/memcached-client.ts";
import type { Placement } from "../../cluster/ring/placement.ts";
import { asksForAccess } from "../access-options.ts";
import { timerMs } from "../option-values.ts";
import { placementRuleText } from "../placement-options.ts";
import type { FindContext, FoundServers } from "../servers/found-servers.ts";
import type { ServerOptionValues } from "./request-options.ts";

/** See the head of the file. Nothing is connected before the first request. */
export class Servers {
  /** In the order they were named. */
  readonly clients: readonly MemcachedClient[];
  readonly #placement: Placement | undefined;

  /** @param placement undefined for a single server */
  constructor(clients: readonly MemcachedClient[], placement: Placement | undefined) {
    this.clients = clients;
    this.#placement = placement;
  }

  /** The client of the server that owns `key`. */
  ownerOf(key: string | Uint8Array): MemcachedClient {
    const bytes = Buffer.from(key);
    const index = this.#placement?.(bytes, 0, bytes.length) ?? 0;
    const owner = this.clients[index];
    if (owner === undefined) {
      throw new MemtoolError("BUG", `a key was placed on server ${index} of ${this.clients.length}`);
    }
    return owner;
  }

  /** The servers' addresses, for messages. */
  get names(): readonly string[] {
    return this.clients.map(({ name }) => name);
  }

  /** Closes every connection at once. */
  destroy(): void {
    for (const client of this.clients) {
      client.destroy();
    }
  }
}

/**
 * Reads the options. @throws MemtoolError USAGE and ADDRESS for what cannot be used, also a server named twice
 */
export async function openServers(options: ServerOptionValues, context: FindContext): Promise<Servers> {
  const timeoutMs = timerMs("timeout", options.timeout);
  const { addresses, tls, followed } = await accessTo(options, context);
  const names = addresses.map(formatAddress);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new MemtoolError("USAGE", `${twice} is named twice`);
  }
  const clients = addresses.map(
    (address) => new MemcachedClient(address, { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs, tls }),
  );
  return new Servers(clients, await placementOf(addresses, options, followed?.placement));
}

/** What reads TLS files and passwords, and what finds servers, is loaded where it has something to do. */
async function accessTo(options: ServerOptionValues, context: FindContext): Promise<Omit<FoundServers, "apply">> {
  const words = serverWords(options.servers, context.env);
  if (options.pool === undefined && !words.some(isDiscoveryWord)) {
    const addresses = words.map(parseAddress);
    if (!asksForAccess(addresses, options)) {
      return { addresses, tls: undefined, followed: undefined };
    }
  }
  const { findServers } = await import("../servers/find-servers.ts");
  return await findServers(options.servers, options, context);
}

/** A rule that cannot be read is an error for one server too: it would fail on the day of the second. */
async function placementOf(
  addresses: readonly Address[],
  options: ServerOptionValues,
  ofPool: string | undefined,
): Promise<Placement | undefined> {
  const namesKeys = "client" in options || "placement" in options;
  const saysNothing = options.client === undefined && options.placement === undefined;
  if (!namesKeys || (addresses.length === 1 && saysNothing)) {
    return undefined;
  }
  const rule = placementRuleText(options, ofPool);
  const [{ createPlacement, parseClient }, { placementServer }] = await Promise.all([
    import("../../cluster/ring/clients.ts"),
    import("../../cluster/ring/placement.ts"),
  ]);
  return createPlacement(
    parseClient(rule),
    addresses.map((address) => placementServer(address)),
  );
}
