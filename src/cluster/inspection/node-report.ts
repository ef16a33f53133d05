/** What there is to say about each node of a pool, side by side: pure functions of what the nodes answered. */
import type { MemtoolError } from "../../base/errors.ts";
import { readCounter, type StatMap } from "../../stats/stat-map.ts";
import { type Summary, summarize } from "../../stats/summary.ts";
import { type ClockSkew, clockSkew } from "./clock-skew.ts";

/** What a node answered. */
export interface NodeAnswer {
  readonly address: string;
  readonly up: true;
  /** Its general-purpose statistics. */
  readonly stats: StatMap;
  /** Of `stats settings`; empty where the server refuses them. */
  readonly settings: StatMap;
  /** When it was asked, by our clock, in milliseconds since 1970-01-01 UTC. */
  readonly sentUnixMs: number;
  /** The round trip. */
  readonly tookMs: number;
}

/** A node that did not answer. */
export interface NodeSilence {
  readonly address: string;
  readonly up: false;
  readonly error: MemtoolError;
}

/** One of the two. */
export type NodeState = NodeAnswer | NodeSilence;

/** A node that answered, summed up. */
export interface LiveNode {
  readonly address: string;
  readonly up: true;
  readonly summary: Summary;
  readonly roundTripMs: number;
  /** Undefined for a server that does not tell its time. */
  readonly skew: ClockSkew | undefined;
}

/** A node's report. */
export type NodeReport = LiveNode | NodeSilence;

/** Sums a node up. */
export function reportNode(state: NodeState): NodeReport {
  if (!state.up) {
    return state;
  }
  const { address, stats, sentUnixMs, tookMs } = state;
  const time = readCounter(stats, "time");
  return {
    address,
    up: true,
    // Only rates need the moment, and there are none here.
    summary: summarize({ stats, atMs: 0 }),
    roundTripMs: tookMs,
    skew: time === undefined ? undefined : clockSkew({ sentUnixMs, tookMs, serverTimeS: Number(time) }),
  };
}

/** The reports of nodes that answered. */
export function liveNodes(reports: readonly NodeReport[]): LiveNode[] {
  return reports.filter((report) => report.up);
}

/** How many nodes have each version, the most frequent first; a node that does not tell its version has "unknown". */
export function versionCounts(nodes: readonly LiveNode[]): (readonly [version: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { summary } of nodes) {
    const version = String(summary.version ?? "unknown");
    counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}
