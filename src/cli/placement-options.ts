/** Which of several servers owns a key: the options of every command that sends keys to the servers of a pool. */
import { MemtoolError } from "../base/errors.ts";
import type { OptionTable } from "./command.ts";

/** The rule where neither option says one; cluster/ring, which has it too, is only loaded when there are several servers. */
const DEFAULT_RULE = "ketama";
const DEFAULT_TEXT = `what the configuration of --pool says, else ${DEFAULT_RULE}`;

/** Two names for the same: people know their client, or the rule. */
export const PLACEMENT_OPTIONS = {
  client: {
    type: "text",
    unit: "CLIENT",
    defaultText: DEFAULT_TEXT,
    describe:
      "which of several servers owns a key: as your client has it, with its options behind a colon (memtool cluster locate --help lists them)",
    example: "pylibmc:ketama=1",
    group: "Servers",
  },
  placement: {
    type: "text",
    unit: "RULE",
    defaultText: DEFAULT_TEXT,
    describe: "the same by the name of a rule: ketama[:HASH], ketama-weighted, modula[:HASH], twemproxy[:HASH]",
    example: "modula:md5",
    group: "Servers",
  },
} as const satisfies OptionTable;

/** The parsed options. */
export interface PlacementValues {
  readonly client?: string | undefined;
  readonly placement?: string | undefined;
}

/**
 * The rule that the options ask for, for parseClient of cluster/ring.
 * @param ofPool what the configuration of `--pool` says, which counts where the options say nothing
 * @throws MemtoolError USAGE when both are there
 */
export function placementRuleText({ client, placement }: PlacementValues, ofPool?: string): string {
  if (client !== undefined && placement !== undefined) {
    throw new MemtoolError("USAGE", "--client and --placement say the same thing: give one of them");
  }
  return client ?? placement ?? ofPool ?? DEFAULT_RULE;
}
