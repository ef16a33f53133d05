/** `memtool cluster misplaced`: the command's data, and what it says. The walk is in misplaced-run.ts. */
import { MemtoolError } from "../../base/errors.ts";
import { formatCount, formatRatio } from "../../base/format-units.ts";
import { Prng } from "../../base/prng.ts";
import { randomSeed } from "../../base/random.ts";
import { compileFilter } from "../../keys/key-filter.ts";
import { Sample } from "../../keys/sample.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { parseResumePoints } from "../keys/resume-points.ts";
import { criteriaOf, onlyClassOf } from "../keys/scan-options.ts";
import { concludeScans } from "../keys/scan-run.ts";
import { writeOut } from "../keys/write-out.ts";
import { jsonDocument } from "../output/json.ts";
import { formatOf, type OutputFormat } from "../output/result-format.ts";
import { resultText } from "../output/result-text.ts";
import { openResultWriter } from "../output/result-writer.ts";
import { createStyle } from "../output/style.ts";
import { MISPLACED_OPTIONS, type MisplacedValues, misplacedKind } from "./misplaced-options.ts";
import { type MisplacedRequest, type MisplacedWalk, walkMisplaced } from "./misplaced-run.ts";
import {
  examplesTable,
  KEY_COLUMNS,
  type MisplacedExample,
  type MisplacedReport,
  misplacedJson,
  misplacedTable,
  misplacedTotals,
} from "./misplaced-tables.ts";
import { type MisplacedWork, misplacedWork } from "./misplaced-work.ts";
import { type OrderedPool, openOrderedPool } from "./pool-options.ts";
import { type PoolRule, requiredRule } from "./pool-rule.ts";
import { samplePool } from "./pool-sample.ts";

const NAME = "cluster misplaced";

/** Keys that are shown to stand for all. */
const EXAMPLES_DEFAULT = 10;

/** Keys that are looked at before anything is changed, and the part of them that may be misplaced. */
const GUARD_SAMPLE = 2000;
const GUARD_RATIO = 0.5;

type MisplacedArguments = CommandArguments<typeof MISPLACED_OPTIONS>;

async function runMisplaced({ options, words }: MisplacedArguments, context: Context): Promise<number> {
  const kind = misplacedKind(options);
  const format = formatOf(options, context);
  const pool = await openOrderedPool(words, options, context);
  const rule = await requiredRule(options.client, pool);
  if (pool.addresses.length === 1) {
    throw new MemtoolError("USAGE", "there is one node only, and every key belongs to it", {
      hint: "name all nodes of the pool, in the client's order",
    });
  }
  const work = misplacedWork(pool, { kind, rate: options.rate, commandName: NAME }, context);
  try {
    if (kind !== "look" && !options.force) {
      await refuseIfMostAreMisplaced(pool, rule, options, context);
    }
    return options.list
      ? await listMisplaced(requestOf(options, pool, rule, work), options.limit, format, context)
      : await reportMisplaced(requestOf(options, pool, rule, work), options, format, context);
  } finally {
    work.close();
  }
}

function requestOf(
  options: MisplacedValues,
  pool: OrderedPool,
  rule: PoolRule,
  work: MisplacedWork,
): Omit<MisplacedRequest, "found" | "wantsProgress"> {
  return {
    commandName: NAME,
    pool,
    rule,
    filter: compileFilter(criteriaOf(options)),
    onlyClass: onlyClassOf(options),
    fromClasses: parseResumePoints(options["resume-from"] ?? [], pool.addresses),
    work,
  };
}

/** With the rule of another client most keys seem misplaced, and all of them would be moved. */
async function refuseIfMostAreMisplaced(
  pool: OrderedPool,
  { placement, text }: PoolRule,
  options: MisplacedValues,
  context: Context,
): Promise<void> {
  const filter = compileFilter(criteriaOf(options));
  const { keys } = await samplePool({ commandName: NAME, pool, filter, sampleSize: GUARD_SAMPLE }, context);
  const misplaced = keys.filter(({ key, node }) => placement.place(key, 0, key.length) !== node).length;
  if (misplaced > keys.length * GUARD_RATIO) {
    throw new MemtoolError(
      "CHECK_FAILED",
      `${formatCount(misplaced)} of ${formatCount(keys.length)} keys looked at would be misplaced for ${text}: most likely another client filled this pool, or the servers are in another order`,
      { hint: "`memtool cluster detect` finds the rule; --force does it anyway" },
    );
  }
}

/** Prints every misplaced key while they are found. */
async function listMisplaced(
  request: Omit<MisplacedRequest, "found" | "wantsProgress">,
  limit: number | undefined,
  format: OutputFormat,
  context: Context,
): Promise<number> {
  const { names } = request.rule;
  const lines: string[] = [];
  const writer = openResultWriter(format, KEY_COLUMNS, (text) => lines.push(text), createStyle(context.color));
  let left = limit ?? Number.POSITIVE_INFINITY;
  const { first } = await walkMisplaced(
    {
      ...request,
      wantsProgress: !context.isTerminal,
      found: async (_scan, node, keys, signal) => {
        for (const { entry, owner } of keys.slice(0, left)) {
          writer.row([entry.key, names[node], names[owner], entry.sizeBytes]);
        }
        left -= Math.min(left, keys.length);
        await writeOut(context.stdout, lines.splice(0).join(""), signal);
        return left > 0;
      },
    },
    context,
  );
  writer.end();
  await writeOut(context.stdout, lines.join(""), first.signal);
  return concludeScans(first, NAME, context, true);
}

