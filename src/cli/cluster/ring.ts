/** `memtool cluster ring`: what each node has of a ring or list, and of keys. The rules are src/cluster/ring. */
import { judgeHash } from "../../cluster/inspection/hash-verdict.ts";
import { formatClient, storedKey } from "../../cluster/ring/clients.ts";
import type { Layout } from "../../cluster/ring/placement.ts";
import { chanceDeviation, weightShares } from "../../cluster/ring/spread.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import type { ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { hashRemark } from "./hash-remark.ts";
import { GIVEN_KEY_OPTIONS, readGivenKeys } from "./key-source.ts";
import { CLIENT_OPTIONS, clientNotes, type PlacedPool, placePool, WEIGHT_NOTE } from "./placed-pool.ts";
import { checkNamedOnce } from "./pool-options.ts";
import { printNodes } from "./print-nodes.ts";

const OPTIONS = {
  ...CLIENT_OPTIONS,
  ...GIVEN_KEY_OPTIONS,
  ...FORMAT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type RingArguments = CommandArguments<typeof OPTIONS>;

const COLUMNS: readonly ResultColumn[] = [
  { name: "node", label: "node", kind: "text" },
  { name: "weight", label: "weight", kind: "text" },
  { name: "parts", label: "points", kind: "count" },
  { name: "expected_ratio", label: "due", kind: "ratio" },
  { name: "share_ratio", label: "has", kind: "ratio" },
  { name: "chance_ratio", label: "chance ±", kind: "ratio" },
  { name: "keys_ratio", label: "of the keys", kind: "ratio" },
];

/** What people see: a bar for each node's keys, and where there is no room only the columns that say most. */
const BAR_COLUMN: ResultColumn = { name: "bar", label: "", kind: "text" };
const NARROW_NAMES: readonly string[] = ["node", "parts", "expected_ratio", "share_ratio", "keys_ratio", "bar"];
/** Characters of the longest bar. */
const BAR_WIDTH = 12;
const FULL_BLOCK = "█";

async function runRing({ options, words }: RingArguments, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const pool = await placePool(words, options, context);
  checkNamedOnce(pool.found.addresses);
  const { rule, placement, servers } = pool;
  const counts = servers.map(() => 0);
  const origin = await readGivenKeys(options, context, ({ key }) => {
    const stored = storedKey(rule, key);
    const owner = placement.place(stored, 0, stored.length);
    counts[owner] = (counts[owner] ?? 0) + 1;
  });
  const layout = placement.layout();
  const verdict = judgeHash(layout.shares, counts);
  const table = withBars(ringTable(pool, layout, counts), counts, [
    noteOf(layout, origin.text, true),
    noteOf(layout, origin.text, false),
  ]);
  const { hashName } = placement.explain(Buffer.from("k"), 0, 1);
  const remarks = [hashRemark(verdict, { hashName, keys: origin.text, names: pool.names })];
  const facts = {
    client: formatClient(rule),
    kind: layout.kind,
    keys: { source: origin.kind, count: sumOf(counts) },
    uneven_hash: verdict.kind === "weak",
  };
  const shown = format === "table" ? table : { ...ringTable(pool, layout, counts), note: table.note };
  await printNodes(format, { ...shown, remarks }, facts, context);
  return origin.exitCode;
}

function ringTable({ names, servers, rule }: PlacedPool, layout: Layout, counts: readonly number[]): ResultTable {
  const total = sumOf(counts);
  const due = weightShares(servers);
  const rows = names.map((name, node): ResultRow => {
    const weight = String(servers[node]?.weight ?? 1);
    const [share, keys] = [layout.shares[node] ?? 0, (counts[node] ?? 0) / total];
    return [name, weight, layout.parts[node], due[node], share, chanceDeviation(layout, node), keys];
  });
  return { title: `keys by ${formatClient(rule)}`, columns: COLUMNS, rows };
}

function withBars(
  { title, columns, rows }: ResultTable,
  counts: readonly number[],
  [note, narrowNote]: readonly [wide: string, narrow: string],
): ResultTable {
  const largest = Math.max(...counts);
  const barred = rows.map((row, node): ResultRow => {
    return [...row, FULL_BLOCK.repeat(Math.round(((counts[node] ?? 0) / largest) * BAR_WIDTH))];
  });
  const all = [...columns, BAR_COLUMN];
  const isKept = all.map(({ name }) => NARROW_NAMES.includes(name));
  const narrow = {
    columns: all.filter((_, index) => isKept[index]),
    rows: barred.map((row) => row.filter((_, index) => isKept[index])),
    note: narrowNote,
  };
  return { title, columns: all, rows: barred, note, narrow };
}

function noteOf({ kind }: Layout, keysText: string, tellsChance: boolean): string {
  const chance = tellsChance ? "; chance: how far points that fall by chance stray, one standard deviation" : "";
  const parts = {
    point: `has: the arcs of a node's points, of the whole circle${chance}`,
    bucket: "points: the buckets that are a node's",
    score: "there is no ring: for every key each node gets a score, and the highest has it",
  } as const;
  return `${parts[kind]}\nof the keys: ${keysText}`;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The command. */
export const clusterRingCommand = defineCommand({
  name: "cluster ring",
  describe: "what each node has of the keys by the rule of your client",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    {
      command: "memtool cluster ring --client twemproxy 10.0.0.1 10.0.0.2 '10.0.0.3*2'",
      describe: "points and shares, and whether the hash suits keys with numbers",
    },
    { command: "memtool cluster ring --client dalli --keys keys.txt a b c", describe: "shares of your own keys" },
  ],
  notes: [
    WEIGHT_NOTE,
    "No server is asked. A node with 160 points of 800 strays from its due by 7 % (one standard deviation), which more points would make less.",
    "Exit codes: 0 done, 2 wrong usage, 3 servers could not be found, 130 interrupted.",
    ...clientNotes(),
  ],
  handler: runRing,
});
