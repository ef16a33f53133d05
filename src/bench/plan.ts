/** A run as data: everything the threads need to know, checked and with its defaults filled in. Structured-clonable. */
import type { Address } from "../base/address.ts";
import type { WireOptions } from "../client/wire.ts";
import type { Workload } from "./workload/workload.ts";

/** When measuring ends: after a time, or after a number of requests. */
export type MeasureEnd =
  | { readonly kind: "duration"; readonly durationMs: number }
  | { readonly kind: "requests"; readonly requestCount: number };

/** One run against one server. */
export interface BenchPlan {
  readonly address: Address;
  /** If the address asks for TLS; undefined for the defaults. */
  readonly tls?: WireOptions["tls"];
  /** Load threads, each with its share of the connections. */
  readonly threads: number;
  /** Connections of all threads together. */
  readonly connections: number;
  /** Most requests each connection has in flight. */
  readonly pipeline: number;
  readonly workload: Workload;
  /** Whether every key is set once before anything else. */
  readonly populate: boolean;
  /** The load runs this long unmeasured first; 0 leaves it out. */
  readonly warmupMs: number;
  readonly measure: MeasureEnd;
  /** Longest wait for a connection and its first reply. */
  readonly connectTimeoutMs: number;
  /** A connection that waits this long for a reply ends the run. */
  readonly stallTimeoutMs: number;
}

/** The part of a plan that one load thread carries out. */
export interface ThreadPlan {
  readonly plan: BenchPlan;
  /** Number of the thread's first connection in the whole run. */
  readonly firstConnection: number;
  readonly connectionCount: number;
}

/** What connections do between two pauses. In every phase they end with nothing in flight. */
export type Phase = { readonly kind: "populate" } | { readonly kind: "warmup" | "measure"; readonly end: MeasureEnd };

/** Name of a phase. */
export type PhaseKind = Phase["kind"];

/** Deals the connections out to the threads as evenly as possible. */
export function threadPlans(plan: BenchPlan): ThreadPlan[] {
  const threads = Math.min(plan.threads, plan.connections);
  return Array.from({ length: threads }, (_, thread) => {
    const firstConnection = Math.floor((plan.connections * thread) / threads);
    const end = Math.floor((plan.connections * (thread + 1)) / threads);
    return { plan, firstConnection, connectionCount: end - firstConnection };
  });
}

/** The phases of a run in their order. */
export function phasesOf(plan: BenchPlan): Phase[] {
  const phases: Phase[] = plan.populate ? [{ kind: "populate" }] : [];
  if (plan.warmupMs > 0) {
    phases.push({ kind: "warmup", end: { kind: "duration", durationMs: plan.warmupMs } });
  }
  return [...phases, { kind: "measure", end: plan.measure }];
}
