/** `memtool cluster simulate`: which part of the keys and bytes moves when servers come, go or get another weight. */
import { formatAddress } from "../../base/address.ts";
import { formatBytes, formatCount, formatRatio } from "../../base/format-units.ts";
import { sharesOf } from "../../cluster/inspection/balance.ts";
import { nodesWithoutKeys } from "../../cluster/inspection/lost-keys.ts";
import { formatClient, storedKey } from "../../cluster/ring/clients.ts";
import { MovedKeys } from "../../cluster/ring/moved-keys.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import type { Remark } from "../output/result-table.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { changePool } from "./changed-pool.ts";
import { KEY_OPTIONS, type KeyOrigin, readGivenKeys, readKeys, type SourceKey } from "./key-source.ts";
import { type MovesView, movesColumns, movesFacts, movesRows, movesTotal, narrowMoves, ratio } from "./moves-table.ts";
import { CLIENT_OPTIONS, clientNotes, type PlacedPool, placeOn, placePool, WEIGHT_NOTE } from "./placed-pool.ts";
import { checkNamedOnce } from "./pool-options.ts";
import { printNodes } from "./print-nodes.ts";

const NAME = "cluster simulate";
/** From this part of misplaced keys on it is worth a word. */
const MISPLACED_RATIO_MIN = 0.01;

const CHANGE = "What changes";

