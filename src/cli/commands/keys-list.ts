/** `memtool keys list`: the command's data. The scan is in src/keys, its lines in src/cli/keys. */
import { MemtoolError } from "../../base/errors.ts";
import { compileFilter, needsMetadump } from "../../keys/key-filter.ts";
import type { KeyScan } from "../../keys/key-scan.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { type KeyFormat, KeyPrinter } from "../keys/key-printer.ts";
import { parseResumePoints } from "../keys/resume-points.ts";
import {
  CHOICE_OPTIONS,
  criteriaOf,
  EXACT_OPTIONS,
  onlyClassOf,
  RESUME_OPTIONS,
  WAIT_OPTIONS,
} from "../keys/scan-options.ts";
import { concludeScans, runScans } from "../keys/scan-run.ts";
import { timerMs } from "../option-values.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";

const NAME = "keys list";

const OPTIONS = {
  ...CHOICE_OPTIONS,
  long: {
    type: "flag",
    alias: "l",
    describe: "with TTL, size, slab class, idle time and whether it was read: a table, or tab-separated in a pipe",
    example: "memtool keys list --long",
    group: "Output",
  },
  format: {
    ...FORMAT_OPTIONS.format,
    defaultText: "keys, and with --long a table or tsv",
    describe: "how --long is printed",
  },
  json: {
    type: "flag",
    describe: "short for --format jsonl, one object a line; errors are printed as JSON too",
    example: "memtool keys list --json | jq -r .key",
    group: "Output",
  },
  csv: FORMAT_OPTIONS.csv,
  count: {
    type: "flag",
    alias: "c",
    describe: "only how many there are",
    example: "memtool keys list --count --match 'user:*'",
    group: "Output",
  },
  limit: {
    type: "count",
    unit: "N",
    alias: "n",
    defaultText: "all",
    describe: "stop after so many keys",
    example: "100",
    group: "Output",
  },
  ...RESUME_OPTIONS,
  ...EXACT_OPTIONS,
  ...WAIT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type ListArguments = CommandArguments<typeof OPTIONS>;

function checkOptions({
  count,
  long,
  format,
  csv,
  limit,
  exact,
  "resume-from": resumeFrom,
}: ListArguments["options"]): void {
  const other = long
    ? "long"
    : limit !== undefined
      ? "limit"
      : format !== undefined
        ? "format"
        : csv
          ? "csv"
          : undefined;
  if (count && other !== undefined) {
    throw new MemtoolError("USAGE", `--count counts all keys: --${other} has no place beside it`);
  }
  if (exact && resumeFrom !== undefined && resumeFrom.length > 0) {
    throw new MemtoolError("USAGE", "--resume-from goes on with slab classes, and --exact walks none");
  }
  if (limit !== undefined && limit < 1) {
    throw new MemtoolError("USAGE", "--limit must be at least 1");
  }
}

function keyFormatOf({ long, format, json, csv }: ListArguments["options"], context: Context): KeyFormat {
  const jsonLines = json ? "jsonl" : undefined;
  if (format === undefined && !long && !csv) {
    return jsonLines ?? "keys";
  }
  if (jsonLines !== undefined && (csv || (format ?? jsonLines) !== jsonLines)) {
    throw new MemtoolError("USAGE", `one format at a time: --json (jsonl) or ${csv ? "csv" : format}`);
  }
  return formatOf({ format: format ?? jsonLines, json: false, csv }, context);
}

async function runList({ options, words }: ListArguments, context: Context): Promise<number> {
  checkOptions(options);
  const { addresses, tls } = await findServers(words, options, context);
  const criteria = criteriaOf(options);
  const printer = options.count
    ? undefined
    : new KeyPrinter(keyFormatOf(options, context), addresses.length > 1, context);
  const counts = new Map<KeyScan, number>();
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  const run = await runScans(
    {
      commandName: NAME,
      addresses,
      tls,
      timeoutMs: timerMs("timeout", options.timeout),
      filter: compileFilter(criteria),
      onlyClass: onlyClassOf(options),
      isExact: options.exact,
      fromClasses: parseResumePoints(options["resume-from"] ?? [], addresses),
      wantsProgress: options.count || !context.isTerminal,
      consume: async (scan, chosen, signal) => {
        const shown = chosen.length > left ? chosen.slice(0, left) : chosen;
        counts.set(scan, (counts.get(scan) ?? 0) + shown.length);
        left -= shown.length;
        await printer?.print(shown, scan.name, scan.nowS, signal);
        return left > 0;
      },
    },
    context,
  );
  await printer?.end(run.signal);
  if (options.count) {
    context.stdout.write(countText(run.scans, counts, options.json));
  }
  if (needsMetadump(criteria) && run.scans.some(({ source }) => source === "cachedump")) {
    context.stderr.write(`memtool ${NAME}: stats cachedump tells no access times, so none of its keys was chosen\n`);
  }
  return concludeScans(run, NAME, context, !options.exact);
}

function countText(scans: readonly KeyScan[], counts: ReadonlyMap<KeyScan, number>, json: boolean): string {
  const servers = scans.map((scan) => ({ address: scan.name, keys: counts.get(scan) ?? 0, complete: scan.isComplete }));
  // A server that could not be reached has not been counted at all.
  const isKnown = scans.map(({ isComplete, seenCount }) => isComplete || seenCount > 0);
  const total = servers.reduce((sum, { keys }) => sum + keys, 0);
  if (json) {
    return jsonDocument({ servers, total });
  }
  if (servers.length === 1) {
    return isKnown[0] === true ? `${total}\n` : "";
  }
  const lines = servers.map(({ address, keys }, index) => `${address}\t${isKnown[index] === true ? keys : "-"}\n`);
  return [...lines, `total\t${total}\n`].join("");
}

/** The command. */
export const keysListCommand = defineCommand({
  name: NAME,
  describe: "list the keys of one or several servers, as they come",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool keys list --match 'user:*' --limit 20", describe: "some keys of users" },
    {
      command: "memtool keys list --long --ttl-below 5m a:11211 b:11211",
      describe: "what expires soon, on two servers",
    },
    { command: "memtool keys list --never-fetched --count", describe: "how many keys nobody has read" },
  ],
  notes: [
    "Keys are shown as they are; bytes that are not printable as \\xNN, \\n or \\e, a backslash as \\\\. Expired keys do not appear. A busy server's crawler leaves out keys that are in use at that moment (1 to 2 % at full load), and a key that moves to another slab class meanwhile may come twice; --exact misses none.",
    "A scan that is stopped says how to go on. A server has no cursor to go on from, only slab classes: the unfinished one is walked again.",
    "While a reader pauses (| less), its server runs no other crawl or dump: 1.6 lets a connection that asks for one wait, and others on the same thread with it.",
    "Exit codes: 0 done, 2 wrong usage, 3 a server could not be reached or scanned to its end, 4 a server refused, 130 interrupted.",
  ],
  handler: runList,
});
