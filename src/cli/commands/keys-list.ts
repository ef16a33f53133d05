/** `memtool keys list`: the command's data. The scan is in src/keys, its lines in src/cli/keys. */
import { parseAddressList } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { compileFilter, needsMetadump } from "../../keys/key-filter.ts";
import type { KeyScan } from "../../keys/key-scan.ts";
import { ACCESS_OPTIONS, resolveAccess } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { keyLineFormat } from "../keys/key-lines.ts";
import { parseResumePoints } from "../keys/resume-points.ts";
import { CHOICE_OPTIONS, criteriaOf, RESUME_OPTIONS, WAIT_OPTIONS } from "../keys/scan-options.ts";
import { concludeScans, runScans } from "../keys/scan-run.ts";
import { writeOut } from "../keys/write-out.ts";
import { timerMs } from "../option-values.ts";
import { jsonDocument } from "../output/json.ts";

const NAME = "keys list";

const OPTIONS = {
  ...CHOICE_OPTIONS,
  long: {
    type: "flag",
    alias: "l",
    describe: "tab-separated: key, ttl (-1 never), size, class, idle, fetched, and the server if there are several",
    example: "memtool keys list --long",
    group: "Output",
  },
  json: {
    type: "flag",
    describe: "one JSON object a line; errors too",
    example: "memtool keys list --json | jq -r .key",
    group: "Output",
  },
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
  ...WAIT_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type ListArguments = CommandArguments<typeof OPTIONS>;

function checkOptions({ count, long, json, limit }: ListArguments["options"]): void {
  if (count && (long || limit !== undefined)) {
    throw new MemtoolError("USAGE", `--count counts all keys: --${long ? "long" : "limit"} has no place beside it`);
  }
  if (long && json) {
    throw new MemtoolError("USAGE", "one format at a time: --long or --json");
  }
  if (limit !== undefined && limit < 1) {
    throw new MemtoolError("USAGE", "--limit must be at least 1");
  }
}

async function runList({ options, words }: ListArguments, context: Context): Promise<number> {
  checkOptions(options);
  const { addresses, tls } = resolveAccess(parseAddressList(words, context.env), options, context.env);
  const criteria = criteriaOf(options);
  const format = keyLineFormat(options, addresses.length > 1);
  const counts = new Map<KeyScan, number>();
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  let header = format.header;
  const run = await runScans(
    {
      commandName: NAME,
      addresses,
      tls,
      timeoutMs: timerMs("timeout", options.timeout),
      filter: compileFilter(criteria),
      onlyClass: options.class,
      fromClasses: parseResumePoints(options["resume-from"] ?? [], addresses),
      wantsProgress: options.count || !context.isTerminal,
      consume: async (scan, chosen, signal) => {
        const shown = chosen.length > left ? chosen.slice(0, left) : chosen;
        counts.set(scan, (counts.get(scan) ?? 0) + shown.length);
        left -= shown.length;
        if (!options.count) {
          const { nowS } = scan;
          const lines = shown.map((entry) => format.line(entry, scan.name, nowS));
          await writeOut(context.stdout, header + lines.join(""), signal);
          header = "";
        }
        return left > 0;
      },
    },
    context,
  );
  if (options.count) {
    context.stdout.write(countText(run.scans, counts, options.json));
  }
  if (needsMetadump(criteria) && run.scans.some(({ source }) => source === "cachedump")) {
    context.stderr.write(`memtool ${NAME}: stats cachedump tells no access times, so none of its keys was chosen\n`);
  }
  return concludeScans(run, NAME, context, true);
}

function countText(scans: readonly KeyScan[], counts: ReadonlyMap<KeyScan, number>, json: boolean): string {
  const servers = scans.map((scan) => ({ address: scan.name, keys: counts.get(scan) ?? 0, complete: scan.isComplete }));
  const total = servers.reduce((sum, { keys }) => sum + keys, 0);
  if (json) {
    return jsonDocument({ servers, total });
  }
  if (servers.length === 1) {
    return `${total}\n`;
  }
  return [...servers.map(({ address, keys }) => `${address}\t${keys}\n`), `total\t${total}\n`].join("");
}

/** The command. */
export const keysListCommand = defineCommand({
  name: NAME,
  describe: "list the keys of one or several servers, as they come",
  positionals: [
    {
      name: "servers",
      describe: "host:port, [v6]:port, /path.sock or memcached://...; default $MEMCACHE_SERVERS, then 127.0.0.1:11211",
      example: "10.0.0.1 10.0.0.2:11212",
      variadic: true,
    },
  ],
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
    "Keys are shown as they are; bytes that are not printable as \\xNN, \\n or \\e, a backslash as \\\\. Expired keys do not appear. A key that moves to another slab class meanwhile may come twice or not at all; every other key that is there all the time comes once.",
    "A scan that is stopped says how to go on. A server has no cursor to go on from, only slab classes: the unfinished one is walked again.",
    "While a reader pauses (| less), its server runs no other crawl or dump: 1.6 lets a connection that asks for one wait, and others on the same thread with it.",
    "Exit codes: 0 done, 2 wrong usage, 3 a server could not be reached or scanned to its end, 4 a server refused, 130 interrupted.",
  ],
  handler: runList,
});