async function reportMisplaced(
  request: Omit<MisplacedRequest, "found" | "wantsProgress">,
  options: MisplacedValues,
  format: OutputFormat,
  context: Context,
): Promise<number> {
  const { names } = request.rule;
  const prng = Prng.stream(randomSeed(), 0);
  const examples = new Sample<MisplacedExample>(options.limit ?? EXAMPLES_DEFAULT, () => prng.nextDouble());
  const walk = await walkMisplaced(
    {
      ...request,
      wantsProgress: true,
      found: async (_scan, node, keys) => {
        for (const { entry, owner } of keys) {
          const { key, sizeBytes: bytes } = entry;
          examples.add({ key, node: names[node] ?? "", owner: names[owner] ?? "", bytes });
        }
        return true;
      },
    },
    context,
  );
  const report = reportOf(request, walk, examples.items);
  if (walk.first.failures.length < names.length || misplacedTotals(report).seen > 0) {
    context.stdout.write(await reportText(report, format, context));
  }
  return conclude(walk, report, options, request.work, context);
}

function reportOf(
  { rule, work }: Pick<MisplacedRequest, "rule" | "work">,
  { census, first }: MisplacedWalk,
  examples: readonly MisplacedExample[],
): MisplacedReport {
  return {
    client: rule.text,
    examples,
    nodes: rule.names.map((name, node) => ({
      name,
      census: census.node(node),
      complete: first.scans[node]?.isComplete === true,
      outcome: work.outcome(node),
    })),
  };
}

async function reportText(report: MisplacedReport, format: OutputFormat, context: Context): Promise<string> {
  if (format === "json") {
    return jsonDocument(misplacedJson(report));
  }
  const isForPeople = format === "table" || format === "markdown";
  const counts = await resultText(format, misplacedTable(report, isForPeople), context);
  return isForPeople && report.examples.length > 0
    ? `${counts}\n${await resultText(format, examplesTable(report), context)}`
    : counts;
}

function conclude(
  { first, last }: MisplacedWalk,
  report: MisplacedReport,
  options: MisplacedValues,
  work: MisplacedWork,
  context: Context,
): number {
  const say = (text: string): void => {
    context.stderr.write(`memtool ${NAME}: ${text}\n`);
  };
  const { seen, misplaced } = misplacedTotals(report);
  const isDryRun = (options.move || options.delete) && !options.yes;
  if (misplaced === 0 && seen > 0 && report.nodes.every(({ complete }) => complete)) {
    say(`every key is where ${report.client} looks for it`);
  } else if (misplaced > 0 && isDryRun) {
    say(`nothing was changed: --yes ${options.move ? "moves" : "deletes"} these ${formatCount(misplaced)} keys`);
  } else if (misplaced > seen * GUARD_RATIO && !options.yes) {
    say(`${formatRatio(misplaced / seen)} of the keys: is it the right client? \`memtool cluster detect\` finds out`);
  }
  if (options.yes && first.wasInterrupted) {
    say(`the same command goes on: what was ${options.move ? "moved" : "deleted"} does not come again`);
  }
  const code = concludeScans(first.wasInterrupted || first.failures.length > 0 ? first : last, NAME, context, true);
  return code === EXIT.ok && misplaced > work.clearedCount ? EXIT.checkFailed : code;
}

/** The command. */
export const clusterMisplacedCommand = defineCommand({
  name: NAME,
  describe: "keys on nodes that should not own them: count, list, move or delete them",
  positionals: [SERVERS_POSITIONAL],
  options: MISPLACED_OPTIONS,
  examples: [
    {
      command: "memtool cluster misplaced --client dalli a:11211 b:11211 c:11211",
      describe: "how many, and some of them",
    },
    { command: "memtool cluster misplaced --client dalli --move --yes --rate 10k/s", describe: "move them, gently" },
    { command: "memtool cluster misplaced --client dalli --list | cut -f 1", describe: "all their names" },
  ],
  notes: [
    "The servers have to stand in the client's order, with its spelling and weights. Keys come to wrong nodes when nodes are added or removed, when a client failed over, or when clients disagree.",
    "--move reads an item, stores it on its owner with flags and remaining time to live, but only if the owner has none (what it has is newer), and deletes it where it was, unless it changed meanwhile (by its cas unique). Stopped at any moment, a key is in both places at worst; the same command goes on.",
    "Exit codes: 0 no key is misplaced (any more), 1 some are, or most would be and nothing was done, 2 wrong usage, 3 a node could not be reached or scanned to its end, 4 a node refused, 130 interrupted.",
  ],
  handler: runMisplaced,
});
