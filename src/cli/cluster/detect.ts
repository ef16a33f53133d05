/** `memtool cluster detect`: the command's data, and what ties the sample to the scores. The scores are in src/cluster/inspection. */
import { MemtoolError } from "../../base/errors.ts";
import { formatCount } from "../../base/format-units.ts";
import { spellServers } from "../../cluster/inspection/host-spellings.ts";
import type { LocatedKey } from "../../cluster/inspection/located-key.ts";
import { ruleCandidates } from "../../cluster/inspection/rule-candidates.ts";
import { ruleEvidence } from "../../cluster/inspection/rule-evidence.ts";
import { scoreRules } from "../../cluster/inspection/rule-scores.ts";
import { FOUND_RATIO, verdictOf } from "../../cluster/inspection/rule-verdict.ts";
import { serverArrangements } from "../../cluster/inspection/server-arrangements.ts";
import { placementServer } from "../../cluster/ring/placement.ts";
import { SYSTEM_RESOLVER } from "../../cluster/ring/resolve-names.ts";
import { weightShares } from "../../cluster/ring/spread.ts";
import { compileFilter } from "../../keys/key-filter.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { describeFailure, failureJson } from "../failure.ts";
import { CHOICE_OPTIONS, criteriaOf } from "../keys/scan-options.ts";
import { concludeScans, type ScanRun } from "../keys/scan-run.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf, type OutputFormat } from "../output/result-format.ts";
import { resultText } from "../output/result-text.ts";
import { type DetectReport, detectJson, detectTable, verdictText } from "./detect-tables.ts";
import { type OrderedPool, openOrderedPool, POOL_OPTIONS } from "./pool-options.ts";
import { samplePool } from "./pool-sample.ts";

const NAME = "cluster detect";

/** How long names are waited for: they only add spellings. */
const RESOLVE_MS = 2000;

const OPTIONS = {
  sample: {
    type: "count",
    unit: "N",
    default: "2000",
    describe: "look at so many keys of all nodes together",
    example: "10k",
  },
  "client-prefix": {
    type: "text",
    unit: "TEXT",
    defaultText: "none",
    describe: "what the client puts before every key: some hash it, some do not, both are tried",
    example: "shop:",
  },
  top: {
    type: "count",
    unit: "N",
    default: "5",
    describe: "show so many of the best; rules that agree on every key are one",
    example: "20",
    group: "Output",
  },
  ...FORMAT_OPTIONS,
  ...CHOICE_OPTIONS,
  ...POOL_OPTIONS,
} as const satisfies OptionTable;

type DetectArguments = CommandArguments<typeof OPTIONS>;

async function runDetect({ options, words }: DetectArguments, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const pool = await openOrderedPool(words, options, context);
  if (pool.addresses.length === 1) {
    throw new MemtoolError("USAGE", "one node holds every key, whatever the rule: there is nothing to find out", {
      hint: "name all nodes of the pool",
    });
  }
  const request = { commandName: NAME, pool, filter: compileFilter(criteriaOf(options)), sampleSize: options.sample };
  const { keys, run } = await samplePool(request, context);
  const code = concludeScans(run, NAME, context, false);
  if (run.wasInterrupted || keys.length === 0) {
    return run.wasInterrupted ? code : nothingFound(run, format, code, context);
  }
  const report = await detect(keys, pool, options["client-prefix"], context);
  if (format === "json") {
    context.stdout.write(jsonDocument(detectJson(report, options.top)));
  } else {
    const isForPeople = format === "table" || format === "markdown";
    context.stdout.write(await resultText(format, detectTable(report, options.top, isForPeople), context));
    if (!isForPeople) {
      context.stderr.write(`memtool ${NAME}: ${verdictText(report)}\n`);
    }
  }
  return code === EXIT.ok && report.verdict !== "found" ? EXIT.checkFailed : code;
}

/** @throws MemtoolError CHECK_FAILED when all nodes answered; else they were named on stderr, and a document is still owed */
function nothingFound({ failures }: ScanRun, format: OutputFormat, code: number, { stdout }: Context): number {
  const [failure] = failures;
  if (failure === undefined) {
    throw new MemtoolError("CHECK_FAILED", "there are no keys to find out from", {
      hint: "the pool is empty, or the options choose none of its keys",
    });
  }
  if (format === "json") {
    stdout.write(failureJson(describeFailure(failure.error)));
  }
  return code;
}

async function detect(
  keys: readonly LocatedKey[],
  { addresses }: OrderedPool,
  prefix: string | undefined,
  { clock }: Context,
): Promise<DetectReport> {
  const { servers, spellings } = await withTimeout(
    (signal) =>
      spellServers(
        addresses.map((address) => placementServer(address)),
        SYSTEM_RESOLVER,
        signal,
      ),
    clock,
  );
  const arrangements = serverArrangements(servers, spellings);
  const hasTags = keys.some(({ key }) => key.includes(BRACE));
  const groups = scoreRules(keys, ruleCandidates(hasTags, prefix), arrangements);
  const evidence = ruleEvidence(keys, groups, arrangements, weightShares(servers), FOUND_RATIO);
  return {
    groups,
    evidence,
    seenNodeCount: new Set(keys.map(({ node }) => node)).size,
    keyCount: keys.length,
    nodeCount: addresses.length,
    arrangements: arrangements.map(({ label }) => label),
    verdict: verdictOf(groups, keys.length, evidence),
  };
}

const BRACE = 0x7b;

async function withTimeout<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  clock: Context["clock"],
): Promise<Result> {
  const late = new AbortController();
  const done = new AbortController();
  void clock.sleep(RESOLVE_MS, done.signal).then(() => late.abort());
  try {
    return await work(late.signal);
  } finally {
    done.abort();
  }
}

/** The command. */
export const clusterDetectCommand = defineCommand({
  name: NAME,
  describe: "which client's rule filled a pool, found out from its keys",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool cluster detect a:11211 b:11211 c:11211", describe: "the best five" },
    {
      command: "memtool cluster detect --json | jq -r '.groups[0].rules[0].client'",
      describe: "its name, for a script",
    },
  ],
  notes: [
    "Every client memtool knows is tried with the options people set, with the servers in the given order and sorted, and with their names and IP addresses: rules of modulo depend on the order, rings on the spelling. Weights are those of the addresses (host:port*2).",
    `A right rule explains nearly all keys, a wrong one as many as chance does: 1 of 3 with three nodes. ${formatCount(2000)} keys tell rules apart that differ for one key in a few hundred.`,
    "Exit codes: 0 one rule explains 90 % or more, 1 none does, or the keys cannot decide, 2 wrong usage, 3 a node could not be reached, 4 a node refused, 130 interrupted.",
  ],
  handler: runDetect,
});