const OPTIONS = {
  ...CLIENT_OPTIONS,
  add: {
    type: "text",
    unit: "ADDR",
    repeatable: true,
    defaultText: "none",
    describe: "servers that come, at the end of the list",
    example: "10.0.0.4:11211",
    group: CHANGE,
  },
  remove: {
    type: "text",
    unit: "ADDR",
    repeatable: true,
    defaultText: "none",
    describe: "servers that go",
    example: "10.0.0.3:11211",
    group: CHANGE,
  },
  weight: {
    type: "text",
    unit: "ADDR*WEIGHT",
    repeatable: true,
    defaultText: "as they are",
    describe: "servers that get another weight",
    example: "10.0.0.1:11211*2",
    group: CHANGE,
  },
  ...KEY_OPTIONS,
  ...FORMAT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type SimulateArguments = CommandArguments<typeof OPTIONS>;

/** What was seen of the keys. */
interface Simulation {
  readonly moves: MovedKeys;
  /** Keys that were not on the node that the client looks for them on. */
  misplacedCount: number;
}

async function runSimulate({ options, words }: SimulateArguments, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const before = await placePool(words, options, context);
  checkNamedOnce(before.found.addresses);
  const addresses = changePool(before.found.addresses, {
    add: options.add ?? [],
    remove: options.remove ?? [],
    weight: options.weight ?? [],
  });
  const after = await placeOn(before.rule, { ...before.found, addresses });
  const names = [...new Set([...before.names, ...addresses.map(formatAddress)])];
  const simulation = await simulateKeys({ before, after, names }, options, context);
  const { moves, origin } = simulation;
  const view: MovesView = {
    hasBytes: origin.kind === "servers",
    before: "before",
    after: "after",
    incoming: "comes",
    outgoing: "goes",
  };
  const note = noteOf(moves, view, origin);
  const table = {
    title: `keys by ${formatClient(before.rule)}`,
    columns: movesColumns(view),
    rows: movesRows(moves, names, view),
    note,
    narrow: narrowMoves(moves, names, view, note),
    remarks: misplacedRemarks(simulation, before),
  };
  const facts = {
    client: formatClient(before.rule),
    servers: { before: before.names, after: after.names },
    keys: { source: origin.kind, count: moves.total.keys, misplaced: simulation.misplacedCount },
    moved: movesFacts(moves, view),
  };
  await printNodes(format, table, facts, context, movesTotal(moves, view));
  return origin.exitCode;
}

/** Both pools, and the names of the servers of either. */
interface PoolChange {
  readonly before: PlacedPool;
  readonly after: PlacedPool;
  readonly names: readonly string[];
}

/** By the keys that are there, unless those of a server are not: what its going would move cannot be told from the others' keys. */
async function simulateKeys(
  change: PoolChange,
  options: SimulateArguments["options"],
  context: Context,
): Promise<Simulation & { readonly origin: KeyOrigin }> {
  const { before, names } = change;
  const seen: Simulation = { moves: new MovedKeys(names.length, 0), misplacedCount: 0 };
  const origin = await readKeys(NAME, options, before.found, context, simulator(change, seen));
  const unseen = origin.exitCode === EXIT.interrupted ? undefined : await unseenServer(change, seen, origin, context);
  if (unseen === undefined) {
    return { ...seen, origin };
  }
  const madeUp: Simulation = { moves: new MovedKeys(names.length, 0), misplacedCount: 0 };
  context.stderr.write(
    `memtool ${NAME}: what moves cannot be told from the keys on the servers, because ${unseen}: the keys are made up\n`,
  );
  const instead = await readGivenKeys(NO_KEYS_GIVEN, context, simulator(change, madeUp));
  // That a server is dead was the question, and the answer does without it; that one refuses was not.
  const exitCode = origin.exitCode === EXIT.refused ? origin.exitCode : instead.exitCode;
  return { ...madeUp, origin: { ...instead, exitCode } };
}

const NO_KEYS_GIVEN = { keys: undefined, "made-up": undefined };

/** What is wrong with the first server whose keys were not seen or are lost. */
async function unseenServer(
  change: PoolChange,
  { moves }: Simulation,
  { kind, failed, empty, isPart }: KeyOrigin,
  context: Context,
): Promise<string | undefined> {
  const { before } = change;
  if (kind !== "servers" || failed[0] !== undefined) {
    return failed[0] === undefined ? undefined : `${before.names[failed[0]]} did not tell all its keys`;
  }
  const owned = before.names.map((_, node) => moves.movesOf(node).before.keys);
  const counts = owned.map((count, node) => (isPart && !empty.includes(node) ? Number.POSITIVE_INFINITY : count));
  const isLost = (shares: readonly number[]): number | undefined =>
    nodesWithoutKeys(shares, counts, moves.total.keys)[0];
  if (isLost(before.placement.layout().shares) === undefined) {
    return undefined;
  }
  // A node that gets none of any keys has lost none.
  const usual: Simulation = { moves: new MovedKeys(change.names.length, 0), misplacedCount: 0 };
  await readGivenKeys(NO_KEYS_GIVEN, context, simulator(change, usual));
  const lost = isLost(sharesOf(before.names.map((_, node) => usual.moves.movesOf(node).before.keys)));
  return lost === undefined ? undefined : `${before.names[lost]} has nearly none of those it should have`;
}

/** Places each key before and after. */
function simulator({ before, after, names }: PoolChange, simulation: Simulation): (key: SourceKey) => void {
  const nodeAfter = after.names.map((name) => names.indexOf(name));
  return ({ key, isStored, sizeBytes, foundOn }) => {
    const stored = isStored ? key : storedKey(before.rule, key);
    const from = before.placement.place(stored, 0, stored.length);
    const to = nodeAfter[after.placement.place(stored, 0, stored.length)] as number;
    simulation.moves.add(stored, from, to, sizeBytes);
    if (foundOn !== undefined && foundOn !== from) {
      simulation.misplacedCount++;
    }
  };
}

function noteOf({ moved, total }: MovedKeys, { hasBytes }: MovesView, origin: KeyOrigin): string {
  const keys = `${formatRatio(ratio(moved.keys, total.keys))} of the keys move (${formatCount(moved.keys)} of ${origin.text})`;
  return hasBytes
    ? `${keys}\n${formatRatio(ratio(moved.bytes, total.bytes))} of the memory: ${formatBytes(moved.bytes)}`
    : keys;
}

/** If many keys are elsewhere, the client is most likely another one. */
function misplacedRemarks({ moves, misplacedCount }: Simulation, { rule }: PlacedPool): Remark[] {
  const part = ratio(misplacedCount, moves.total.keys);
  if (part < MISPLACED_RATIO_MIN) {
    return [];
  }
  const text = `${formatRatio(part)} of the keys are not where ${formatClient(rule)} puts them: is it the client that fills these servers, and are they named in its order and spelling?`;
  return [{ label: "odd", tone: "warn", text }];
}

/** The command. */
export const clusterSimulateCommand = defineCommand({
  name: NAME,
  describe: "which part of the keys moves when servers come, go or get another weight",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    {
      command: "memtool cluster simulate --client dalli --add 10.0.0.4 10.0.0.1 10.0.0.2 10.0.0.3",
      describe: "what a fourth node costs, by the keys that are on the three",
    },
    {
      command: "memtool cluster simulate --client memjs --remove c:11211 --keys keys.txt a b c",
      describe: "by keys of your own",
    },
    {
      command: "memtool cluster simulate --client twemproxy:md5 --weight 'a:11211*3' --made-up 1M a b",
      describe: "without any",
    },
  ],
  notes: [
    WEIGHT_NOTE,
    "A key that moves is a miss until it is stored again, and its old item stays until it expires or is evicted. --sample takes the first keys of the servers' walks, which begin with the smallest items.",
    "Where a server is dead, fails, or has nearly none of the keys it should have, the keys on the others do not tell what moves: then keys are made up, and it is said.",
    "Exit codes: 0 done, 2 wrong usage, 3 servers could not be found, 4 refused, 130 interrupted.",
    ...clientNotes(),
  ],
  handler: runSimulate,
});
