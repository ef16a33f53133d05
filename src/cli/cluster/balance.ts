/** `memtool cluster balance`: the command's data, and where its numbers come from. What they mean is in src/cluster/inspection. */

import { formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatCounted } from "../../base/format-units.ts";
import { ruleBalance, sharesOf } from "../../cluster/inspection/balance.ts";
import { evictedMuch, nodesWithoutKeys, startedLate } from "../../cluster/inspection/lost-keys.ts";
import { PlacementCensus } from "../../cluster/inspection/placement-census.ts";
import { storedKey } from "../../cluster/ring/clients.ts";
import { compileFilter } from "../../keys/key-filter.ts";
import { Poller } from "../../monitor/poller.ts";
import type { ServerState } from "../../monitor/reading.ts";
import { readCounter, type StatMap } from "../../stats/stat-map.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { CHOICE_OPTIONS, criteriaOf, onlyClassOf } from "../keys/scan-options.ts";
import { concludeScans, runScans, type ScanRun } from "../keys/scan-run.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf, type OutputFormat } from "../output/result-format.ts";
import { resultText } from "../output/result-text.ts";
import { type BalanceReport, balanceJson, balanceTable, type NodeLoad } from "./balance-tables.ts";
import { GIVEN_KEY_OPTIONS, type KeyOrigin, readGivenKeys } from "./key-source.ts";
import { type OrderedPool, openOrderedPool, POOL_OPTIONS } from "./pool-options.ts";
import { type PoolRule, poolRule, RULE_OPTIONS } from "./pool-rule.ts";
import { samplePool } from "./pool-sample.ts";
import { sayDead } from "./say-dead.ts";

const NAME = "cluster balance";

const OPTIONS = {
  ...RULE_OPTIONS,
  client: { ...RULE_OPTIONS.client, defaultText: "that of --pool, else only what the nodes say" },
  ...GIVEN_KEY_OPTIONS,
  sample: {
    type: "count",
    unit: "N",
    defaultText: "all keys",
    describe: "with --client look at so many keys of all nodes together",
    example: "100k",
    group: "Which keys",
  },
  ...FORMAT_OPTIONS,
  ...CHOICE_OPTIONS,
  ...POOL_OPTIONS,
} as const satisfies OptionTable;

type BalanceArguments = CommandArguments<typeof OPTIONS>;
type BalanceValues = BalanceArguments["options"];

/** What the keys say, and how the reading of them ended. */
interface RuleFacts {
  readonly rule: BalanceReport["rule"];
  readonly exitCode: number;
}

async function runBalance({ options, words }: BalanceArguments, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const pool = await openOrderedPool(words, options, context);
  const rule = await poolRule(options.client, pool);
  const isOffline = options.keys !== undefined || options["made-up"] !== undefined;
  checkOptions(options, rule, isOffline);
  const states = isOffline ? [] : await pollLoads(pool, context);
  const { rule: facts, exitCode } = await factsOf(rule, { pool, states }, options, context);
  const report: BalanceReport = {
    names: pool.addresses.map(formatAddress),
    weights: pool.addresses.map(({ weight = 1 }) => weight),
    loads: pool.addresses.map((_, index) => loadOf(states[index])),
    rule: facts,
  };
  context.stdout.write(await reportText(report, format, context));
  const dead = rule === undefined ? sayDead(states.flatMap(silenceOf), NAME, context) : EXIT.ok;
  return exitCode === EXIT.ok ? dead : exitCode;
}

function checkOptions({ sample }: BalanceValues, rule: PoolRule | undefined, isOffline: boolean): void {
  if (rule === undefined && (isOffline || sample !== undefined)) {
    const name = sample === undefined ? "keys and --made-up" : "sample";
    throw new MemtoolError("USAGE", `--${name} are for a rule: --client is missing`, {
      hint: "without a client only what the nodes say of themselves is shown",
    });
  }
  if (sample !== undefined && (isOffline || sample < 1)) {
    throw new MemtoolError("USAGE", isOffline ? "--sample is for keys of the nodes" : "--sample must be at least 1");
  }
}

async function pollLoads(
  { addresses, tls, timeoutMs }: OrderedPool,
  { clock }: Context,
): Promise<readonly ServerState[]> {
  const poller = new Poller(addresses, { subcommands: [""], tls, timeoutMs, clock });
  try {
    return (await poller.poll()).servers;
  } finally {
    poller.close();
  }
}

