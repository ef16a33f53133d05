/** `memtool incr` and `decr`: counters. */
import { MemtoolError } from "../../base/errors.ts";
import { type CommandDefinition, defineCommand, type OptionTable } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonDocument } from "../output/json.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";
import { readExptime, TTL_FORMS } from "../request/exptime.ts";
import { countItem } from "../request/item-requests.ts";
import { checkKeyWord } from "../request/key-words.ts";
import { tellOutcome } from "../request/outcome.ts";
import { JSON_OPTION, QUIET_OPTION, SERVER_OPTIONS } from "../request/request-options.ts";
import { runRequest } from "../request/run-request.ts";
import { readUint64 } from "../request/uint64-word.ts";

const OPTIONS = {
  initial: {
    type: "text",
    unit: "N",
    defaultText: "a missing counter is a miss",
    describe: "a counter that is missing begins with this number, which is then the answer (needs memcached 1.6)",
    example: "0",
  },
  ttl: {
    type: "text",
    unit: "TTL",
    defaultText: "never",
    describe: `how long a counter made by --initial lives: ${TTL_FORMS}`,
    example: "1h",
  },
  ...JSON_OPTION,
  ...QUIET_OPTION,
  ...SERVER_OPTIONS,
  ...PLACEMENT_OPTIONS,
} as const satisfies OptionTable;

const OTHER = { incr: "decr", decr: "incr" } as const;

function counting(verb: "incr" | "decr", describe: string, limit: string): CommandDefinition {
  return defineCommand({
    name: verb,
    describe,
    positionals: [
      { name: "key", describe: "an item whose value is a number in decimal digits", example: "visits", required: true },
      { name: "n", describe: "how much; default 1", example: "10" },
    ],
    options: OPTIONS,
    examples: [{ command: `memtool ${verb} hits:today --initial 1 --ttl 1d`, describe: "made when it is not there" }],
    notes: [
      `The new number is printed. ${limit}`,
      "Exit codes: 0 counted, 1 there is no such item or it holds no number, 2 wrong usage, 3 the server could not be reached, 4 refused.",
    ],
    handler: async ({ words, options }, context) => {
      const [word = "", amount = "1"] = words;
      const key = checkKeyWord(word);
      const hint = amount.startsWith("-") ? `memtool ${OTHER[verb]} goes the other way` : undefined;
      const delta = readUint64(amount, "n", hint);
      const start = startOf(options, context.clock.unixMs());
      const frame = { name: verb, options, context };
      return await runRequest(frame, async (servers) => {
        const value = await countItem(servers.ownerOf(key), verb, key, delta, start);
        if (value === undefined) {
          return tellOutcome(frame, "NOT_FOUND", key, options);
        }
        context.stdout.write(options.json ? jsonDocument({ key, value }) : `${value}\n`);
        return EXIT.ok;
      });
    },
  });
}

function startOf(
  { initial, ttl }: { readonly initial: string | undefined; readonly ttl: string | undefined },
  unixMs: number,
): { readonly initial: bigint; readonly exptime: number } | undefined {
  if (initial === undefined && ttl !== undefined) {
    throw new MemtoolError("USAGE", "--ttl is for a counter that --initial makes", {
      hint: "memtool touch gives an item that is there a new time to live",
    });
  }
  if (initial === undefined) {
    return undefined;
  }
  return { initial: readUint64(initial, "--initial"), exptime: readExptime(ttl ?? "never", "--ttl", unixMs) };
}

/** `memtool incr KEY [N]`. */
export const incrCommand = counting("incr", "add to a counter", "Above 2^64-1 it goes on from 0.");

/** `memtool decr KEY [N]`. */
export const decrCommand = counting("decr", "subtract from a counter", "It stops at 0.");
