/** `memtool keys copy`: items from servers to others without a file between. The work is in src/keys/move. */
import { type Address, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatCount } from "../../base/format-units.ts";
import { randomSeed } from "../../base/random.ts";
import { compileFilter } from "../../keys/key-filter.ts";
import { type CopyStateKey, readCopyState, removeCopyState, writeCopyState } from "../../keys/move/copy-state.ts";
import { KeyHashSet } from "../../keys/move/key-hash-set.ts";
import { Restorer } from "../../keys/move/restorer.ts";
import { ACCESS_OPTIONS, resolveAccess } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { concludeMove, restoreJson, restoreSentence, sourceJson, sourceSentence } from "../keys/move-summary.ts";
import { type OpenTargets, openTargets, TARGET_OPTIONS } from "../keys/restore-targets.ts";
import { CHOICE_OPTIONS, criteriaOf, onlyClassOf, WAIT_OPTIONS } from "../keys/scan-options.ts";
import { runSources, type SourceRun, totalCounts } from "../keys/source-run.ts";
import { timerMs } from "../option-values.ts";
import { jsonDocument } from "../output/json.ts";
import { placementRuleText } from "../placement-options.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findAddresses } from "../servers/find-servers.ts";

const NAME = "keys copy";

const OPTIONS = {
  ...TARGET_OPTIONS,
  rate: {
    type: "rate",
    defaultText: "as fast as it goes",
    describe: "items copied a second from each server, at most",
    example: "5k",
  },
  ...CHOICE_OPTIONS,
  state: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "where a copy that is stopped writes which keys it has copied (8 bytes a key)",
    example: "copy.state",
  },
  resume: {
    type: "flag",
    describe: "go on with the copy that wrote --state: keys it has copied are not copied again",
    example: "memtool keys copy a:11211 b:11211 --state copy.state --resume",
  },
  json: {
    type: "flag",
    describe: "the counts at the end as a JSON document; errors too",
    example: "memtool keys copy a:11211 b:11211 --json",
    group: "Output",
  },
  ...WAIT_OPTIONS,
  "node-name": FIND_OPTIONS["node-name"],
  "srv-weight": FIND_OPTIONS["srv-weight"],
  "dns-server": FIND_OPTIONS["dns-server"],
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type CopyArguments = CommandArguments<typeof OPTIONS>;
type CopyOptions = CopyArguments["options"];

async function runCopy({ options, words }: CopyArguments, context: Context): Promise<number> {
  const { sources, destinations } = await findBoth(words, options, context);
  if (options.resume && options.state === undefined) {
    throw new MemtoolError("USAGE", "--resume needs the --state FILE that the stopped copy had");
  }
  if (options.rate !== undefined && !(options.rate > 0)) {
    throw new MemtoolError("USAGE", "--rate must be more than 0");
  }
  const { addresses, tls } = resolveAccess([...sources, ...destinations], options, context.env);
  const from = addresses.slice(0, sources.length);
  const timeoutMs = timerMs("timeout", options.timeout);
  const filter = compileFilter(criteriaOf(options));
  const { clock } = context;
  const targets = await openTargets(addresses.slice(sources.length), {
    tls,
    timeoutMs,
    clock,
    placement: placementRuleText(options),
  });
  try {
    const state: CopyStateKey = { sources: from.map(formatAddress), targets: targets.names };
    const earlier =
      (options.resume ? await readCopyState(options.state ?? "", state) : undefined) ?? new KeyHashSet(randomSeed());
    const copied = KeyHashSet.of(earlier.seed, earlier.hashes());
    const restorer = new Restorer({ ...targets, mode: options.mode, clock });
    const run = await runSources(
      {
        commandName: NAME,
        addresses: from,
        tls,
        timeoutMs,
        filter,
        onlyClass: onlyClassOf(options),
        rate: options.rate,
        isKnown: (server, key) => earlier.has(server, key),
        take: (server, item) => {
          if (restorer.failure !== undefined) {
            throw restorer.failure;
          }
          void restorer.store(item, () => copied.add(server, item.key));
        },
        ready: () => restorer.ready(),
      },
      context,
    );
    await restorer.idle();
    const isWhole = restorer.failure === undefined && run.results.every(({ isComplete }) => isComplete);
    await keepState(options, state, isWhole ? undefined : copied);
    return await conclude(run, restorer, targets, isWhole, options, context);
  } finally {
    targets.close();
  }
}

