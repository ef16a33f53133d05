/** `memtool ping`: does a server answer, and how fast? For people, and for the health checks of containers. */
import type { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { announceWait } from "../announce-wait.ts";
import { type CommandArguments, type CommandDefinition, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { leaveEcho } from "../leave-echo.ts";
import { StatusLine } from "../live-terminal.ts";
import { timerMs } from "../option-values.ts";
import { pingServer } from "../request/ping-servers.ts";
import { answerLine, type PingTally, pingJson, summaryLine } from "../request/ping-tally.ts";
import { JSON_OPTION, QUIET_OPTION, SERVER_OPTIONS } from "../request/request-options.ts";
import { complain, worstExitCode } from "../request/run-request.ts";
import { openServers } from "../request/servers.ts";

const OPTIONS = {
  count: { type: "count", default: "1", describe: "pings to each server; 0: until Ctrl-C", example: "5", alias: "c" },
  every: { type: "duration", default: "1s", describe: "time from one ping to the next", example: "200ms" },
  wait: {
    type: "duration",
    default: "0",
    describe: "try for this long until a server answers for the first time; a last attempt has its --timeout",
    example: "30s",
  },
  ...JSON_OPTION,
  ...QUIET_OPTION,
  ...SERVER_OPTIONS,
} as const satisfies OptionTable;

type PingValues = CommandArguments<typeof OPTIONS>["options"];

async function ping(options: PingValues, context: Context): Promise<ExitCode> {
  const plan = {
    count: options.count,
    everyMs: options.every === 0 ? 0 : timerMs("every", options.every),
    waitMs: options.wait === 0 ? 0 : timerMs("wait", options.wait),
  };
  const servers = await openServers(options, context);
  const stop = new AbortController();
  const isSilent = options.json || options.quiet;
  const note = plan.waitMs > 0 ? noteWait(servers.names, plan.waitMs, context) : announceWait(servers.names, context);
  const release = context.onInterrupt((signal) => {
    note();
    leaveEcho(signal, context);
    stop.abort();
    servers.destroy();
  });
  const told = new Map<PingTally, string>();
  const ports = {
    monotonicMs: () => context.clock.monotonicMs(),
    sleep: (ms: number) => context.clock.sleep(ms, stop.signal),
    isStopped: () => stop.signal.aborted,
    onAnswer: (tally: PingTally) => {
      note();
      context.stdout.write(isSilent ? "" : `${answerLine(tally)}\n`);
    },
    onLoss: (tally: PingTally, error: MemtoolError) => {
      note();
      // What was said in full is not said again at each ping.
      if (told.get(tally) === error.message) {
        context.stderr.write(`memtool ping: ${tally.address} seq=${tally.sentCount} no answer, as before\n`);
      } else {
        complain({ name: "ping", context }, error);
      }
      told.set(tally, error.message);
    },
  };
  try {
    const tallies = await Promise.all(servers.clients.map((client) => pingServer(client, plan, ports)));
    context.stdout.write(report(tallies, plan.count, options));
    return exitCodeFor(tallies, stop.signal.aborted && plan.count !== 0);
  } finally {
    note();
    release();
    servers.destroy();
  }
}

/** A single ping needs no summary. */
function report(tallies: readonly PingTally[], count: number, { json, quiet }: PingValues): string {
  if (json) {
    return pingJson(tallies);
  }
  return quiet || count === 1 ? "" : tallies.map((tally) => `${summaryLine(tally)}\n`).join("");
}

/** Every ping has to be answered; one that was interrupted did not come to its end. */
function exitCodeFor(tallies: readonly PingTally[], isCutShort: boolean): ExitCode {
  const errors = tallies.flatMap(({ error }) => error ?? []);
  if (isCutShort) {
    return EXIT.interrupted;
  }
  return errors.length === 0 ? EXIT.ok : worstExitCode(errors);
}

/** Says on a terminal what is waited for. @returns takes the line away again */
function noteWait(names: readonly string[], waitMs: number, context: Context): () => void {
  const line = new StatusLine(context);
  line.show(`waiting for ${names.join(", ")}, at most ${formatDurationMs(waitMs)}...`);
  return () => line.clear();
}

/** The command. */
export const pingCommand: CommandDefinition = defineCommand({
  name: "ping",
  describe: "measure the round trip to servers, or wait until they answer",
  positionals: [],
  options: OPTIONS,
  examples: [
    { command: "memtool ping", describe: "is the local server there?" },
    { command: "memtool ping --count 5 --every 200ms", describe: "five round trips and their spread" },
    { command: "memtool ping --quiet --wait 30s -s cache1", describe: "wait until a container is ready" },
  ],
  notes: [
    "Each ping is the command `version`; connecting is not part of its time.",
    "Exit codes: 0 every ping was answered, 2 wrong usage, 3 one was not, 4 a server refused the login or TLS, 130 interrupted (0 or 3 with --count 0).",
  ],
  handler: async ({ options }, context) => await ping(options, context),
});
