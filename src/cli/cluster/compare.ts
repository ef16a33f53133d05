/** `memtool cluster compare`: how far two clients agree about the nodes of keys. The rules are src/cluster/ring. */
import { formatCount, formatRatio } from "../../base/format-units.ts";
import { formatClient, parseClient, storedKey } from "../../cluster/ring/clients.ts";
import { MovedKeys } from "../../cluster/ring/moved-keys.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";
import { GIVEN_KEY_OPTIONS, readGivenKeys } from "./key-source.ts";
import {
  exampleFacts,
  exampleRemarks,
  type MovesView,
  movesColumns,
  movesFacts,
  movesRows,
  movesTotal,
  ratio,
} from "./moves-table.ts";
import { clientNotes, placeOn, WEIGHT_NOTE } from "./placed-pool.ts";
import { checkNamedOnce } from "./pool-options.ts";
import { printNodes } from "./print-nodes.ts";

/** Keys that are shown one by one. */
const EXAMPLES_MAX = 5;

const OPTIONS = {
  ...GIVEN_KEY_OPTIONS,
  ...FORMAT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type CompareArguments = CommandArguments<typeof OPTIONS>;

async function runCompare({ options, words }: CompareArguments, context: Context): Promise<number> {
  const [first = "", second = "", ...servers] = words;
  const format = formatOf(options, context);
  const rules = [parseClient(first), parseClient(second)] as const;
  const found = await findServers(servers, options, context);
  checkNamedOnce(found.addresses);
  const [one, other] = [await placeOn(rules[0], found), await placeOn(rules[1], found)];
  const moves = new MovedKeys(one.names.length, EXAMPLES_MAX);
  const origin = await readGivenKeys(options, context, ({ key }) => {
    const [here, there] = [storedKey(one.rule, key), storedKey(other.rule, key)];
    const from = one.placement.place(here, 0, here.length);
    moves.add(key, from, other.placement.place(there, 0, there.length), 0);
  });
  const view: MovesView = {
    hasBytes: false,
    before: formatClient(one.rule),
    after: formatClient(other.rule),
    incoming: "only 2nd",
    outgoing: "only 1st",
  };
  const { moved, total } = moves;
  const share = ratio(moved.keys, total.keys);
  const table = {
    title: `${view.before} and ${view.after}`,
    columns: movesColumns(view),
    rows: movesRows(moves, one.names, view),
    note: `${formatRatio(share)} of the keys are on another node (${formatCount(moved.keys)} of ${origin.text})`,
    remarks: exampleRemarks(moves, one.names),
  };
  const facts = {
    clients: [view.before, view.after],
    keys: { source: origin.kind, count: total.keys },
    differing: movesFacts(moves, view),
    examples: exampleFacts(moves, one.names),
  };
  await printNodes(format, table, facts, context, movesTotal(moves, view));
  return origin.exitCode;
}

/** The command. */
export const clusterCompareCommand = defineCommand({
  name: "cluster compare",
  describe: "how many keys two clients put on different nodes",
  positionals: [
    { name: "one", describe: "a client with its options", example: "pylibmc:ketama_weighted=1", required: true },
    { name: "other", describe: "another", example: "spymemcached:ketama", required: true },
    SERVERS_POSITIONAL,
  ],
  options: OPTIONS,
  examples: [
    {
      command: "memtool cluster compare php-memcached:libketama_compatible npm-memcached 10.0.0.1 10.0.0.2",
      describe: "whether PHP and Node.js may share a pool",
    },
    { command: "memtool cluster compare dalli memjs --keys keys.txt a b c", describe: "on your own keys" },
  ],
  notes: [
    WEIGHT_NOTE,
    "No server is asked. Exit codes: 0 done, whether they agree or not, 2 wrong usage, 3 servers could not be found, 130 interrupted.",
    ...clientNotes(),
  ],
  handler: runCompare,
});
