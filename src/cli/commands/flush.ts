/** `memtool flush`: drops every item of every server named. */
import { type CommandDefinition, defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { confirm } from "../request/confirm.ts";
import { exptimeOf } from "../request/exptime.ts";
import { JSON_OPTION, SERVER_OPTIONS } from "../request/request-options.ts";
import { runRequest } from "../request/run-request.ts";
import { tellAll } from "../request/tell-all.ts";

async function mayDrop(names: readonly string[], context: Context): Promise<boolean> {
  const isConfirmed = await confirm(`Drop every item of ${names.join(", ")}?`, context);
  if (!isConfirmed) {
    context.stderr.write("memtool flush: nothing was dropped\n");
  }
  return isConfirmed;
}

/** The command. */
export const flushCommand: CommandDefinition = defineCommand({
  name: "flush",
  describe: "drop every item of the servers",
  positionals: [],
  options: {
    delay: {
      type: "duration",
      default: "0",
      describe: "not now but after this time, in whole seconds; what is stored until then goes too",
      example: "10s",
    },
    yes: { type: "flag", alias: "y", describe: "do not ask", example: "memtool flush --yes" },
    ...JSON_OPTION,
    ...SERVER_OPTIONS,
  },
  examples: [
    { command: "memtool flush -s cache1 -s cache2", describe: "both, after asking" },
    { command: "memtool flush --delay 10s --yes", describe: "in ten seconds" },
  ],
  notes: [
    "On a terminal it asks first; a script is taken at its word.",
    "Exit codes: 0 flushed, 1 not confirmed or not allowed by the server, 2 wrong usage, 3 a server could not be reached, 4 refused.",
  ],
  handler: async ({ options }, context) => {
    const delay = options.delay === 0 ? undefined : exptimeOf(options.delay, "--delay", context.clock.unixMs());
    const frame = {
      name: "flush",
      options,
      context,
      confirm: async (names: readonly string[]): Promise<boolean> => options.yes || (await mayDrop(names, context)),
    };
    return await runRequest(frame, (servers) =>
      tellAll(frame, servers, "result", async (client) => {
        await client.flushAll(delay);
        return "OK";
      }),
    );
  },
});
