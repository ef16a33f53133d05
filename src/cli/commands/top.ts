/** `memtool top`: the command's data; opens servers or a recording, and shows them on a screen or as lines. The work is in src/monitor and src/ui/top. */
import { distinctAddresses, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { randomSeed } from "../../base/random.ts";
import { adviceFor } from "../../monitor/advice/advice.ts";
import { MonitorModel } from "../../monitor/model.ts";
import type { Round, ServerAnswer, StatsSubcommand } from "../../monitor/reading.ts";
import { initialTop, type TopState } from "../../ui/top/top-state.ts";
import { ACCESS_OPTIONS, refuseAccess, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { isLiveTerminal } from "../live-terminal.ts";
import { timerMs } from "../option-values.ts";
import { FIND_OPTIONS, FOLLOW_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";
import { followServers, sayingListener } from "../servers/follow-servers.ts";
import { createRecording } from "../stats/recording-file.ts";
import { HotWatcher } from "../top/hot-watcher.ts";
import { LiveRounds } from "../top/live-rounds.ts";
import { ReplayRounds } from "../top/replay-rounds.ts";
import { runLines } from "../top/run-lines.ts";
import { extrasFor, runScreen } from "../top/run-screen.ts";

const OPTIONS = {
  every: {
    type: "duration",
    default: "1s",
    describe: "time between two rounds; + and - change it on the screen",
    example: "5s",
  },
  count: {
    type: "integer",
    defaultText: "until it is ended",
    describe: "end after this many rounds; with lines instead of the screen",
    example: "10",
  },
  timeout: {
    type: "duration",
    default: "1s",
    describe: "a server that does not connect or reply within this time is down",
    example: "250ms",
  },
  lines: {
    type: "flag",
    describe: "a line a server and round, on a terminal too; always in a pipe, with CI=1 and TERM=dumb",
    example: "memtool top --lines",
    group: "Output",
  },
  record: {
    type: "text",
    unit: "FILE",
    defaultText: "nothing is kept",
    describe: "write every round to this new file",
    example: "incident.jsonl",
    group: "Recordings",
  },
  replay: {
    type: "text",
    unit: "FILE",
    defaultText: "servers as they are now",
    describe: "show a recording of --record or of memtool stats --record",
    example: "incident.jsonl",
    group: "Recordings",
  },
  speed: {
    type: "integer",
    default: "1",
    describe: "how many times as fast a recording is shown; + and - change it on the screen",
    example: "10",
    group: "Recordings",
  },
  ...FIND_OPTIONS,
  ...FOLLOW_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

/** Most lines about the servers that are said when the screen is given back, the last ones. */
const UNSAID_LINES_MAX = 20;

type TopArguments = CommandArguments<typeof OPTIONS>;

function adviceOf(answer: ServerAnswer, earlier: ServerAnswer | undefined): string[] {
  return adviceFor(answer, earlier).map(({ text }) => text);
}

/** How the rounds are shown, wherever they come from. */
interface Showing {
  readonly isScreen: boolean;
  readonly count: number | undefined;
  readonly context: Context;
}

function checkOptions({ options, words }: TopArguments): void {
  const { count, replay, record, speed } = options;
  if (count !== undefined && count < 1) {
    throw new MemtoolError("USAGE", "--count must be at least 1");
  }
  if (speed < 1 || speed > 1000) {
    throw new MemtoolError("USAGE", "--speed must be from 1 to 1000");
  }
  if (replay === undefined) {
    return;
  }
  if (words.length > 0 || record !== undefined) {
    throw new MemtoolError("USAGE", "--replay shows a recording: it takes no servers and no --record");
  }
  refuseAccess(options, "a recording is shown");
}

async function showReplay(path: string, speed: number, { isScreen, count, context }: Showing): Promise<number> {
  const source = await ReplayRounds.open(path, isScreen ? speed : Number.POSITIVE_INFINITY);
  const model = new MonitorModel(source.names);
  const onRound = (): void => {};
  return isScreen
    ? await runScreen(
        {
          model,
          initial: initialTop(source.names, 1000, speed),
          rounds: { kind: "replay", source },
          onRound,
          adviceOf,
          hot: undefined,
        },
        context,
      )
    : await runLines({ source, model, count, onRound }, context);
}

async function showServers({ options, words }: TopArguments, showing: Showing): Promise<number> {
  const { isScreen, count, context } = showing;
  const everyMs = timerMs("every", options.every);
  const timeoutMs = timerMs("timeout", options.timeout);
  const found = await findServers(words, options, context);
  const { tls } = found;
  const addresses = distinctAddresses(found.addresses);
  const names = addresses.map(formatAddress);
  const model = new MonitorModel(names);
  const initial = initialTop(names, everyMs);
  let state: TopState = initial;
  const extras = (): StatsSubcommand[] => (isScreen ? extrasFor(state.page) : []);
  const source = new LiveRounds({ addresses, tls, timeoutMs, everyMs, clock: context.clock, extras });
  const { record } = options;
  const recorder = record === undefined ? undefined : createRecording(record, context.clock.unixMs());
  const onRound = (round: Round): void => recorder?.write(round);
  const byName = new Map(addresses.map((address) => [formatAddress(address), address]));
  // On the screen servers come and go before one's eyes; what else there is to say waits until it is given back.
  const unsaid: string[] = [];
  const say = (line: string): unknown => (isScreen ? unsaid.push(line) : tell(line, context));
  const stopFollowing = followServers(
    found.followed,
    sayingListener(say, () => {
      const now = distinctAddresses((found.followed?.servers ?? []).map(({ address }) => address));
      source.setAddresses(now);
      for (const address of now) {
        byName.set(formatAddress(address), address);
      }
    }),
  );
  try {
    if (!isScreen) {
      return await runLines({ source, model, count, onRound }, context);
    }
    const rounds = { kind: "live", source, recordsTo: record } as const;
    const onState = (next: TopState): void => {
      state = next;
    };
    const hot = new HotWatcher({ addresses: byName, tls, timeoutMs, clock: context.clock, seed: randomSeed });
    return await runScreen({ model, initial, rounds, onRound, adviceOf, hot, onState }, context);
  } finally {
    recorder?.close();
    await stopFollowing();
    for (const line of unsaid.slice(-UNSAID_LINES_MAX)) {
      tell(line, context);
    }
  }
}

function tell(line: string, { stderr }: Context): void {
  stderr.write(`memtool top: ${escapeControls(line)}\n`);
}

async function runTop(args: TopArguments, context: Context): Promise<number> {
  checkOptions(args);
  const { lines, count, replay, speed } = args.options;
  const isScreen =
    !lines && count === undefined && context.stdin.isTTY === true && isLiveTerminal(context.stdout, context.env);
  const showing = { isScreen, count, context };
  return replay === undefined ? await showServers(args, showing) : await showReplay(replay, speed, showing);
}

/** The command. */
export const topCommand = defineCommand({
  name: "top",
  describe: "watch servers live: rates, hit ratio, latency, memory, slabs, hottest keys",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool top", describe: "the local server" },
    { command: "memtool top cache1 cache2 cache3 --every 5s", describe: "a pool, with its total" },
    { command: "memtool top cache1 --record incident.jsonl", describe: "look, and keep what was seen" },
    { command: "memtool top --replay incident.jsonl --speed 10", describe: "see it again, ten times as fast" },
    { command: "memtool top cache1 --count 10 > rates.txt", describe: "ten lines for a file" },
  ],
  notes: [
    "On the screen ? shows the keys. In a pipe it is one line a server and round, as vmstat's; the first round is only there to be compared with.",
    "Servers that were found (dns+, elasticache+, etcd://, --pool) are followed: who leaves the list leaves the screen, with its past in sight when one goes back in time.",
    "A server that dies is shown as down, with the reason and since when, and is there again when it answers.",
    "Exit codes: 0 quit with q or --count reached, 2 wrong usage, 3 no server answered in the last round of --count, 4 all refused then (a login, TLS), 130 Ctrl-C, 143 SIGTERM.",
  ],
  handler: runTop,
});
