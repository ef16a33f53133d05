/** The options of `memtool cluster misplaced`, and which of them exclude each other. */
import { MemtoolError } from "../../base/errors.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import { CHOICE_OPTIONS, RESUME_OPTIONS } from "../keys/scan-options.ts";
import { FORMAT_OPTIONS } from "../output/result-format.ts";
import { POOL_OPTIONS } from "./pool-options.ts";
import { RULE_OPTIONS } from "./pool-rule.ts";

const ACTING = "What to do with them";

/** The option table. */
export const MISPLACED_OPTIONS = {
  ...RULE_OPTIONS,
  move: {
    type: "flag",
    describe: "bring them to the nodes that own them, which keep what they have; without --yes they are only counted",
    example: "memtool cluster misplaced --client dalli --move --yes",
    group: ACTING,
  },
  delete: {
    type: "flag",
    describe: "delete them where they are; without --yes they are only counted",
    example: "memtool cluster misplaced --client dalli --delete --yes",
    group: ACTING,
  },
  yes: {
    type: "flag",
    describe: "do it",
    example: "memtool cluster misplaced --client dalli --move --yes",
    group: ACTING,
  },
  force: {
    type: "flag",
    describe: "do it even if most of the keys are misplaced, which mostly means that --client is wrong",
    example: "memtool cluster misplaced --client dalli --move --yes --force",
    group: ACTING,
  },
  rate: {
    type: "rate",
    defaultText: "as fast as the nodes go",
    describe: "move or delete no more than this many keys a second, on all nodes together",
    example: "5k/s",
    group: ACTING,
  },
  list: {
    type: "flag",
    describe: "every misplaced key, as they come: key, node, owner, size",
    example: "memtool cluster misplaced --client dalli --list --format jsonl",
    group: "Output",
  },
  limit: {
    type: "count",
    unit: "N",
    alias: "n",
    defaultText: "10 that stand for all, with --list all",
    describe: "show so many keys; --list stops after them",
    example: "100",
    group: "Output",
  },
  ...FORMAT_OPTIONS,
  ...CHOICE_OPTIONS,
  ...RESUME_OPTIONS,
  ...POOL_OPTIONS,
} as const satisfies OptionTable;

/** The parsed options. */
export type MisplacedValues = OptionValues<typeof MISPLACED_OPTIONS>;

/** What is to be done: `look` in a dry run, too. @throws MemtoolError USAGE */
export function misplacedKind(options: MisplacedValues): "look" | "delete" | "move" {
  const { delete: deletes, move, yes, force, list, rate } = options;
  if (deletes && move) {
    throw usage("keys are moved or deleted: --move and --delete exclude each other");
  }
  if (!deletes && !move) {
    const useless = yes ? "yes" : force ? "force" : rate !== undefined ? "rate" : undefined;
    if (useless !== undefined) {
      throw usage(`--${useless} is for --move and --delete`, "add one of them");
    }
    return "look";
  }
  if (list) {
    throw usage("--list only lists: --move and --delete have no place beside it");
  }
  if (rate !== undefined && !(rate > 0)) {
    throw usage("--rate must be more than 0");
  }
  return yes ? (move ? "move" : "delete") : "look";
}

function usage(message: string, hint?: string): MemtoolError {
  return new MemtoolError("USAGE", message, hint === undefined ? {} : { hint });
}
