/** `memtool keys delete`: the command's data, and what ties the scan of src/keys to its deleter. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { formatCount } from "../../base/format-units.ts";
import { Prng } from "../../base/prng.ts";
import { randomSeed } from "../../base/random.ts";
import { KeyDeleter } from "../../keys/key-deleter.ts";
import type { KeyEntry } from "../../keys/key-entry.ts";
import { choosesNames, choosesState, compileFilter } from "../../keys/key-filter.ts";
import { shownKey } from "../../keys/key-text.ts";
import { RateLimit } from "../../keys/rate-limit.ts";
import { Sample } from "../../keys/sample.ts";
import { ACCESS_OPTIONS, type Access, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import {
  type DeletionReport,
  deletionJson,
  deletionTable,
  outcomeTable,
  type ServerDeletion,
  sampleTable,
} from "../keys/deletion-tables.ts";
import { CHOICE_OPTIONS, criteriaOf, onlyClassOf, WAIT_OPTIONS } from "../keys/scan-options.ts";
import { concludeScans, runScans, type ScanRequest, type ScanRun } from "../keys/scan-run.ts";
import { timerMs } from "../option-values.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf, type OutputFormat } from "../output/result-format.ts";
import { resultText } from "../output/result-text.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";

const NAME = "keys delete";

/** Keys that are shown to stand for all. */
const SAMPLE_KEYS = 10;

/** Walks at most: the second finds what the first has missed, and the last nothing. */
const PASSES_MAX = 5;

/** Failed keys that are named; the rest is only counted. */
const NAMED_FAILURES_MAX = 10;

