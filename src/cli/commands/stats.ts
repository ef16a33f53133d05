/** `memtool stats`: the command's data, and the choice of view and format. The work is in src/cli/stats and src/stats. */
import { parseAddressList } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { ACCESS_OPTIONS, resolveAccess } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT, exitCodeOf } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { timerMs } from "../option-values.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import { fetchReadings } from "../stats/fetch.ts";
import { connsView, itemsView, slabsView } from "../stats/numbered-views.ts";
import type { FailedReading, ServerReading, StatsView } from "../stats/reading.ts";
import { type StatsFormat, statsReport } from "../stats/report.ts";
import { settingsView } from "../stats/settings-view.ts";
import { sizesView } from "../stats/sizes-view.ts";
import { summaryView } from "../stats/summary-view.ts";
import { suggest } from "../suggest.ts";

const VIEWS: readonly StatsView[] = [settingsView, itemsView, slabsView, sizesView, connsView];

/** Longer waits are announced. */
const WAIT_ANNOUNCED_MS = 1000;

const OPTIONS = {
  timeout: {
    type: "duration",
    default: "1s",
    describe: "give a server up when it does not connect or reply within this time",
    example: "250ms",
  },
  interval: {
    type: "duration",
    defaultText: "one reading, rates since the server's start",
    describe: "read twice, this far apart: rates and a hit ratio of that time",
    example: "1s",
  },
  raw: {
    type: "flag",
    describe: "the server's own lines, STAT name value",
    example: "memtool stats --raw",
    group: "Output",
  },
  ...FORMAT_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type StatsArguments = CommandArguments<typeof OPTIONS>;

/** Splits the words into servers and at most one view. A server of a view's name is written with its port: `items:11211`. */
export function splitWords(words: readonly string[]): { servers: string[]; view: StatsView } {
  const views = words.flatMap((word) => VIEWS.filter(({ name }) => name === word));
  const [view = summaryView, second] = views;
  if (second !== undefined) {
    throw new MemtoolError("USAGE", `one view at a time: ${view.name} or ${second.name}`);
  }
  return { servers: words.filter((word) => !VIEWS.some(({ name }) => name === word)), view };
}

function statsFormatOf({ raw, ...options }: StatsArguments["options"], context: Context): StatsFormat {
  if (raw && (options.format !== undefined || options.json || options.csv)) {
    throw new MemtoolError("USAGE", `one format at a time: raw or ${formatOf(options, context)}`);
  }
  return raw ? "raw" : formatOf(options, context);
}

/** The only server's failure is the command's; among several each is named and the others are still shown. */
async function runStats({ options, words }: StatsArguments, context: Context): Promise<number> {
  const { servers, view } = splitWords(words);
  const format = statsFormatOf(options, context);
  if (options.interval !== undefined && (view !== summaryView || format === "raw")) {
    throw new MemtoolError("USAGE", "--interval measures rates, which only the summary shows");
  }
  const timeoutMs = timerMs("timeout", options.timeout);
  const intervalMs = options.interval === undefined ? undefined : timerMs("interval", options.interval);
  const { addresses, tls } = resolveAccess(parseAddressList(servers, context.env), options, context.env);
  const done = announceWait(intervalMs, context);
  const readings = await fetchReadings(addresses, {
    subcommand: view.subcommand,
    tls,
    timeoutMs,
    intervalMs,
    clock: context.clock,
  });
  done();
  const failed = readings.filter((reading) => !reading.up);
  const [only] = failed;
  if (readings.length === 1 && only !== undefined) {
    throw explained(only, servers);
  }
  for (const reading of failed) {
    context.stderr.write(failureText(describeFailure(explained(reading, servers)), "stats"));
  }
  if (failed.length < readings.length || format === "json") {
    context.stdout.write(await statsReport(view, readings, format, context));
  }
  return exitCodeFor(readings);
}

/** Says on a terminal why nothing happens for more than a second. @returns takes the line away again */
function announceWait(intervalMs: number | undefined, { stderr }: Context): () => void {
  if (intervalMs === undefined || intervalMs <= WAIT_ANNOUNCED_MS || stderr.isTTY !== true) {
    return () => {};
  }
  stderr.write(`measuring for ${formatDurationMs(intervalMs)}...`);
  return () => stderr.write("\r\x1b[K");
}

/** The error with what can be done; a name that nobody can resolve may be a view with a slip in it. @param words the servers as typed */
export function explained({ address, error }: FailedReading, words: readonly string[]): MemtoolError {
  const word = words.find((candidate) => address === `${candidate}:11211`);
  const view =
    word === undefined
      ? undefined
      : suggest(
          word,
          VIEWS.map(({ name }) => name),
        );
  if (view !== undefined && error.code === "CONNECT") {
    const hint = `did you mean the view ${view}? a server is named host:port`;
    return new MemtoolError(error.code, error.message, { cause: error.cause, hint });
  }
  if (error.hint !== undefined || error.code !== "CONNECT") {
    return error;
  }
  const hint = "start a server with `memtool serve`, or name one: memtool stats host:port";
  return new MemtoolError(error.code, error.message, { cause: error.cause, hint });
}

/** The worst of the failures: a server that cannot be reached weighs more than one that refuses. */
function exitCodeFor(readings: readonly ServerReading[]): number {
  const codes = readings.flatMap((reading) => (reading.up ? [] : [exitCodeOf(reading.error.code)]));
  return codes.includes(EXIT.connect) ? EXIT.connect : (codes[0] ?? EXIT.ok);
}

/** The command. */
export const statsCommand = defineCommand({
  name: "stats",
  describe: "show what one or several servers are doing",
  positionals: [
    {
      name: "servers",
      describe: "host:port, [v6]:port, /path.sock or memcached://...; default $MEMCACHE_SERVERS, then 127.0.0.1:11211",
      example: "10.0.0.1 10.0.0.2:11212",
      variadic: true,
    },
    { name: "view", describe: "settings, items, slabs, sizes or conns; default a summary", example: "items" },
  ],
  options: OPTIONS,
  examples: [
    { command: "memtool stats", describe: "the summary of the local server" },
    { command: "memtool stats a:11211 b:11211", describe: "two servers side by side, with a total" },
    { command: "memtool stats --interval 1s", describe: "what happens now, not since the start" },
    { command: "memtool stats --json | jq .total.hit_ratio", describe: "one number for a script" },
  ],
  notes: [
    "In a pipe the summary is tab-separated lines of exact numbers. Averages since the start come out too low after a `stats reset`.",
    "Exit codes: 0 every server answered, 2 wrong usage, 3 a server could not be reached, 4 a server refused.",
  ],
  handler: runStats,
});