/** Writes what has been copied, or takes the file of an earlier run away when nothing is left to be done. */
async function keepState({ state }: CopyOptions, key: CopyStateKey, copied: KeyHashSet | undefined): Promise<void> {
  if (state !== undefined) {
    await (copied === undefined ? removeCopyState(state) : writeCopyState(state, key, copied));
  }
}

/** Where items come from and where they go. */
interface CopyAddresses {
  readonly sources: readonly Address[];
  readonly destinations: readonly Address[];
}

async function findBoth(words: readonly string[], options: CopyOptions, context: Context): Promise<CopyAddresses> {
  const [from = "", to = ""] = words;
  const sources = await findAddresses([from], options, context);
  const destinations = await findAddresses([to], options, context);
  const names = new Set(sources.map(formatAddress));
  const same = destinations.map(formatAddress).find((name) => names.has(name));
  if (same !== undefined) {
    throw new MemtoolError("USAGE", `${same} is both where items come from and where they go`);
  }
  return { sources, destinations };
}

async function conclude(
  { results, wasInterrupted }: SourceRun,
  restorer: Restorer,
  targets: OpenTargets,
  isWhole: boolean,
  options: CopyOptions,
  context: Context,
): Promise<number> {
  const { counts, failure, firstRefusal } = restorer;
  const read = totalCounts(results);
  const say = (text: string): unknown => context.stderr.write(`memtool ${NAME}: ${text}\n`);
  const evictions = failure === undefined && !wasInterrupted ? await targets.evictions() : 0;
  if (options.json) {
    const document = {
      schema: 1,
      complete: isWhole && read.hidden === 0,
      from: sourceJson(read),
      to: { ...restoreJson(counts), evicted: evictions },
    };
    context.stdout.write(jsonDocument(document));
  }
  const failures =
    failure === undefined ? results.flatMap(({ error }) => (error === undefined ? [] : [error])) : [failure];
  const isNothing = read.chosen === 0 && !isWhole;
  if (!isNothing) {
    say(sourceSentence(read, "read"));
    say(restoreSentence(counts));
  }
  if (firstRefusal !== undefined) {
    say(firstRefusal.message);
  }
  if (evictions > 0) {
    say(`${formatCount(evictions)} items were evicted meanwhile: the servers have too little memory for all of them`);
  }
  if (!isWhole && !isNothing) {
    say(`not finished${options.state === undefined ? "" : ": the same command with --resume goes on"}`);
  }
  if (wasInterrupted) {
    return EXIT.interrupted;
  }
  const isIncomplete = read.unreadable + read.hidden + counts.tooLarge + counts.failed + evictions > 0;
  return concludeMove(failures, failure === undefined ? results.length : 1, isIncomplete, NAME, context);
}

/** The command. */
export const keysCopyCommand = defineCommand({
  name: NAME,
  describe: "copy all items from servers to others",
  positionals: [
    { name: "from", describe: "where from; several with commas", example: "10.0.0.1:11211", required: true },
    { name: "to", describe: "where to; several with commas", example: "10.0.1.1,10.0.1.2", required: true },
  ],
  options: OPTIONS,
  examples: [
    { command: "memtool keys copy old:11211 new:11211", describe: "everything, with flags and expiry" },
    {
      command: "memtool keys copy old a:11211,b:11211 --placement ketama --mode add",
      describe: "to a pool, what is missing",
    },
  ],
  notes: [
    "As keys dump and keys restore in one: see their help. A copy with --state FILE that was stopped goes on with --resume.",
    "Exit codes: 0 done, 1 items could not be read or seen, were too large, refused or evicted, 2 wrong usage, 3 a server could not be reached or read to its end, 4 a server refused, 130 interrupted.",
  ],
  handler: runCopy,
});