const OPTIONS = {
  ...CHOICE_OPTIONS,
  all: {
    type: "flag",
    describe: "every key, where nothing is chosen; flush_all does the same at once",
    example: "memtool keys delete --all --yes",
    group: "Which keys",
  },
  yes: {
    type: "flag",
    describe: "delete; without it the keys are only counted",
    example: "memtool keys delete --prefix session: --yes",
  },
  rate: {
    type: "rate",
    defaultText: "as fast as the servers go",
    describe: "delete no more than this many keys a second, on all servers together",
    example: "5k/s",
  },
  ...FORMAT_OPTIONS,
  ...WAIT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type DeleteArguments = CommandArguments<typeof OPTIONS>;

/** What is known of one server. */
interface ServerWork {
  chosen: number;
  bytes: number;
  readonly deleter: KeyDeleter | undefined;
}

function checkChoice({ all, class: onlyClass, ...options }: DeleteArguments["options"]): void {
  const criteria = criteriaOf({ ...options, class: onlyClass });
  const isChosen = choosesNames(criteria) || choosesState(criteria) || onlyClass !== undefined;
  if (!isChosen && !all) {
    throw new MemtoolError("USAGE", "no keys are chosen", {
      hint: "name them by --match 'user:*', --prefix or --regex, or say --all; without --yes nothing is deleted yet",
    });
  }
  if (isChosen && all) {
    throw new MemtoolError("USAGE", "--all takes every key, and yet some are chosen", {
      hint: "leave one of the two out",
    });
  }
  if (options.rate !== undefined && !(options.rate > 0)) {
    throw new MemtoolError("USAGE", "--rate must be more than 0");
  }
}

function createDeleters(
  { addresses, tls }: Access,
  options: DeleteArguments["options"],
  context: Context,
): KeyDeleter[] {
  const timeoutMs = timerMs("timeout", options.timeout);
  const rateLimit = options.rate === undefined ? undefined : new RateLimit(options.rate);
  let failureCount = 0;
  const onFailure = (key: Buffer, reason: string): void => {
    failureCount++;
    if (failureCount <= NAMED_FAILURES_MAX) {
      const more = failureCount === NAMED_FAILURES_MAX ? " (further ones are only counted)" : "";
      context.stderr.write(`memtool ${NAME}: could not delete ${shownKey(key)}: ${escapeControls(reason)}${more}\n`);
    }
  };
  return addresses.map(
    (address) =>
      new KeyDeleter(address, {
        tls,
        connectTimeoutMs: timeoutMs,
        requestTimeoutMs: timeoutMs,
        clock: context.clock,
        rateLimit,
        onlyUnchanged: choosesState(criteriaOf(options)),
        onFailure,
      }),
  );
}

async function runDelete({ options, words }: DeleteArguments, context: Context): Promise<number> {
  checkChoice(options);
  const format = formatOf(options, context);
  const access = await findServers(words, options, context);
  const deleters = options.yes ? createDeleters(access, options, context) : [];
  const work = access.addresses.map((_address, index): ServerWork => {
    return { chosen: 0, bytes: 0, deleter: deleters[index] };
  });
  const prng = Prng.stream(randomSeed(), 0);
  const sample = new Sample<KeyEntry>(SAMPLE_KEYS, () => prng.nextDouble());
  const request: ScanRequest = {
    commandName: NAME,
    addresses: access.addresses,
    tls: access.tls,
    timeoutMs: timerMs("timeout", options.timeout),
    filter: compileFilter(criteriaOf(options)),
    onlyClass: onlyClassOf(options),
    isExact: false,
    fromClasses: [],
    wantsProgress: true,
    consume: async (_scan, chosen, signal, index) => {
      const server = work[index];
      if (server !== undefined) {
        server.chosen += chosen.length;
        for (const entry of chosen) {
          server.bytes += entry.sizeBytes;
          sample.add(entry);
        }
        await server.deleter?.delete(chosen, signal);
      }
      return true;
    },
  };
  const { first, last } = await walkUntilNoneIsLeft(request, deleters, context);
  for (const deleter of deleters) {
    deleter.close();
  }
  const report = reportOf(first, work, sample.items, !options.yes);
  if (first.failures.length < first.scans.length || report.servers.some(({ seen }) => seen > 0)) {
    context.stdout.write(await reportText(report, format, context));
  }
  return conclude(last, report, context);
}

/**
 * A crawl leaves out keys that are in use, and deleting uses them: walks again until a walk has deleted nothing.
 * @param deleters none in a dry run, which is one walk
 */
async function walkUntilNoneIsLeft(
  request: ScanRequest,
  deleters: readonly KeyDeleter[],
  context: Context,
): Promise<{ first: ScanRun; last: ScanRun }> {
  const deletedCount = (): number => deleters.reduce((sum, { counts }) => sum + counts.deleted, 0);
  const first = await runScans(request, context);
  let last = first;
  for (let before = 0, pass = 2; pass <= PASSES_MAX && deletedCount() > before; pass++) {
    if (last.failures.length > 0 || last.wasInterrupted) {
      break;
    }
    before = deletedCount();
    for (const deleter of deleters) {
      deleter.startPass();
    }
    last = await runScans(request, context);
  }
  return { first, last };
}

function reportOf(
  { scans }: ScanRun,
  work: readonly ServerWork[],
  sample: readonly KeyEntry[],
  isDryRun: boolean,
): DeletionReport {
  return {
    servers: scans.map((scan, index) => ({
      address: scan.name,
      seen: scan.seenCount,
      complete: scan.isComplete,
      ...chosenOf(work[index]),
    })),
    sample,
    isDryRun,
    nowS: scans[0]?.nowS ?? 0,
  };
}

/** In a dry run what the walk chose; else what became of it, because later walks meet some keys again. */
function chosenOf(work: ServerWork | undefined): Pick<ServerDeletion, "chosen" | "bytes" | "counts"> {
  const { chosen = 0, bytes = 0, deleter } = work ?? {};
  if (deleter === undefined) {
    return { chosen, bytes, counts: undefined };
  }
  const { deleted, gone, changed, failed } = deleter.counts;
  return { chosen: deleted + gone + changed + failed, bytes: deleter.deletedBytes, counts: deleter.counts };
}

async function reportText(report: DeletionReport, format: OutputFormat, context: Context): Promise<string> {
  if (format === "json") {
    return jsonDocument(deletionJson(report));
  }
  const isForPeople = format === "table" || format === "markdown";
  const table = isForPeople && !report.isDryRun ? outcomeTable(report) : deletionTable(report);
  const counts = await resultText(format, table, context);
  if (!isForPeople || !report.isDryRun || report.sample.length === 0) {
    return counts;
  }
  return `${counts}\n${await resultText(format, sampleTable(report), context)}`;
}

function conclude(run: ScanRun, { servers, isDryRun }: DeletionReport, context: Context): number {
  const say = (text: string): void => {
    context.stderr.write(`memtool ${NAME}: ${text}\n`);
  };
  const chosen = servers.reduce((sum, server) => sum + server.chosen, 0);
  const isComplete = servers.every(({ complete }) => complete);
  if (!isComplete && servers.some(({ seen }) => seen > 0)) {
    say(
      isDryRun
        ? "not all keys were walked: there may be more of them"
        : "not all keys were walked: the same command goes on, because what is deleted does not come again",
    );
  }
  if (isDryRun && chosen > 0) {
    say(`nothing was deleted: --yes deletes these ${formatCount(chosen)} keys`);
  } else if (chosen === 0 && isComplete) {
    say("there are no such keys");
  }
  const code = concludeScans(run, NAME, context, false);
  const hasFailed = servers.some(({ counts }) => (counts?.failed ?? 0) > 0);
  return code === EXIT.ok && hasFailed ? EXIT.checkFailed : code;
}

/** The command. */
export const keysDeleteCommand = defineCommand({
  name: NAME,
  describe: "delete the keys that match a pattern; without --yes it only counts them",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool keys delete --match 'session:*'", describe: "how many there are, and some of them" },
    { command: "memtool keys delete --match 'session:*' --yes --rate 10k/s", describe: "delete them, gently" },
    { command: "memtool keys delete --never-fetched --idle-above 1d --yes", describe: "what nobody has ever read" },
  ],
  notes: [
    "Keys are deleted while they are listed, and listed again until none is left, because a crawl leaves out keys that are in use. Those chosen by TTL, size, idle time or --never-fetched are deleted only if they were not stored anew since they were listed (by their cas unique, where the server has one).",
    "Exit codes: 0 done, 1 some keys could not be deleted, 2 wrong usage, 3 a server could not be reached or scanned to its end, 4 a server refused, 130 interrupted.",
  ],
  handler: runDelete,
});
