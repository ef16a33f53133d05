/** `memtool touch KEY TTL`. */
import { type CommandDefinition, defineCommand } from "../command.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";
import { readExptime, TTL_FORMS } from "../request/exptime.ts";
import { touchItem } from "../request/item-requests.ts";
import { checkKeyWord } from "../request/key-words.ts";
import { tellOutcome } from "../request/outcome.ts";
import { JSON_OPTION, QUIET_OPTION, SERVER_OPTIONS } from "../request/request-options.ts";
import { runRequest } from "../request/run-request.ts";

/** The command. */
export const touchCommand: CommandDefinition = defineCommand({
  name: "touch",
  describe: "give an item a new time to live",
  positionals: [
    { name: "key", describe: "the item's key", example: "session:7", required: true },
    { name: "ttl", describe: TTL_FORMS, example: "30m", required: true },
  ],
  options: { ...JSON_OPTION, ...QUIET_OPTION, ...SERVER_OPTIONS, ...PLACEMENT_OPTIONS },
  examples: [{ command: "memtool touch session:7 30m", describe: "half an hour from now" }],
  notes: [
    "Exit codes: 0 TOUCHED, 1 there is no such item, 2 wrong usage, 3 the server could not be reached, 4 refused.",
  ],
  handler: async ({ words, options }, context) => {
    const [word = "", ttl = ""] = words;
    const key = checkKeyWord(word);
    const exptime = readExptime(ttl, "ttl", context.clock.unixMs());
    const frame = { name: "touch", options, context };
    return await runRequest(frame, async (servers) => {
      const wasThere = await touchItem(servers.ownerOf(key), key, exptime);
      return tellOutcome(frame, wasThere ? "TOUCHED" : "NOT_FOUND", key, options);
    });
  },
});
