/**
 * What Java's client knows of a server beyond what it was told: spymemcached hashes `name/1.2.3.4:11211`, so for its ring names are resolved,
 * and for its format LIBMEMCACHED addresses are turned back into names. Other clients hash what they were configured with.
 */
import { lookup, lookupService } from "node:dns/promises";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { ClientRule } from "./clients.ts";
import { isIpAddress, type PlacementServer } from "./placement.ts";

/** The resolver of the machine. */
export interface NameResolver {
  /** The first address of a name. */
  address(name: string): Promise<string>;
  /** The name of an address. */
  name(address: string, port: number): Promise<string>;
}

/** What getaddrinfo() and getnameinfo() say, as Java asks them. */
export const SYSTEM_RESOLVER: NameResolver = {
  address: async (name) => (await lookup(name)).address,
  name: async (address, port) => (await lookupService(address, port)).hostname,
};

/**
 * The servers with what the rule needs to know of them.
 * @throws MemtoolError CONNECT when the resolver knows no answer
 */
export async function resolveNames(
  { client, options }: ClientRule,
  servers: readonly PlacementServer[],
  resolver: NameResolver,
): Promise<readonly PlacementServer[]> {
  if (client !== "spymemcached" || options["locator"] !== "ketama") {
    return servers;
  }
  const wantsNames = options["format"] === "libmemcached";
  return await Promise.all(
    servers.map(async (server) => {
      const isAddress = isIpAddress(server.host);
      if (wantsNames) {
        const isKnown = !isAddress || server.name !== undefined;
        return isKnown ? server : { ...server, name: await ask(server, resolver.name(server.host, server.port)) };
      }
      return isAddress || server.ip !== undefined
        ? server
        : { ...server, ip: await ask(server, resolver.address(server.host)) };
    }),
  );
}

async function ask({ host }: PlacementServer, answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    throw new MemtoolError(
      "CONNECT",
      `cannot resolve ${JSON.stringify(host)}, which spymemcached does: ${messageOf(error)}`,
      {
        cause: error,
        hint: "run this where your application runs, or name the servers as NAME=ADDRESS",
      },
    );
  }
}
