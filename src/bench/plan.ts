/** A run as data: everything the threads need to know, checked and with its defaults filled in. Structured-clonable. */
import type { Address } from "../base/address.ts";
import { assert } from "../base/assert.ts";
import type { WireOptions } from "../client/wire.ts";
import type { ClientRule } from "../cluster/ring/clients.ts";
import { type Arrivals, constantStages, type Spacing } from "./arrivals/arrivals.ts";
import type { RateStage } from "./arrivals/rate-curve.ts";
import { WARMUP_MS_MAX } from "./limits.ts";
import { SharedMoment } from "./load/shared-moment.ts";
import type { Threshold } from "./thresholds.ts";
import type { ProtocolName } from "./wire/dialect.ts";
import { LoadTable } from "./workload/load-table.ts";
import { VersionTable } from "./workload/version-table.ts";
import type { Workload } from "./workload/workload.ts";

/** When measuring ends: after a time, or after a number of requests. In an open loop: of intended ones. */
export type MeasureEnd =
  | { readonly kind: "duration"; readonly durationMs: number }
  | { readonly kind: "requests"; readonly requestCount: number };

/** How the load runs before anything is measured: not at all, for a time, or until the hit rate is flat (result/flatness.ts). */
export type Warmup =
  | { readonly kind: "none" }
  | { readonly kind: "duration"; readonly durationMs: number }
  | { readonly kind: "flat" };

/** What every load is asked for, whatever it loads. */
export interface LoadOptions {
  readonly arrivals: Arrivals;
  /** In an open loop: sleep between requests instead of looking at the clock all the time. */
  readonly lowCpu: boolean;
  /** Load threads, each with its share of the connections. */
  readonly threads: number;
  /** Connections of all threads together, to each server. */
  readonly connections: number;
  /** Most requests each connection has in flight. */
  readonly pipeline: number;
  readonly warmup: Warmup;
  readonly measure: MeasureEnd;
  /** What the run has to reach. */
  readonly thresholds: readonly Threshold[];
  /** Longest wait for a connection (and a memcached server's first reply). */
  readonly connectTimeoutMs: number;
}

/** One run. */
export interface BenchPlan extends LoadOptions {
  /** The servers; several share the keys by a placement rule. */
  readonly addresses: readonly Address[];
  /** For addresses that ask for TLS; undefined for the defaults. */
  readonly tls: WireOptions["tls"];
  readonly placement: ClientRule;
  readonly protocol: ProtocolName;
  /** Connections opened per second to each server; may be infinite. */
  readonly connectRate: number;
  /** Whether lost connections are opened again and the load goes on. */
  readonly reconnects: boolean;
  /** How many requests a connection sends before it is opened anew; may be infinite. */
  readonly requestsPerConnection: number;
  readonly workload: Workload;
  /** Whether every key is set once before anything else. */
  readonly populate: boolean;
  /** A connection that waits this long for a reply ends the run. */
  readonly stallTimeoutMs: number;
}

/** The part of a plan that one load thread carries out: every connection whose number leaves `thread` when divided by `threads`. */
export interface ThreadPlan {
  readonly plan: BenchPlan;
  readonly thread: number;
  readonly threads: number;
  /** The versions of all keys, see workload/version-table.ts; undefined where values are not verified. */
  readonly versions: SharedArrayBuffer | undefined;
  /** When any load thread sent a request last, see load/shared-moment.ts. */
  readonly lastSent: SharedArrayBuffer;
  /** Which keys are being loaded, see workload/load-table.ts; undefined without cache-aside. */
  readonly loads: SharedArrayBuffer | undefined;
}

/** Part of a run in which the load runs as it was asked for. */
export interface MeasurePhase {
  readonly kind: "warmup" | "measure";
  readonly end: MeasureEnd;
}

/** What connections do between two pauses. In every phase they end with nothing in flight. */
export type Phase = { readonly kind: "populate" } | MeasurePhase;

/** Name of a phase. */
export type PhaseKind = Phase["kind"];

/** Deals the connections out to the threads in turn, so that each thread's part of an evenly spaced load is evenly spaced itself. */
export function threadPlans(plan: BenchPlan): ThreadPlan[] {
  const threads = Math.min(plan.threads, plan.connections);
  const { verifyRun, keyCount, cacheAside } = plan.workload;
  const versions = verifyRun === undefined ? undefined : VersionTable.create(keyCount).shared;
  const loads = cacheAside === undefined ? undefined : LoadTable.create(keyCount).shared;
  const lastSent = SharedMoment.create();
  return Array.from({ length: threads }, (_, thread) => ({ plan, thread, threads, versions, loads, lastSent }));
}

/** Numbers of a thread's connections: every one that leaves `thread` when divided by `threads`. */
export function connectionsOf({
  plan,
  thread,
  threads,
}: {
  readonly plan: Pick<LoadOptions, "connections">;
  readonly thread: number;
  readonly threads: number;
}): number[] {
  const numbers: number[] = [];
  for (let number = thread; number < plan.connections; number += threads) {
    numbers.push(number);
  }
  return numbers;
}

/** The phases of a run in their order. */
export function phasesOf(plan: BenchPlan): Phase[] {
  const phases = measurePhasesOf(plan);
  return plan.populate ? [{ kind: "populate" }, ...phases] : phases;
}

/** Those of them in which the load runs as it was asked for. */
export function measurePhasesOf({ warmup, measure }: LoadOptions): MeasurePhase[] {
  const measured: MeasurePhase = { kind: "measure", end: measure };
  if (warmup.kind === "none") {
    return [measured];
  }
  const durationMs = warmup.kind === "duration" ? warmup.durationMs : WARMUP_MS_MAX;
  return [{ kind: "warmup", end: { kind: "duration", durationMs } }, measured];
}

/**
 * How an open loop spaces the requests of a phase. Warming up goes at the rate that the first stage leads to.
 * Only for plans whose arrivals are not `closed`.
 */
export function pacingOf(
  { arrivals }: Pick<LoadOptions, "arrivals">,
  phase: MeasurePhase,
): { spacing: Spacing; stages: readonly RateStage[] } {
  assert(arrivals.kind !== "closed", "a closed loop has no pace");
  const { kind: spacing, stages } = arrivals;
  const first = stages.find(({ toRate }) => toRate > 0);
  return { spacing, stages: phase.kind === "measure" || first === undefined ? stages : constantStages(first.toRate) };
}
