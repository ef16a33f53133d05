/** `memtool keys hot`: the command's data, the run and its output. The work is in src/keys/hot. */
import { MemtoolError } from "../../base/errors.ts";
import { randomSeed } from "../../base/random.ts";
import type { WatchedEvent } from "../../client/watch-stream.ts";
import { HotWatch, type ServerHotKeys } from "../../keys/hot/hot-watch.ts";
import { mergeReports } from "../../keys/hot/merge-reports.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT, exitCodeOf, worstOf } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { type HotSection, hotData, hotJson, hotNotes, hotTable, hotTitle } from "../keys/hot-table.ts";
import { LiveBlock } from "../keys/live-block.ts";
import { isLiveTerminal } from "../live-terminal.ts";
import { timerMs } from "../option-values.ts";
import { humanText } from "../output/cell.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import { cellsOf } from "../output/result-table.ts";
import { resultText } from "../output/result-text.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";

/** Time between two drawings on a terminal. */
const REFRESH_MS = 1000;

/** More counters than this would take a gigabyte. */
const CAPACITY_MAX = 5_000_000;

/** Version of the JSON schema; grows when a field changes its meaning or goes. */
const JSON_SCHEMA = 1;

const OPTIONS = {
  duration: { type: "duration", default: "10s", describe: "watch this long", example: "1m" },
  top: { type: "count", default: "20", describe: "show this many keys", example: "50" },
  events: {
    type: "text",
    choices: ["fetchers", "mutations", "deletions", "evictions"],
    default: "fetchers",
    describe: "what is counted: lookups, stores, deletions or evictions of a key",
    example: "evictions",
  },
  count: {
    type: "count",
    defaultText: "no limit",
    describe: "watch a server no longer once it told of this many events",
    example: "1M",
  },
  capacity: {
    type: "count",
    default: "10k",
    describe: "count this many keys at the same time; errors are at most events / capacity",
    example: "100k",
  },
  timeout: {
    type: "duration",
    default: "1s",
    describe: "give a server up when it does not connect or reply within this time",
    example: "250ms",
  },
  ...FORMAT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type HotArguments = CommandArguments<typeof OPTIONS>;
type HotOptions = HotArguments["options"];

async function runHot({ options, words }: HotArguments, context: Context): Promise<number> {
  checkOptions(options);
  formatOf(options, context);
  const { addresses, tls } = await findServers(words, options, context);
  const watch = new HotWatch(addresses, {
    event: options.events,
    capacity: options.capacity,
    tls,
    timeoutMs: timerMs("timeout", options.timeout),
    clock: context.clock,
    seed: randomSeed(),
    eventsMax: options.count,
  });
  let isInterrupted = false;
  const interrupted = new Promise<void>((resolve) => {
    context.onInterrupt(() => {
      isInterrupted = true;
      resolve();
    });
  });
  await Promise.race([watch.start(), interrupted]);
  // Only to add several servers up is every counter needed, of which there may be millions.
  const keysMax = addresses.length === 1 ? options.top + 1 : Number.POSITIVE_INFINITY;
  await watchFor(watch, keysMax, options, context, interrupted);
  await watch.finish();
  const results = watch.results(keysMax);
  reportFailures(results, isInterrupted, context);
  context.stdout.write(await output(results, options, context));
  return isInterrupted ? EXIT.interrupted : exitCodeFor(results);
}

function checkOptions({ top, capacity, count, duration }: HotOptions): void {
  timerMs("duration", duration);
  if (top < 1) {
    throw new MemtoolError("USAGE", "--top must be at least 1");
  }
  if (count !== undefined && count < 1) {
    throw new MemtoolError("USAGE", "--count must be at least 1");
  }
  if (capacity < top || capacity > CAPACITY_MAX) {
    throw new MemtoolError("USAGE", `--capacity must be at least --top and at most ${CAPACITY_MAX}`);
  }
}

/** Waits for the end: the time is up, nobody is watched any more, or a person has had enough. On a terminal the keys are shown meanwhile. */
async function watchFor(
  watch: HotWatch,
  keysMax: number,
  options: HotOptions,
  context: Context,
  interrupted: Promise<void>,
): Promise<void> {
  const { clock } = context;
  const block = isLiveTerminal(context.stderr, context.env) ? new LiveBlock(context.stderr) : undefined;
  const startMs = clock.monotonicMs();
  let isOver = false;
  const over = Promise.race([interrupted, watch.ended]).then(() => {
    isOver = true;
  });
  for (;;) {
    const leftMs = options.duration - (clock.monotonicMs() - startMs);
    if (isOver || leftMs <= 0) {
      break;
    }
    await Promise.race([over, clock.sleep(Math.min(REFRESH_MS, leftMs))]);
    if (block !== undefined && !isOver) {
      await Promise.race([over, watch.readLoss()]);
      block.draw(liveLines(sectionsOf(watch.results(keysMax), options), options, block.rows));
    }
  }
  block?.clear();
}

/** The sections: of several servers first all of them together. Each with one key more than is shown. */
function sectionsOf(results: readonly ServerHotKeys[], { top }: HotOptions): HotSection[] {
  const watched = results.flatMap(({ address, report, elapsedMs }) =>
    report === undefined ? [] : [{ name: address, report, elapsedMs }],
  );
  const cut = watched.map((one) => ({ ...one, report: { ...one.report, keys: one.report.keys.slice(0, top + 1) } }));
  if (watched.length < 2) {
    return cut;
  }
  const elapsedMs = Math.max(...watched.map((one) => one.elapsedMs));
  const total = mergeReports(
    watched.map(({ report }) => report),
    top + 1,
  );
  return [{ name: "total", elapsedMs, report: total }, ...cut];
}

/** The first section in columns, as high as the terminal. */
function liveLines(sections: readonly HotSection[], { events, top }: HotOptions, rows: number): string[] {
  const [section] = sections;
  if (section === undefined) {
    return [];
  }
  const limit = Math.max(1, Math.min(top, rows - 3));
  const { columns, rows: keys } = hotTable(section, events, limit);
  const table = [columns.map(({ label }) => label), ...keys.map((row) => cellsOf(columns, row).map(humanText))];
  const widths = columns.map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  const lines = table.map((row) => {
    const [key = "", ...numbers] = row;
    const padded = numbers.map((text, index) => text.padStart(widths[index + 1] ?? 0));
    return [...padded, key].join("  ");
  });
  const loss = section.report.lost === 0 ? "" : `, ${section.report.lost} lost`;
  return [`${hotTitle(section, events)}${loss}   (Ctrl-C ends)`, ...lines];
}

/** The only server's failure is the command's; among several each is named and the others are still shown. */
function reportFailures(results: readonly ServerHotKeys[], isInterrupted: boolean, context: Context): void {
  const failed = results.filter(({ error }) => error !== undefined);
  const hasKeys = results.some(({ report }) => report !== undefined);
  const [first] = failed;
  if (!hasKeys && results.length === 1 && first?.error !== undefined && !isInterrupted) {
    throw first.error;
  }
  for (const { error } of failed) {
    context.stderr.write(failureText(describeFailure(error), "keys hot"));
  }
}

async function output(results: readonly ServerHotKeys[], options: HotOptions, context: Context): Promise<string> {
  const { events, top } = options;
  const sections = sectionsOf(results, options);
  const format = formatOf(options, context);
  if (format === "json") {
    return jsonReport(results, sections, options);
  }
  if (format === "table" || format === "markdown") {
    const tables = sections.map((section) => resultText(format, hotTable(section, events, top), context));
    return (await Promise.all(tables)).join("\n");
  }
  for (const section of sections) {
    const notes = [hotTitle(section, events), ...hotNotes(section, events, top)];
    context.stderr.write(notes.map((note) => `${note}\n`).join(""));
  }
  return await resultText(format, hotData({ event: events, sections, limit: top }), context);
}

/** { schema, event, servers: [{ address, up, ...section or error }], total: section (of several servers) } */
function jsonReport(results: readonly ServerHotKeys[], sections: readonly HotSection[], options: HotOptions): string {
  const { events, top } = options;
  const bySection = new Map(sections.map((section) => [section.name, hotJson(section, events, top)]));
  return jsonDocument({
    schema: JSON_SCHEMA,
    event: events satisfies WatchedEvent,
    servers: results.map(({ address, report, error }) => ({
      address,
      up: report !== undefined,
      ...(bySection.get(address) ?? {}),
      ...(error === undefined ? {} : { error: { code: error.code, message: error.message, hint: error.hint } }),
    })),
    ...(bySection.has("total") ? { total: bySection.get("total") } : {}),
  });
}

function exitCodeFor(results: readonly ServerHotKeys[]): number {
  return worstOf(results.flatMap(({ error }) => (error === undefined ? [] : [exitCodeOf(error.code)])));
}

/** The command. */
export const keysHotCommand = defineCommand({
  name: "keys hot",
  describe: "the keys that are asked for, stored or evicted most often",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool keys hot", describe: "the 20 hottest keys of ten seconds" },
    { command: "memtool keys hot a:11211 b:11211 --duration 1m", describe: "of two servers and of both together" },
    { command: "memtool keys hot --events evictions --json", describe: "which keys lose their place" },
  ],
  notes: [
    "The server tells every lookup by `watch`; also those a set, an incr or a delete makes. Keys are counted by a Space-Saving sketch: the true count lies between count - error and count. What the server could not tell is counted and said; then the counts are a sample.",
    "Hits and misses are those of the part that is certain (count - error). In a pipe the table is tab-separated lines of exact numbers, and what they are worth stands on stderr.",
    "Exit codes: 0 every server was watched, 2 wrong usage, 3 a server could not be reached or watched, 4 a server refused, 130 interrupted (with what was known).",
  ],
  handler: runHot,
});
