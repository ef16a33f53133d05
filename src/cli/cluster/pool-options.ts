/** How the commands about a pool find its servers: their words, access and patience. */
import { type Address, distinctAddresses, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { ACCESS_OPTIONS } from "../access.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import { timerMs } from "../option-values.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";
import type { FindContext, FoundServers, ServerOptions } from "../servers/found-servers.ts";
import type { NodePool } from "./node-poll.ts";

/** Options of every command about a pool. */
export const POOL_OPTIONS = {
  timeout: {
    type: "duration",
    default: "2s",
    describe: "give a node up when it does not connect or answer within this time",
    example: "500ms",
  },
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type PoolValues = ServerOptions & Pick<OptionValues<typeof POOL_OPTIONS>, "timeout">;

/** The pool that words and options name, or find, each node once. @throws MemtoolError USAGE, ADDRESS, and why none is found */
export async function openPool(
  words: readonly string[],
  options: PoolValues,
  context: FindContext,
): Promise<NodePool & Pick<FoundServers, "followed">> {
  const { addresses, tls, followed } = await findServers(words, options, context);
  return { addresses: distinctAddresses(addresses), tls, timeoutMs: timerMs("timeout", options.timeout), followed };
}

/** A pool whose order counts, because a rule places keys on its nodes. */
export interface OrderedPool extends NodePool {
  /** The rule of the pool's own configuration, as `--client` takes it, if it has one. */
  readonly ownRule: string | undefined;
}

/** The same in the client's order. @throws MemtoolError as findServers does; USAGE when a node is named twice */
export async function openOrderedPool(
  words: readonly string[],
  options: PoolValues,
  context: FindContext,
): Promise<OrderedPool> {
  const { addresses, tls, followed } = await findServers(words, options, context);
  checkNamedOnce(addresses);
  return { addresses, tls, timeoutMs: timerMs("timeout", options.timeout), ownRule: followed?.placement };
}

/** A rule gives a node that is named twice a double part, and its keys to both. @throws MemtoolError USAGE */
export function checkNamedOnce(addresses: readonly Address[]): void {
  const names = addresses.map(formatAddress);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new MemtoolError("USAGE", `${twice} is named twice`, {
      hint: "name each node once, in the order of the client's list",
    });
  }
}
