/** `memtool keys dump`: the command's data. Reading is in src/keys/move/item-source.ts, the file in dump-file.ts. */
import { formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatBytes, formatCount } from "../../base/format-units.ts";
import { randomSeed } from "../../base/random.ts";
import { compileFilter } from "../../keys/key-filter.ts";
import { type DumpFile, openDumpFile } from "../../keys/move/dump-file.ts";
import { DumpWriter } from "../../keys/move/dump-writer.ts";
import { KeyHashSet } from "../../keys/move/key-hash-set.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { concludeMove, sourceJson, sourceSentence } from "../keys/move-summary.ts";
import { CHOICE_OPTIONS, criteriaOf, onlyClassOf, WAIT_OPTIONS } from "../keys/scan-options.ts";
import { runSources, type SourceRun, totalCounts } from "../keys/source-run.ts";
import { writeOut } from "../keys/write-out.ts";
import { timerMs } from "../option-values.ts";
import { jsonDocument } from "../output/json.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";

const NAME = "keys dump";

const OPTIONS = {
  output: {
    type: "text",
    alias: "o",
    unit: "FILE",
    defaultText: "stdout",
    describe: "where the dump goes; a name that ends in .gz is packed",
    example: "cache.dump.gz",
  },
  resume: {
    type: "flag",
    describe: "go on with the unfinished dump in FILE: keys that are in it are not read again",
    example: "memtool keys dump -o cache.dump --resume",
  },
  overwrite: {
    type: "flag",
    describe: "replace FILE if it is there",
    example: "memtool keys dump -o cache.dump --overwrite",
  },
  rate: {
    type: "rate",
    defaultText: "as fast as it goes",
    describe: "values read a second from each server, at most",
    example: "5k",
  },
  ...CHOICE_OPTIONS,
  json: {
    type: "flag",
    describe: "the counts at the end as a JSON document, on stdout; errors too",
    example: "memtool keys dump -o cache.dump --json",
    group: "Output",
  },
  ...WAIT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type DumpArguments = CommandArguments<typeof OPTIONS>;
type DumpOptions = DumpArguments["options"];

async function runDump({ options, words }: DumpArguments, context: Context): Promise<number> {
  checkOptions(options, context);
  const { addresses, tls } = await findServers(words, options, context);
  const filter = compileFilter(criteriaOf(options));
  const file = await openOutput(options, addresses.map(formatAddress), context);
  const { writer, known, knownCount } = file;
  if (file.isWhole) {
    await file.close();
    context.stderr.write(
      `memtool ${NAME}: the dump in ${options.output} is finished already: ${formatCount(knownCount)} items\n`,
    );
    return EXIT.ok;
  }
  try {
    const run = await runSources(
      {
        commandName: NAME,
        addresses,
        tls,
        timeoutMs: timerMs("timeout", options.timeout),
        filter,
        onlyClass: onlyClassOf(options),
        rate: options.rate,
        isKnown: (server, key) => known.has(server, key),
        take: (server, item) => writer.add(server, item),
        ready: () => writer.ready(),
      },
      context,
    );
    return await conclude(run, file, options, context);
  } finally {
    await file.close();
  }
}

function checkOptions({ output, resume, overwrite, json, rate }: DumpOptions, { isTerminal }: Context): void {
  if (output === undefined && isTerminal) {
    throw new MemtoolError("USAGE", "a dump is not for a terminal", { hint: "name a file: --output FILE" });
  }
  if (output === undefined && (resume || overwrite || json)) {
    const name = resume ? "resume" : overwrite ? "overwrite" : "json";
    throw new MemtoolError("USAGE", `--${name} needs --output FILE`);
  }
  if (resume && overwrite) {
    throw new MemtoolError("USAGE", "--resume goes on with the file, --overwrite begins anew: one of them");
  }
  if (rate !== undefined && !(rate > 0)) {
    throw new MemtoolError("USAGE", "--rate must be more than 0");
  }
}

async function openOutput(options: DumpOptions, servers: readonly string[], context: Context): Promise<DumpFile> {
  const { output, resume, overwrite } = options;
  const created = new Date(context.clock.unixMs()).toISOString();
  if (output !== undefined) {
    return await openDumpFile({ path: output, servers, created, resume, overwrite, seed: randomSeed() });
  }
  const abort = new AbortController();
  const release = context.onInterrupt(() => abort.abort());
  const writer = new DumpWriter((bytes) => writeOut(context.stdout, bytes, abort.signal), false);
  writer.begin({ created, servers });
  return { writer, known: new KeyHashSet(0), knownCount: 0, isWhole: false, close: async () => release() };
}

/** The end block is written only if every server was read to its end. */
async function conclude(
  { results, wasInterrupted }: SourceRun,
  { writer, knownCount }: DumpFile,
  options: DumpOptions,
  context: Context,
): Promise<number> {
  const counts = totalCounts(results);
  const isWhole = results.every(({ isComplete }) => isComplete);
  if (isWhole) {
    const items = counts.taken + knownCount;
    await writer.end({ items, gone: counts.gone, expired: counts.expired, unreadable: counts.unreadable });
  } else {
    await writer.flush();
  }
  const failures = results.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const isNothing = counts.chosen === 0 && !isWhole;
  const size = formatBytes(writer.bytesWritten);
  if (!isNothing) {
    context.stderr.write(`memtool ${NAME}: ${sourceSentence(counts, "dumped")}, ${size} written\n`);
  }
  if (options.json) {
    const document = {
      schema: 1,
      complete: isWhole && counts.hidden === 0,
      ...sourceJson(counts),
      bytes_written: writer.bytesWritten,
    };
    context.stdout.write(jsonDocument(document));
  }
  if (!isWhole && !isNothing) {
    const how = options.output === undefined ? "" : `: the same command with --resume goes on`;
    context.stderr.write(`memtool ${NAME}: the dump is not finished${how}\n`);
  }
  if (wasInterrupted) {
    return EXIT.interrupted;
  }
  return concludeMove(failures, results.length, counts.unreadable + counts.hidden > 0, NAME, context);
}

/** The command. */
export const keysDumpCommand = defineCommand({
  name: NAME,
  describe: "write all items to a file: keys, values, flags, expiry",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool keys dump -o cache.dump.gz", describe: "everything of the local server, packed" },
    { command: "memtool keys dump a:11211 --prefix user: -o users.dump --rate 5k", describe: "gently" },
    { command: "memtool keys dump a:11211 | ssh b memtool keys restore -", describe: "through a pipe" },
  ],
  notes: [
    "Values are read with mg ... u: that is no use of an item, which keeps its place in the LRU and its last access. Servers without the meta commands (before 1.6) cannot be dumped.",
    "A dump is no snapshot: each item is as it was when it was read. Expiry is kept as a date by this machine's clock.",
    "The file: a line of JSON, then blocks with checksums; the last one says how many items there are, so that a file that was cut off is noticed. ARCHITECTURE.md describes it.",
    "Exit codes: 0 done, 1 some items could not be read or are not shown by the server, 2 wrong usage, 3 a server could not be reached or read to its end, 4 a server refused, 130 interrupted.",
  ],
  handler: runDump,
});
