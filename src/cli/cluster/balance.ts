/** `memtool cluster balance`: the command's data, and where its numbers come from. What they mean is in src/cluster/inspection. */

import { formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatCount } from "../../base/format-units.ts";
import { ruleBalance } from "../../cluster/inspection/balance.ts";
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
import { concludeScans, runScans } from "../keys/scan-run.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf, type OutputFormat } from "../output/result-format.ts";
import { resultText } from "../output/result-text.ts";
import { type BalanceReport, balanceJson, balanceTable, type NodeLoad } from "./balance-tables.ts";
import { GIVEN_KEY_OPTIONS, readGivenKeys } from "./key-source.ts";
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
  const { rule: facts, exitCode } = await factsOf(rule, pool, options, isOffline, context);
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
  };
}

function silenceOf(state: ServerState): Extract<ServerState, { up: false }>[] {
  return state.up ? [] : [state];
}

async function factsOf(
  rule: PoolRule | undefined,
  pool: OrderedPool,
  options: BalanceValues,
  isOffline: boolean,
  context: Context,
): Promise<RuleFacts> {
  if (rule === undefined) {
    return { rule: undefined, exitCode: EXIT.ok };
  }
  if (isOffline) {
    return await givenKeys(rule, options, context);
  }
  return options.sample === undefined
    ? await allKeys(rule, pool, options, context)
    : await sampledKeys(rule, pool, options, options.sample, context);
}

async function givenKeys(rule: PoolRule, options: BalanceValues, context: Context): Promise<RuleFacts> {
  const counts = rule.names.map(() => 0);
  const { place } = rule.placement;
  const origin = await readGivenKeys(options, context, ({ key }) => {
    const stored = storedKey(rule.rule, key);
    const owner = place(stored, 0, stored.length);
    counts[owner] = (counts[owner] ?? 0) + 1;
  });
  return { rule: ruleFacts(rule, counts, origin.text, undefined), exitCode: origin.exitCode };
}

async function allKeys(
  rule: PoolRule,
  pool: OrderedPool,
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
  return { rule: censusFacts(rule, census, ""), exitCode: concludeScans(run, NAME, context, false) };
}

async function sampledKeys(
  rule: PoolRule,
  pool: OrderedPool,
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
  return { rule: censusFacts(rule, census, "sampled "), exitCode: concludeScans(run, NAME, context, false) };
}

function censusFacts(rule: PoolRule, census: PlacementCensus, how: string): BalanceReport["rule"] {
  const owned = census.ownedByNode();
  const total = owned.reduce((sum, count) => sum + count, 0);
  const misplaced = rule.names.map((_, node) => census.node(node).misplaced);
  return ruleFacts(rule, owned, `${formatCount(total)} ${how}keys`, misplaced);
}

function ruleFacts(
  { servers, placement, text }: PoolRule,
  counts: readonly number[],
  keys: string,
  misplaced: readonly number[] | undefined,
): BalanceReport["rule"] {
  const { hashName } = placement.explain(Buffer.from("k"), 0, 1);
  const weights = servers.map(({ weight = 1 }) => weight);
  return { client: text, keys, misplaced, balance: ruleBalance(placement, weights, counts, hashName) };
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
    "The hash is called weak when its keys differ from its hashes by more than chance (Pearson's chi-square test, p < 0.001) and by more than 5 % of a node's share.",
    "Exit codes: 0 done, 2 wrong usage, 3 a node could not be reached or scanned to its end, 4 a node refused, 130 interrupted.",
  ],
  handler: runBalance,
});
