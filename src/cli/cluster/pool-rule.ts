/** The rule by which a pool's client places keys, for commands that compare it with what is there: nobody may guess it. */
import { formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { type ClientRule, createClientPlacement, formatClient, parseClient } from "../../cluster/ring/clients.ts";
import { type ClientPlacement, type PlacementServer, placementServer } from "../../cluster/ring/placement.ts";
import { resolveNames, SYSTEM_RESOLVER } from "../../cluster/ring/resolve-names.ts";
import type { OptionTable } from "../command.ts";
import type { OrderedPool } from "./pool-options.ts";

/** The option. */
export const RULE_OPTIONS = {
  client: {
    type: "text",
    unit: "CLIENT",
    defaultText: "that of --pool",
    describe: "the client that uses the pool, with its options behind a colon",
    example: "pylibmc:ketama=1",
    group: "Servers",
  },
} as const satisfies OptionTable;

/** A rule, made for the nodes of a pool. */
export interface PoolRule {
  readonly rule: ClientRule;
  /** As `--client` takes it. */
  readonly text: string;
  readonly servers: readonly PlacementServer[];
  /** The nodes' addresses as they are shown. */
  readonly names: readonly string[];
  readonly placement: ClientPlacement;
}

/** The rule that was asked for, or that of the pool's own configuration; undefined without either. @throws MemtoolError USAGE */
export async function poolRule(
  client: string | undefined,
  { addresses, ownRule }: OrderedPool,
): Promise<PoolRule | undefined> {
  const asked = client ?? ownRule;
  if (asked === undefined) {
    return undefined;
  }
  const rule = parseClient(asked);
  const servers = await resolveNames(rule, addresses.map(placementServer), SYSTEM_RESOLVER);
  const placement = createClientPlacement(rule, servers);
  return { rule, text: formatClient(rule), servers, names: addresses.map(formatAddress), placement };
}

/** The same where there is nothing to do without one. @throws MemtoolError USAGE */
export async function requiredRule(client: string | undefined, pool: OrderedPool): Promise<PoolRule> {
  const rule = await poolRule(client, pool);
  if (rule === undefined) {
    throw new MemtoolError("USAGE", "--client is missing: who owns a key is up to the client that uses the pool", {
      hint: "give --client NAME, for instance pylibmc or dalli; `memtool cluster detect` finds out which rule filled a pool",
    });
  }
  return rule;
}
