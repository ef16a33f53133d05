/** `memtool keys stats`: the command's data. The sums are made in src/keys, their tables in src/cli/keys. */
import { MemtoolError } from "../../base/errors.ts";
import { compileFilter } from "../../keys/key-filter.ts";
import type { KeyScan } from "../../keys/key-scan.ts";
import { KeyStatistics } from "../../keys/key-statistics.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { CHOICE_OPTIONS, criteriaOf, EXACT_OPTIONS, onlyClassOf, WAIT_OPTIONS } from "../keys/scan-options.ts";
import { concludeScans, runScans } from "../keys/scan-run.ts";
import { peopleTables, prefixRows, type StatisticsReport, statisticsJson } from "../keys/statistics-tables.ts";
import { timerMs } from "../option-values.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf, type OutputFormat } from "../output/result-format.ts";
import { resultText } from "../output/result-text.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";

const NAME = "keys stats";

/** Prefixes that are kept at least; each takes 1.5 KiB, and twice as many are kept for a while. */
const PREFIXES_MAX = 10_000;

/** Most keys that `--biggest` remembers. */
const BIGGEST_MAX = 1000;

const PREFIX_GROUP = "Prefixes";

const OPTIONS = {
  ...CHOICE_OPTIONS,
  delimiter: {
    type: "text",
    unit: "TEXT",
    default: ":",
    describe: "what stands between the parts of a key",
    example: "/",
    group: PREFIX_GROUP,
  },
  depth: {
    type: "integer",
    unit: "N",
    default: "1",
    describe: "how many parts a prefix has: of user:1:name it is user: with 1, user:1: with 2",
    example: "2",
    group: PREFIX_GROUP,
  },
  top: {
    type: "count",
    unit: "N",
    default: "20",
    describe: `how many prefixes are shown one by one, at most ${PREFIXES_MAX}`,
    example: "50",
    group: PREFIX_GROUP,
  },
  sort: {
    type: "text",
    choices: ["bytes", "keys"],
    default: "bytes",
    describe: "which prefixes come first",
    example: "keys",
    group: PREFIX_GROUP,
  },
  biggest: {
    type: "count",
    unit: "N",
    default: "10",
    describe: `how many of the biggest items are named, at most ${BIGGEST_MAX}; 0 for none`,
    example: "100",
  },
  ...FORMAT_OPTIONS,
  ...EXACT_OPTIONS,
  ...WAIT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type StatsArguments = CommandArguments<typeof OPTIONS>;

function checkRange(name: string, value: number, min: number, max: number): number {
  if (value < min || value > max) {
    throw new MemtoolError("USAGE", `--${name} is ${value}, it must be between ${min} and ${max}`);
  }
  return value;
}

async function runKeyStats({ options, words }: StatsArguments, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const topMax = checkRange("top", options.top, 0, PREFIXES_MAX);
  const statistics = new KeyStatistics({
    delimiter: options.delimiter,
    depth: checkRange("depth", options.depth, 1, 250),
    prefixesMax: PREFIXES_MAX,
    biggestMax: checkRange("biggest", options.biggest, 0, BIGGEST_MAX),
  });
  const { addresses, tls } = await findServers(words, options, context);
  const counts = new Map<KeyScan, number>();
  const run = await runScans(
    {
      commandName: NAME,
      addresses,
      tls,
      timeoutMs: timerMs("timeout", options.timeout),
      filter: compileFilter(criteriaOf(options)),
      onlyClass: onlyClassOf(options),
      isExact: options.exact,
      fromClasses: [],
      wantsProgress: true,
      consume: async (scan, chosen) => {
        const { name, nowS } = scan;
        for (const entry of chosen) {
          statistics.add(entry, name, nowS);
        }
        counts.set(scan, (counts.get(scan) ?? 0) + chosen.length);
        return true;
      },
    },
    context,
  );
  const report: StatisticsReport = {
    statistics,
    prefixes: statistics.rankPrefixes(options.sort, topMax),
    delimiter: options.delimiter,
    servers: run.scans.map((scan) => ({
      address: scan.name,
      keys: counts.get(scan) ?? 0,
      complete: scan.isComplete,
    })),
    nowS: run.scans[0]?.nowS ?? 0,
  };
  if (run.failures.length < run.scans.length || statistics.total.itemCount > 0) {
    context.stdout.write(await reportText(report, format, context));
  }
  warnIncomplete(run.scans, context);
  return concludeScans(run, NAME, context, false);
}

async function reportText(report: StatisticsReport, format: OutputFormat, context: Context): Promise<string> {
  switch (format) {
    case "json":
      return jsonDocument(statisticsJson(report));
    case "tsv":
    case "csv":
    case "jsonl":
      return await resultText(format, prefixRows(report), context);
    case "table":
    case "markdown": {
      const texts = await Promise.all(
        peopleTables(report, context.width).map((table) => resultText(format, table, context)),
      );
      return texts.join("\n");
    }
  }
}

function warnIncomplete(scans: readonly KeyScan[], context: Context): void {
  for (const scan of scans) {
    // Of one that could not be reached the failure says enough.
    if (!scan.isComplete && scan.seenCount > 0) {
      const of = scan.expectedCount === undefined ? "" : ` of ${scan.expectedCount}`;
      context.stderr.write(`memtool ${NAME}: ${scan.name} was not walked to its end: ${scan.seenCount}${of} keys\n`);
    }
  }
}

/** The command. */
export const keysStatsCommand = defineCommand({
  name: NAME,
  describe: "sum keys up by prefix: memory, TTL, idle time, sizes, the biggest",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool keys stats", describe: "what fills the local server" },
    { command: "memtool keys stats --depth 2 --top 50 a:11211 b:11211", describe: "finer, over two servers together" },
    { command: "memtool keys stats --match 'session:*' --format json", describe: "sessions only, for a program" },
  ],
  notes: [
    "Sizes are what items take: header, key and value. Idle times are to a minute. A p99 of a prefix may be an eighth too large; that of all keys is exact to a thousandth.",
    `Memory stays bounded: beyond ${2 * PREFIXES_MAX} prefixes the smallest are summed up as others, and missing_bytes_max says what a prefix may lack.`,
    "Exit codes: 0 done, 2 wrong usage, 3 a server could not be reached or scanned to its end, 4 a server refused, 130 interrupted.",
  ],
  handler: runKeyStats,
});