function loadOf(state: ServerState | undefined): NodeLoad | undefined {
  if (state?.up !== true) {
    return undefined;
  }
  const stats: StatMap = state.views.get("") ?? new Map();
  const counter = (name: string): number => Number(readCounter(stats, name) ?? 0n);
  return {
    items: counter("curr_items"),
    bytes: counter("bytes"),
    gets: counter("cmd_get"),
    sets: counter("cmd_set"),
    uptimeS: counter("uptime"),
    evictions: counter("evictions"),
  };
}

function silenceOf(state: ServerState): Extract<ServerState, { up: false }>[] {
  return state.up ? [] : [state];
}

/** Nodes, and what they said of themselves; nothing if none was asked. */
interface AskedPool {
  readonly pool: OrderedPool;
  readonly states: readonly ServerState[];
}

async function factsOf(
  rule: PoolRule | undefined,
  asked: AskedPool,
  options: BalanceValues,
  context: Context,
): Promise<RuleFacts> {
  if (rule === undefined) {
    return { rule: undefined, exitCode: EXIT.ok };
  }
  if (asked.states.length === 0) {
    return await givenKeys(rule, options, context);
  }
  return options.sample === undefined
    ? await allKeys(rule, asked, options, context)
    : await sampledKeys(rule, asked, options, options.sample, context);
}

async function givenKeys(rule: PoolRule, options: BalanceValues, context: Context): Promise<RuleFacts> {
  const { counts, origin } = await countGiven(rule, options, context);
  return { rule: ruleFacts(rule, { counts, text: origin.text }, undefined, undefined), exitCode: origin.exitCode };
}

async function allKeys(
  rule: PoolRule,
  { pool, states }: AskedPool,
  options: BalanceValues,
  context: Context,
): Promise<RuleFacts> {
  const census = new PlacementCensus(pool.addresses.length);
  const { place } = rule.placement;
  const run = await runScans(
    {
      commandName: NAME,
      addresses: pool.addresses,
      tls: pool.tls,
      timeoutMs: pool.timeoutMs,
      filter: compileFilter(criteriaOf(options)),
      onlyClass: onlyClassOf(options),
      isExact: false,
      fromClasses: [],
      wantsProgress: true,
      consume: async (_scan, entries, _signal, node) => {
        for (const { key, sizeBytes } of entries) {
          census.add(node, place(key, 0, key.length), sizeBytes);
        }
        return true;
      },
    },
    context,
  );
  const exitCode = concludeScans(run, NAME, context, false);
  return { rule: await censusFacts(rule, census, { how: "", run, states }, context), exitCode };
}

async function sampledKeys(
  rule: PoolRule,
  { pool, states }: AskedPool,
  options: BalanceValues,
  sampleSize: number,
  context: Context,
): Promise<RuleFacts> {
  const request = { commandName: NAME, pool, filter: compileFilter(criteriaOf(options)), sampleSize };
  const { keys, run } = await samplePool(request, context);
  const census = new PlacementCensus(pool.addresses.length);
  for (const { key, node, bytes } of keys) {
    census.add(node, rule.placement.place(key, 0, key.length), bytes);
  }
  const exitCode = concludeScans(run, NAME, context, false);
  return { rule: await censusFacts(rule, census, { how: "sampled ", run, states }, context), exitCode };
}

/** How the keys were come by. */
interface CensusWay {
  readonly how: "" | "sampled ";
  readonly run: ScanRun;
  readonly states: readonly ServerState[];
}

async function censusFacts(
  rule: PoolRule,
  census: PlacementCensus,
  { how, run, states }: CensusWay,
  context: Context,
): Promise<BalanceReport["rule"]> {
  const counts = census.ownedByNode();
  const total = counts.reduce((sum, count) => sum + count, 0);
  const misplaced = rule.names.map((_, node) => census.node(node).misplaced);
  const keys = { counts, text: formatCounted(total, `${how}key`) };
  return total === 0 || run.wasInterrupted
    ? ruleFacts(rule, keys, misplaced, undefined)
    : ruleFacts(rule, keys, misplaced, await insteadOf(rule, keys, { run, loads: states.map(loadOf) }, context));
}

