/** `memtool cluster nodes`: the command's data, and what ties the poll to the report. The report is in src/cluster/inspection. */
import { reportNode } from "../../cluster/inspection/node-report.ts";
import { settingDifferences } from "../../cluster/inspection/setting-differences.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { jsonDocument } from "../output/json.ts";
import { FORMAT_OPTIONS, formatOf, type OutputFormat } from "../output/result-format.ts";
import type { ResultTextContext } from "../output/result-text.ts";
import { resultText } from "../output/result-text.ts";
import { reportPool } from "./node-poll.ts";
import { type NodesReport, nodesJson, nodeTable, nodeTablesForPeople } from "./node-tables.ts";
import { openPool, POOL_OPTIONS } from "./pool-options.ts";
import { sayDead } from "./say-dead.ts";

const NAME = "cluster nodes";

const OPTIONS = { ...FORMAT_OPTIONS, ...POOL_OPTIONS } as const satisfies OptionTable;

async function runNodes({ options, words }: CommandArguments<typeof OPTIONS>, context: Context): Promise<number> {
  const format = formatOf(options, context);
  return await reportPool(await openPool(words, options, context), context, async (states) => {
    const settings = settingDifferences(states.flatMap((state) => (state.up ? [state.settings] : [])));
    const report = { nodes: states.map(reportNode), settings };
    context.stdout.write(await reportText(report, format, context));
    return sayDead(report.nodes, NAME, context);
  });
}

async function reportText(report: NodesReport, format: OutputFormat, context: ResultTextContext): Promise<string> {
  if (format === "json") {
    return jsonDocument(nodesJson(report));
  }
  if (format !== "table" && format !== "markdown") {
    return await resultText(format, nodeTable(report), context);
  }
  const tables = nodeTablesForPeople(report).map((table) => resultText(format, table, context));
  return (await Promise.all(tables)).join("\n");
}

/** The command. */
export const clusterNodesCommand = defineCommand({
  name: NAME,
  describe: "the nodes of a pool side by side, the settings in which they differ, their clocks",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool cluster nodes a:11211 b:11211 c:11211", describe: "three nodes" },
    { command: "memtool cluster nodes --json | jq .settings.different", describe: "what differs, for a script" },
  ],
  notes: [
    "The clock is the server's time minus ours. A server tells whole seconds, up to three of them old, and the answer took its time: so it is an interval, and 0 where the clocks may agree.",
    "Counters are since each node's start. Exit codes: 0 all nodes answered, 2 wrong usage, 3 a node is dead, 4 a node refused, 130 interrupted.",
  ],
  handler: runNodes,
});
