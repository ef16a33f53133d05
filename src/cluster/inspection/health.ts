/** Whether a pool is as it should be: pure checks of what its nodes answered, with what was found and what is allowed. */
import { leastSkewS, skewText } from "./clock-skew.ts";
import { type LiveNode, liveNodes, type NodeReport, versionCounts } from "./node-report.ts";

/** What is allowed. Undefined is not checked. */
export interface HealthLimits {
  /** Nodes that have to answer; undefined: all of them. */
  readonly minNodes?: number | undefined;
  /** Whether nodes may have different versions. */
  readonly anyVersion: boolean;
  readonly maxSkewS: number;
  readonly maxRoundTripMs?: number | undefined;
  readonly minUptimeS?: number | undefined;
  /** Of gets since the start, 0 to 1. */
  readonly minHitRatio?: number | undefined;
  /** Open connections as a part of `max_connections`, 0 to 1. */
  readonly maxConnectionsRatio?: number | undefined;
  /** Items' memory as a part of the limit, 0 to 1. */
  readonly maxMemoryRatio?: number | undefined;
}

/** A check that failed. */
export interface HealthProblem {
  readonly check: "alive" | "version" | "clock" | "round_trip" | "uptime" | "hit_ratio" | "connections" | "memory";
  /** Undefined where it is the pool's. */
  readonly node: string | undefined;
  readonly text: string;
}

/** What is found. */
export interface HealthReport {
  readonly nodeCount: number;
  readonly liveCount: number;
  readonly versions: readonly (readonly [version: string, count: number])[];
  /** The largest skew that is certain, in seconds, without its sign; undefined where no node tells its time. */
  readonly worstSkewS: number | undefined;
  readonly worstRoundTripMs: number | undefined;
  readonly problems: readonly HealthProblem[];
}

/** Checks. */
export function checkHealth(reports: readonly NodeReport[], limits: HealthLimits): HealthReport {
  const live = liveNodes(reports);
  const skews = live.flatMap(({ skew }) => (skew === undefined ? [] : [Math.abs(leastSkewS(skew))]));
  const versions = versionCounts(live);
  return {
    nodeCount: reports.length,
    liveCount: live.length,
    versions,
    worstSkewS: largest(skews),
    worstRoundTripMs: largest(live.map(({ roundTripMs }) => roundTripMs)),
    problems: [
      ...aliveProblems(reports, live.length, limits),
      ...(limits.anyVersion || versions.length < 2 ? [] : [versionProblem(versions)]),
      ...live.flatMap((node) => nodeProblems(node, limits)),
    ],
  };
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

function aliveProblems(
  reports: readonly NodeReport[],
  liveCount: number,
  { minNodes }: HealthLimits,
): readonly HealthProblem[] {
  const enough = minNodes ?? reports.length;
  if (liveCount >= enough) {
    return [];
  }
  const dead = reports.flatMap((report) => (report.up ? [] : [report]));
  if (minNodes !== undefined) {
    const text = `${liveCount} of ${reports.length} nodes answer, ${minNodes} have to`;
    return [{ check: "alive", node: undefined, text }];
  }
  return dead.map(({ address, error }) => ({ check: "alive", node: address, text: error.message }));
}

function versionProblem(versions: HealthReport["versions"]): HealthProblem {
  const words = versions.map(([version, count]) => `${version} (${count})`).join(", ");
  return { check: "version", node: undefined, text: `versions differ: ${words}` };
}

function nodeProblems(node: LiveNode, limits: HealthLimits): HealthProblem[] {
  const { address, summary, skew, roundTripMs } = node;
  const problems: HealthProblem[] = [];
  const say = (check: HealthProblem["check"], text: string): void => {
    problems.push({ check, node: address, text: `${address}: ${text}` });
  };
  if (skew !== undefined && Math.abs(leastSkewS(skew)) > limits.maxSkewS) {
    say("clock", `its clock is ${skewText(skew)} from ours, ${limits.maxSkewS} s are allowed`);
  }
  if (limits.maxRoundTripMs !== undefined && roundTripMs > limits.maxRoundTripMs) {
    say("round_trip", `it answers in ${roundTripMs.toFixed(1)} ms, ${limits.maxRoundTripMs} ms are allowed`);
  }
  const uptimeS = Number(summary.uptime ?? 0);
  if (limits.minUptimeS !== undefined && uptimeS < limits.minUptimeS) {
    say("uptime", `it was started ${uptimeS} s ago, ${limits.minUptimeS} s are asked for`);
  }
  // Before the first get there is no ratio, and nothing wrong with it.
  const hitRatio = summary.hit_ratio === undefined ? 1 : Number(summary.hit_ratio);
  if (limits.minHitRatio !== undefined && hitRatio < limits.minHitRatio) {
    say(
      "hit_ratio",
      `${percent(hitRatio)} of its gets hit since its start, ${percent(limits.minHitRatio)} are asked for`,
    );
  }
  const connections = ratio(summary.curr_connections, summary.max_connections);
  if (limits.maxConnectionsRatio !== undefined && connections > limits.maxConnectionsRatio) {
    say(
      "connections",
      `${percent(connections)} of its connections are in use, ${percent(limits.maxConnectionsRatio)} are allowed`,
    );
  }
  const memory = Number(summary.memory_used_ratio ?? 0);
  if (limits.maxMemoryRatio !== undefined && memory > limits.maxMemoryRatio) {
    say("memory", `items take ${percent(memory)} of its memory, ${percent(limits.maxMemoryRatio)} are allowed`);
  }
  return problems;
}

function ratio(part: LiveNode["summary"]["curr_connections"], whole: LiveNode["summary"]["max_connections"]): number {
  return part === undefined || whole === undefined || Number(whole) === 0 ? 0 : Number(part) / Number(whole);
}

function percent(value: number): string {
  return `${Number((value * 100).toFixed(1))} %`;
}
