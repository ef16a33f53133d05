/** `memtool delete KEY...`. */
import { type CommandDefinition, defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { jsonDocument } from "../output/json.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";
import { askOwners, failuresJson, failuresOf, type OwnerResult } from "../request/find-items.ts";
import { deleteItem } from "../request/item-requests.ts";
import { checkKeyWord } from "../request/key-words.ts";
import { type OutcomeOptions, tellOutcome } from "../request/outcome.ts";
import { JSON_OPTION, QUIET_OPTION, SERVER_OPTIONS } from "../request/request-options.ts";
import { complain, type RequestFrame, runRequest, say, worstExitCode } from "../request/run-request.ts";
import type { Servers } from "../request/servers.ts";

/** What was there, of the keys of one server. */
type Removed = ReadonlyMap<string, boolean>;

async function removeAll(servers: Servers, keys: readonly string[]): Promise<readonly OwnerResult<Removed>[]> {
  return await askOwners(servers, keys, async (client, owned) => {
    const pairs = owned.map(async (key) => [key, await deleteItem(client, key)] as const);
    return new Map(await Promise.all(pairs));
  });
}

/** Several keys are counted; those that were not there are named. */
function tellCounts(
  frame: RequestFrame,
  results: readonly OwnerResult<Removed>[],
  { json, quiet }: OutcomeOptions,
): ExitCode {
  const removed = results.flatMap(({ value }) => [...(value ?? [])]);
  const missing = removed.filter(([, wasThere]) => !wasThere).map(([key]) => key);
  const count = removed.length - missing.length;
  const failures = failuresOf(results);
  const { stdout }: Context = frame.context;
  if (json) {
    stdout.write(jsonDocument({ deleted: count, missing, ...failuresJson(failures) }));
  } else if (!quiet) {
    stdout.write(`DELETED ${count}\n`);
  }
  for (const key of quiet ? [] : missing) {
    say(frame, "NOT_FOUND", key);
  }
  for (const { error } of failures) {
    complain(frame, error);
  }
  return failures.length > 0
    ? worstExitCode(failures.map(({ error }) => error))
    : missing.length > 0
      ? EXIT.checkFailed
      : EXIT.ok;
}

/** The command. */
export const deleteCommand: CommandDefinition = defineCommand({
  name: "delete",
  describe: "remove items",
  positionals: [{ name: "key", describe: "the keys to remove", example: "greeting", required: true, variadic: true }],
  options: { ...JSON_OPTION, ...QUIET_OPTION, ...SERVER_OPTIONS, ...PLACEMENT_OPTIONS },
  examples: [
    { command: "memtool delete greeting", describe: "one" },
    { command: "xargs memtool delete < keys.txt", describe: "many, and how many there were" },
  ],
  notes: [
    "Exit codes: 0 every key was there and is gone, 1 one was not there, 2 wrong usage, 3 a server could not be reached, 4 refused.",
  ],
  handler: async ({ words, options }, context) => {
    const keys = [...new Set(words.map(checkKeyWord))];
    const frame = { name: "delete", options, context };
    return await runRequest(frame, async (servers) => {
      const results = await removeAll(servers, keys);
      const [only = ""] = keys;
      return words.length === 1
        ? tellOutcome(frame, results[0]?.value?.get(only) === true ? "DELETED" : "NOT_FOUND", only, options)
        : tellCounts(frame, results, options);
    });
  },
});
