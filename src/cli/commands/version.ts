/** `memtool version`: what the servers run. */
import { type CommandDefinition, defineCommand } from "../command.ts";
import { JSON_OPTION, SERVER_OPTIONS } from "../request/request-options.ts";
import { runRequest } from "../request/run-request.ts";
import { tellAll } from "../request/tell-all.ts";

/** The command. */
export const versionCommand: CommandDefinition = defineCommand({
  name: "version",
  describe: "show the version of the servers (memtool --version shows its own)",
  positionals: [],
  options: { ...JSON_OPTION, ...SERVER_OPTIONS },
  examples: [{ command: "memtool version -s cache1,cache2", describe: "a line for each server" }],
  notes: ["Exit codes: 0 every server answered, 2 wrong usage, 3 a server could not be reached, 4 a server refused."],
  handler: async ({ options }, context) => {
    const frame = { name: "version", options, context };
    return await runRequest(frame, (servers) => tellAll(frame, servers, "version", (client) => client.version()));
  },
});
