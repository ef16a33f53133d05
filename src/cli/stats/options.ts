/** The options of `memtool stats`, and what they ask for together. */
import { MemtoolError } from "../../base/errors.ts";
import { parseDurationMs } from "../../base/units.ts";
import type { Assertion } from "../../monitor/assertion.ts";
import { ACCESS_OPTIONS } from "../access.ts";
import type { CommandArguments, OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { timerMs } from "../option-values.ts";
import { FORMAT_OPTIONS, formatOf, OUTPUT_FORMATS } from "../output/result-format.ts";
import { FIND_OPTIONS, FOLLOW_OPTIONS } from "../servers/find-options.ts";
import type { StatsView } from "./reading.ts";
import { isRoundFormat, ROUND_FORMATS, type RoundFormatName, type StatsFormat } from "./report.ts";
import { isViewName, loadView, type ViewName } from "./views.ts";

const REPEATING = "Over time";
const CHECKING = "Checks";

/** How long the window of rate() and delta() is when nobody says. */
const OVER_DEFAULT = "10s";

/** Time between the two readings of --delta when nobody says. */
const DELTA_INTERVAL_MS = 1000;

const STATS_FORMATS: readonly StatsFormat[] = [...OUTPUT_FORMATS, ...(Object.keys(ROUND_FORMATS) as RoundFormatName[])];

/** The option table. */
export const STATS_OPTIONS = {
  timeout: {
    type: "duration",
    default: "1s",
    describe: "give a server up when it does not connect or reply within this time",
    example: "250ms",
  },
  wait: {
    type: "duration",
    defaultText: "do not wait",
    describe: "first wait until every server answers, at most this long; exit code 3 when one does not",
    example: "30s",
  },
  interval: {
    type: "duration",
    defaultText: "one reading, rates since the server's start",
    describe: "read twice, this far apart: rates and a hit ratio of that time",
    example: "1s",
    group: REPEATING,
  },
  every: {
    type: "duration",
    defaultText: "once",
    describe: "read again and again, this far apart, until Ctrl-C",
    example: "5s",
    group: REPEATING,
  },
  count: {
    type: "count",
    defaultText: "without end",
    describe: "stop --every after so many readings",
    example: "12",
    group: REPEATING,
  },
  delta: {
    type: "flag",
    describe:
      "show what changed since the reading before, and per second; reads twice, 1s apart, without --every or --interval",
    example: "memtool stats --delta --every 5s",
    group: REPEATING,
  },
  record: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "keep every reading of --every in a new file, for --diff and for memtool top --replay",
    example: "monday.jsonl",
    group: REPEATING,
  },
  diff: {
    type: "flag",
    describe:
      "compare two recordings or two documents of --json, named in place of servers; one recording: its first and last reading",
    example: "memtool stats --diff before.json after.json",
    group: REPEATING,
  },
  assert: {
    type: "text",
    unit: "CHECK",
    repeatable: true,
    defaultText: "none",
    describe:
      "what has to be true of each server, or of total.NAME: a summary field or a stat, rate(NAME) or delta(NAME)",
    example: "'hit_ratio > 0.9'",
    group: CHECKING,
  },
  over: {
    type: "duration",
    defaultText: `${OVER_DEFAULT} where a check needs it`,
    describe: "measure rate(), delta() and window_hit_ratio of --assert over this time",
    example: "30s",
    group: CHECKING,
  },
  raw: {
    type: "flag",
    describe: "the server's own lines, STAT name value",
    example: "memtool stats --raw",
    group: "Output",
  },
  ...FORMAT_OPTIONS,
  format: { ...FORMAT_OPTIONS.format, choices: STATS_FORMATS },
  ...FIND_OPTIONS,
  ...FOLLOW_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

/** What the handler gets. */
export type StatsArguments = CommandArguments<typeof STATS_OPTIONS>;

type StatsOptionValues = StatsArguments["options"];

/** What is to be done. */
export type StatsTask =
  | { readonly kind: "diff" }
  | { readonly kind: "assert"; readonly assertions: readonly Assertion[]; readonly overMs: number | undefined }
  | {
      readonly kind: "show";
      /** Readings follow each other: every one is printed in the same shape, with its time. */
      readonly isRepeated: boolean;
      /** Between readings; undefined for a single one. */
      readonly everyMs: number | undefined;
      /** How many readings are shown. */
      readonly count: number;
      /** The first reading is only there for the next to be compared with. */
      readonly skipsFirst: boolean;
      readonly isDelta: boolean;
      readonly recordPath: string | undefined;
    };

/** The options, checked against each other. */
export interface StatsPlan {
  /** Servers as typed; files under --diff. */
  readonly words: readonly string[];
  readonly view: StatsView;
  readonly format: StatsFormat;
  readonly timeoutMs: number;
  readonly waitMs: number | undefined;
  readonly task: StatsTask;
}

function usage(message: string, hint?: string): MemtoolError {
  return new MemtoolError("USAGE", message, hint === undefined ? {} : { hint });
}

/** Splits the words into servers and at most one view. A server of a view's name is written with its port: `items:11211`. */
export function splitWords(words: readonly string[]): { words: string[]; view: ViewName | undefined } {
  const [view, second] = words.filter(isViewName);
  if (second !== undefined) {
    throw usage(`one view at a time: ${view} or ${second}`);
  }
  return { words: words.filter((word) => !isViewName(word)), view };
}

/** @throws MemtoolError USAGE where the options do not go together */
export async function planStats({ options, words: all }: StatsArguments, context: Context): Promise<StatsPlan> {
  const { words, view } = splitWords(all);
  const format = statsFormatOf(options, context);
  refuseCombinations(options, view, format);
  return {
    words,
    view: await loadView(view),
    format,
    timeoutMs: timerMs("timeout", options.timeout),
    waitMs: options.wait === undefined ? undefined : timerMs("wait", options.wait),
    task: await taskOf(options),
  };
}

function statsFormatOf({ raw, ...options }: StatsOptionValues, context: Context): StatsFormat {
  const format = formatOf(options, context);
  const isAsked = options.format !== undefined || options.json || options.csv;
  if (raw && isAsked && format !== "raw") {
    throw usage(`one format at a time: raw or ${format}`);
  }
  return raw ? "raw" : format;
}

/** Pairs that say two things at once, and options that belong to others. */
function refuseCombinations(options: StatsOptionValues, view: ViewName | undefined, format: StatsFormat): void {
  const asserts = options.assert.length > 0;
  const modes = [
    ...(options.diff ? ["--diff"] : []),
    ...(asserts ? ["--assert"] : []),
    ...(options.every === undefined ? [] : ["--every"]),
    ...(options.interval === undefined ? [] : ["--interval"]),
  ];
  if (modes.length > 1) {
    throw usage(`${modes[0]} and ${modes[1]} do different things: give one of them`, assertHint(modes));
  }
  for (const name of ["count", "record"] as const) {
    if (options[name] !== undefined && options.every === undefined) {
      throw usage(`--${name} belongs to --every`, "add --every 5s");
    }
  }
  if (options.over !== undefined && !asserts) {
    throw usage("--over belongs to --assert", "--interval measures rates for people");
  }
  if (options.wait !== undefined && options.diff) {
    throw usage("--diff asks no server: there is nothing to --wait for");
  }
  if (asserts && isRoundFormat(format)) {
    throw usage(`--assert does not print ${format}`, `its formats are ${OUTPUT_FORMATS.join(", ")}`);
  }
  if (asserts && view !== undefined) {
    throw usage(`--assert prints its checks, not the view ${view}`, "it finds the stats of every view by their names");
  }
  if (asserts && options.delta) {
    throw usage("--assert prints its checks, not what --delta shows", "--assert 'delta(evictions) == 0' checks it");
  }
  if (options.interval !== undefined && !options.delta && (view !== undefined || isRoundFormat(format))) {
    throw usage("--interval measures rates, which only the summary shows", "--delta shows what changed in any view");
  }
  if (isRoundFormat(format) && (options.every !== undefined || options.delta || options.diff)) {
    throw usage(`the format ${format} passes one reading on`, "--format tsv repeats");
  }
}

function assertHint(modes: readonly string[]): string | undefined {
  return modes.includes("--assert") ? "checks measure over --over 30s" : undefined;
}

async function taskOf(options: StatsOptionValues): Promise<StatsTask> {
  if (options.diff) {
    return { kind: "diff" };
  }
  if (options.assert.length > 0) {
    return await assertTask(options);
  }
  const { every, interval, delta, count, record } = options;
  const everyMs = every === undefined ? undefined : timerMs("every", every);
  const intervalMs = interval === undefined ? undefined : timerMs("interval", interval);
  if (count !== undefined && count < 1) {
    throw usage("--count must be at least 1");
  }
  const isOnce = everyMs === undefined;
  const betweenMs = everyMs ?? intervalMs ?? (delta ? DELTA_INTERVAL_MS : undefined);
  return {
    kind: "show",
    isRepeated: !isOnce,
    everyMs: betweenMs,
    count: count ?? (isOnce ? 1 : Number.POSITIVE_INFINITY),
    skipsFirst: delta || intervalMs !== undefined,
    isDelta: delta,
    recordPath: record,
  };
}

async function assertTask(options: StatsOptionValues): Promise<StatsTask> {
  const { needsWindow, parseAssertion } = await import("../../monitor/assertion.ts");
  const assertions = options.assert.map((text) => parseAssertion(text));
  const needed = assertions.some(needsWindow);
  const overMs = options.over ?? (needed ? parseDurationMs(OVER_DEFAULT) : undefined);
  return { kind: "assert", assertions, overMs: overMs === undefined ? undefined : timerMs("over", overMs) };
}
