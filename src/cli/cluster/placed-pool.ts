/** The servers of a `cluster` command, and how the user's client places keys on them. */
import { formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { type ClientRule, createClientPlacement, describeClients, parseClient } from "../../cluster/ring/clients.ts";
import { type ClientPlacement, type PlacementServer, placementServer } from "../../cluster/ring/placement.ts";
import { resolveNames, SYSTEM_RESOLVER } from "../../cluster/ring/resolve-names.ts";
import type { OptionTable } from "../command.ts";
import { findServers } from "../servers/find-servers.ts";
import type { FindContext, FoundServers, ServerOptions } from "../servers/found-servers.ts";

/** Whose rule it is. There is no default: a wrong guess would look like an answer. */
export const CLIENT_OPTIONS = {
  client: {
    type: "text",
    unit: "CLIENT",
    defaultText: "what the configuration of --pool says",
    describe: "your client, with its options behind a colon; the list is below",
    example: "pylibmc:ketama=1",
    group: "Placement",
  },
} as const satisfies OptionTable;

/** How weights and names are written, for the notes of the help. */
export const WEIGHT_NOTE =
  "Name servers exactly as your client's configuration does: most clients hash that text. Weights stand behind an address, names before it: '10.0.0.1:11211*2', cache-a=10.0.0.1:11211.";

/** All clients with their options, for the notes of the help. */
export function clientNotes(): string[] {
  const lines = describeClients().map(({ name, describe, options }) => `${name}: ${describe}; ${options}.`);
  return ["Clients:", ...lines];
}

/** Servers in the client's order, and its rule. */
export interface PlacedPool {
  readonly rule: ClientRule;
  readonly servers: readonly PlacementServer[];
  /** What the servers are called in messages and tables. */
  readonly names: readonly string[];
  readonly placement: ClientPlacement;
  readonly found: FoundServers;
}

/**
 * Finds the servers and makes the rule.
 * @throws MemtoolError USAGE without a client, and what finding the servers throws
 */
export async function placePool(
  words: readonly string[],
  options: ServerOptions & { readonly client: string | undefined },
  context: FindContext,
): Promise<PlacedPool> {
  const rule = options.client === undefined ? undefined : parseClient(options.client);
  const found = await findServers(words, options, context);
  const fromPool = found.followed?.placement;
  if (rule === undefined && fromPool === undefined) {
    throw new MemtoolError("USAGE", "which client? each has its own way to place keys on servers", {
      hint: "name it: --client pylibmc:ketama=1; --help lists the clients and their options",
    });
  }
  return await placeOn(rule ?? parseClient(fromPool ?? ""), found);
}

/** The same servers by another rule. */
export async function placeOn(rule: ClientRule, found: FoundServers): Promise<PlacedPool> {
  const servers = await resolveNames(rule, found.addresses.map(placementServer), SYSTEM_RESOLVER);
  const names = found.addresses.map(formatAddress);
  return { rule, servers, names, placement: createClientPlacement(rule, servers), found };
}