/** Keys that stand in for those of the nodes, and why; undefined where the nodes' own can judge a hash. */
async function insteadOf(
  rule: PoolRule,
  { counts }: CountedKeys,
  { run, loads }: Pick<CensusWay, "run"> & { readonly loads: readonly (NodeLoad | undefined)[] },
  context: Context,
): Promise<InsteadKeys | undefined> {
  const failed = run.failures[0]?.scan;
  const silent = failed === undefined ? loads.indexOf(undefined) : run.scans.indexOf(failed);
  const reason = silent === -1 ? lifeReason(rule, loads) : `${rule.names[silent]} did not tell all its keys`;
  const isDoubtful = nodesWithoutKeys(rule.placement.layout().shares, counts).length > 0;
  if (reason === undefined && !isDoubtful) {
    return undefined;
  }
  const madeUp = await countGiven(rule, { keys: undefined, "made-up": undefined }, context);
  // A node that gets none of any keys has lost none.
  const [lost] = nodesWithoutKeys(sharesOf(madeUp.counts), counts);
  const lostReason = lost === undefined ? undefined : `${rule.names[lost]} has nearly none of those it should have`;
  const said = reason ?? lostReason;
  return said === undefined ? undefined : { reason: said, counts: madeUp.counts, text: madeUp.origin.text };
}

function lifeReason({ names }: PoolRule, loads: readonly (NodeLoad | undefined)[]): string | undefined {
  const [late, full] = [startedLate(loads), evictedMuch(loads)];
  if (late !== undefined) {
    return `${names[late]} was started much later than others, which is when it lost its keys`;
  }
  return full === undefined ? undefined : `${names[full]} evicts, so it has what fits into its memory`;
}

/** Keys of each node, and what they are. */
interface CountedKeys {
  readonly counts: readonly number[];
  readonly text: string;
}

interface InsteadKeys extends CountedKeys {
  readonly reason: string;
}

async function countGiven(
  { rule, names, placement }: PoolRule,
  options: Pick<BalanceValues, "keys" | "made-up">,
  context: Context,
): Promise<{ readonly counts: readonly number[]; readonly origin: KeyOrigin }> {
  const counts = names.map(() => 0);
  const origin = await readGivenKeys(options, context, ({ key }) => {
    const stored = storedKey(rule, key);
    const owner = placement.place(stored, 0, stored.length);
    counts[owner] = (counts[owner] ?? 0) + 1;
  });
  return { counts, origin };
}

function ruleFacts(
  { servers, placement, text: client }: PoolRule,
  { counts, text: keys }: CountedKeys,
  misplaced: readonly number[] | undefined,
  instead: InsteadKeys | undefined,
): BalanceReport["rule"] {
  const { hashName } = placement.explain(Buffer.from("k"), 0, 1);
  const weights = servers.map(({ weight = 1 }) => weight);
  return {
    client,
    keys,
    misplaced,
    instead: instead === undefined ? undefined : { reason: instead.reason, keys: instead.text },
    balance: ruleBalance(placement, weights, counts, hashName, instead?.counts),
  };
}

async function reportText(report: BalanceReport, format: OutputFormat, context: Context): Promise<string> {
  return format === "json"
    ? jsonDocument(balanceJson(report))
    : await resultText(format, balanceTable(report, format === "table" || format === "markdown"), context);
}

/** The command. */
export const clusterBalanceCommand = defineCommand({
  name: NAME,
  describe: "what each node has of items, memory and requests, what it is due, and what is to blame",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool cluster balance a:11211 b:11211 c:11211", describe: "what the nodes say" },
    {
      command: "memtool cluster balance --client twemproxy a:11211 b:11211",
      describe: "and what the rule makes of all keys",
    },
    { command: "memtool cluster balance --client dalli --sample 100k", describe: "quicker, in a large pool" },
    { command: "memtool cluster balance --client memjs --made-up 1M a:11211 b:11211", describe: "no node is asked" },
  ],
  notes: [
    "wanted: by weight. hashes: the part of all hashes the rule gives a node. keys: of the keys looked at, those the rule gives it, and z, by how many standard deviations they are more than its hashes would have. Gets and sets are counters since each node's start.",
    "The hash is called weak when its keys differ from its hashes by more than chance (Pearson's chi-square test, p < 0.001) and by more than 5 % of a node's share. Keys that are left of others say nothing of it: where a node did not answer, has nearly none of its keys, was started much later or evicts, it is judged by made-up keys, and z is left out (--keys FILE judges it by your own).",
    "Exit codes: 0 done, 2 wrong usage, 3 a node could not be reached or scanned to its end, 4 a node refused, 130 interrupted.",
  ],
  handler: runBalance,
});
