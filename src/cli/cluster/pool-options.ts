/** How the commands about a pool find its servers: their words, access and patience. */
import { distinctAddresses, parseAddressList } from "../../base/address.ts";
import { ACCESS_OPTIONS, type AccessOptionValues, resolveAccess } from "../access.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import type { Context } from "../context.ts";
import { timerMs } from "../option-values.ts";
import type { NodePool } from "./node-poll.ts";

/** Options of every command about a pool. */
export const POOL_OPTIONS = {
  timeout: {
    type: "duration",
    default: "2s",
    describe: "give a node up when it does not connect or answer within this time",
    example: "500ms",
  },
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type PoolValues = AccessOptionValues & Pick<OptionValues<typeof POOL_OPTIONS>, "timeout">;

/** The pool that words and options name, each node once. @throws MemtoolError USAGE, ADDRESS */
export async function openPool(
  words: readonly string[],
  options: PoolValues,
  { env }: Pick<Context, "env">,
): Promise<NodePool> {
  const { addresses, tls } = resolveAccess(parseAddressList(words, env), options, env);
  return { addresses: distinctAddresses(addresses), tls, timeoutMs: timerMs("timeout", options.timeout) };
}
