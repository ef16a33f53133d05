/**
 * The servers that a command was told to use, by its words, `--pool` or the environment. What finds servers is only loaded where some are
 * to be found; a plain list of addresses costs nothing more than it did.
 */
import { type Address, isDiscoveryWord, parseAddress, serverWords } from "../../base/address.ts";
import { resolveAccess } from "../access.ts";
import type { FindContext, FoundServers, ServerOptions } from "./found-servers.ts";

/**
 * Finds them.
 * @param words as they were typed; without any, and without `--pool`, the environment counts, then the local server
 * @throws MemtoolError USAGE and ADDRESS for what cannot be used, CONNECT and others for sources that do not answer or know no server
 */
export async function findServers(
  words: readonly string[],
  options: ServerOptions,
  context: FindContext,
): Promise<FoundServers> {
  const named = wordsToDiscover(words, options, context.env);
  const asksForPool = options.pool !== undefined || options["pool-name"] !== undefined;
  if (!asksForPool && !named.some(isDiscoveryWord)) {
    return { ...resolveAccess(named.map(parseAddress), options, context.env), followed: undefined };
  }
  const { discoverServers } = await import("./followed-servers.ts");
  return await discoverServers(named, options, context);
}

/** The single words that count: with a pool none of the environment. @throws MemtoolError ADDRESS for an empty one */
export function wordsToDiscover(
  words: readonly string[],
  { pool }: Pick<ServerOptions, "pool">,
  env: FindContext["env"],
): string[] {
  return pool !== undefined && words.length === 0 ? [] : serverWords(words, env);
}

/**
 * The addresses of words, for commands that read several lists of servers and then ask for TLS and logins of all together.
 * @throws MemtoolError as {@link findServers}
 */
export async function findAddresses(
  words: readonly string[],
  options: ServerOptions,
  context: FindContext,
): Promise<readonly Address[]> {
  const named = serverWords(words, context.env);
  return named.some(isDiscoveryWord) ? (await findServers(words, options, context)).addresses : named.map(parseAddress);
}
