/** `memtool cluster health`: the command's data, its one line and its JSON. The checks are in src/cluster/inspection. */

import { escapeControls } from "../../base/escape.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { checkHealth, type HealthLimits, type HealthReport } from "../../cluster/inspection/health.ts";
import { reportNode } from "../../cluster/inspection/node-report.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode, exitCodeOf, worstOf } from "../exit-codes.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import { reportPool } from "./node-poll.ts";
import { openPool, POOL_OPTIONS } from "./pool-options.ts";

const GROUP = "Checks";

const OPTIONS = {
  "min-nodes": {
    type: "count",
    unit: "N",
    defaultText: "all of them",
    describe: "so many nodes have to answer; the others may be dead",
    example: "2",
    group: GROUP,
  },
  "any-version": {
    type: "flag",
    describe: "nodes may have different versions",
    example: "memtool cluster health --any-version",
    group: GROUP,
  },
  "max-skew": {
    type: "duration",
    default: "5s",
    describe: "how far a node's clock may certainly be from ours",
    example: "2s",
    group: GROUP,
  },
  "max-round-trip": {
    type: "duration",
    defaultText: "any",
    describe: "how long an answer to stats may take, once connected",
    example: "50ms",
    group: GROUP,
  },
  "min-uptime": {
    type: "duration",
    defaultText: "any",
    describe: "how long ago every node was started",
    example: "10m",
    group: GROUP,
  },
  "min-hit-ratio": {
    type: "ratio",
    defaultText: "any",
    describe: "of the gets since each node's start",
    example: "0.8",
    group: GROUP,
  },
  "max-connections": {
    type: "ratio",
    defaultText: "any",
    describe: "open connections as a part of what a node allows",
    example: "90%",
    group: GROUP,
  },
  "max-memory": {
    type: "ratio",
    defaultText: "any",
    describe: "memory of the items as a part of a node's limit",
    example: "95%",
    group: GROUP,
  },
  json: {
    type: "flag",
    describe: "one JSON document; errors are printed as JSON too",
    example: "memtool cluster health --json",
    group: "Output",
  },
  ...POOL_OPTIONS,
} as const satisfies OptionTable;

type HealthArguments = CommandArguments<typeof OPTIONS>;

function limitsOf(options: HealthArguments["options"]): HealthLimits {
  const minUptime = options["min-uptime"];
  return {
    minNodes: options["min-nodes"],
    anyVersion: options["any-version"],
    maxSkewS: options["max-skew"] / 1000,
    maxRoundTripMs: options["max-round-trip"],
    minUptimeS: minUptime === undefined ? undefined : minUptime / 1000,
    minHitRatio: options["min-hit-ratio"],
    maxConnectionsRatio: options["max-connections"],
    maxMemoryRatio: options["max-memory"],
  };
}

async function runHealth({ options, words }: HealthArguments, context: Context): Promise<number> {
  const limits = limitsOf(options);
  return await reportPool(await openPool(words, options, context), context, async (states) => {
    const report = checkHealth(states.map(reportNode), limits);
    context.stdout.write(options.json ? jsonDocument(healthJson(report)) : `${escapeControls(healthLine(report))}\n`);
    const isShort = report.problems.some(({ check }) => check === "alive");
    const deadCodes = states.flatMap((state) => (state.up || !isShort ? [] : [exitCodeOf(state.error.code)]));
    return exitCodeFor(report, deadCodes);
  });
}

function exitCodeFor({ problems }: HealthReport, deadCodes: readonly ExitCode[]): ExitCode {
  return worstOf([...deadCodes, ...(problems.length > 0 ? [EXIT.checkFailed] : [])]);
}

/** `ok: 3 nodes, version 1.6.45, clocks agree, slowest answer 1.2 ms`, or `failed: ` and every problem. */
export function healthLine(report: HealthReport): string {
  const { nodeCount, liveCount, versions, worstSkewS, worstRoundTripMs, problems } = report;
  if (problems.length > 0) {
    return `failed: ${problems.map(({ text }) => text).join("; ")}`;
  }
  const nodes =
    liveCount === nodeCount
      ? `${nodeCount} ${nodeCount === 1 ? "node" : "nodes"}`
      : `${liveCount} of ${nodeCount} nodes`;
  const words = [nodes, `version ${versions.map(([version]) => version).join(", ")}`];
  if (worstSkewS !== undefined) {
    words.push(worstSkewS === 0 ? "clocks agree" : `clocks ${worstSkewS} s apart`);
  }
  if (worstRoundTripMs !== undefined) {
    words.push(`slowest answer ${formatDurationMs(worstRoundTripMs)}`);
  }
  return `ok: ${words.join(", ")}`;
}

/** `{ "healthy", "nodes", "nodes_up", "versions", "worst_clock_skew_s", "worst_round_trip_s", "problems": [ { check, node, text } ] }` */
export function healthJson(report: HealthReport): JsonValue {
  const { nodeCount, liveCount, versions, worstSkewS, worstRoundTripMs, problems } = report;
  return {
    healthy: problems.length === 0,
    nodes: nodeCount,
    nodes_up: liveCount,
    versions: Object.fromEntries(versions),
    worst_clock_skew_s: worstSkewS,
    worst_round_trip_s: worstRoundTripMs === undefined ? undefined : worstRoundTripMs / 1000,
    problems: problems.map(({ check, node, text }) => ({ check, node, text })),
  };
}

/** The command. */
export const clusterHealthCommand = defineCommand({
  name: "cluster health",
  describe: "one line that says whether a pool is well, and an exit code for probes",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool cluster health a:11211 b:11211", describe: "both answer, with the same version and time" },
    { command: "memtool cluster health --min-nodes 2 --max-connections 90%", describe: "one of three may be dead" },
  ],
  notes: [
    "Exit codes: 0 well, 1 a check failed, 2 wrong usage, 3 a node that has to answer is dead, 4 one refused, 130 interrupted.",
  ],
  handler: runHealth,
});
