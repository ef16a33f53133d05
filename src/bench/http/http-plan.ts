/** A run against an HTTP application as data: everything the load threads need to know. Structured-clonable. */
import type { Arrivals } from "../arrivals/arrivals.ts";
import { WARMUP_MS_MAX } from "../limits.ts";
import type { MeasureEnd, MeasurePhase, Warmup } from "../plan.ts";
import type { Threshold } from "../thresholds.ts";
import type { NumberLaw } from "../workload/key-numbers.ts";
import type { Distribution } from "../workload/keyspace.ts";

/** The methods that can be asked for. CONNECT and TRACE are none of an application's. */
export const HTTP_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** One of {@link HTTP_METHODS}. */
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** One kind of request. `{key}` in its path and body stands for a key of the keyspace. */
export interface HttpRequest {
  /** What thresholds may call it; undefined for one that has only its method. */
  readonly name: string | undefined;
  readonly method: HttpMethod;
  /** From the slash on, query included; ASCII without blanks. */
  readonly path: string;
  /** Its share of all requests; shares are weights, they need not add up to anything. */
  readonly weight: number;
  readonly body: Uint8Array | undefined;
}

/** The keys that `{key}` stands for: those of the memcached load of the same options. */
export interface HttpKeyspace {
  readonly keyCount: number;
  readonly keyPrefix: string;
  readonly keyLengths: NumberLaw | undefined;
  readonly distribution: Distribution;
}

/** Name and value of a header, as they are sent. */
export type HttpHeader = readonly [name: string, value: string];

/** One run. */
export interface HttpPlan {
  /** `http://host:port` or `https://host:port`; a standard port is left out. */
  readonly origin: string;
  /** Whether an https server has to prove who it is. */
  readonly verifyTls: boolean;
  /** At least one. */
  readonly requests: readonly HttpRequest[];
  /** Sent with every request. */
  readonly headers: readonly HttpHeader[];
  readonly keyspace: HttpKeyspace;
  readonly arrivals: Arrivals;
  /** In an open loop: sleep between requests instead of looking at the clock all the time. */
  readonly lowCpu: boolean;
  /** Load threads, each with its share of the connections. */
  readonly threads: number;
  /** Connections of all threads together. */
  readonly connections: number;
  /** Most requests each connection has in flight. */
  readonly pipeline: number;
  readonly warmup: Warmup;
  readonly measure: MeasureEnd;
  /** What the run has to reach. */
  readonly thresholds: readonly Threshold[];
  /** Same seed, same requests. */
  readonly seed: number;
  /** Longest wait for a connection. */
  readonly connectTimeoutMs: number;
  /** A request without an answer after this long is an error, and its connection is opened anew. */
  readonly requestTimeoutMs: number;
  /** The run ends when no connection could be open for this long. */
  readonly stallTimeoutMs: number;
}

/** The part of a plan that one load thread carries out: every connection whose number leaves `thread` when divided by `threads`. */
export interface HttpThreadPlan {
  readonly plan: HttpPlan;
  readonly thread: number;
  readonly threads: number;
}

/** Deals the connections out to the threads in turn. */
export function httpThreadPlans(plan: HttpPlan): HttpThreadPlan[] {
  const threads = Math.min(plan.threads, plan.connections);
  return Array.from({ length: threads }, (_, thread) => ({ plan, thread, threads }));
}

/** Numbers of a thread's connections. */
export function httpConnectionsOf({ plan, thread, threads }: HttpThreadPlan): number[] {
  const count = Math.ceil((plan.connections - thread) / threads);
  return Array.from({ length: count }, (_, index) => thread + index * threads);
}

/** The phases of a run in their order. */
export function httpPhasesOf({ warmup, measure }: HttpPlan): MeasurePhase[] {
  const phases: MeasurePhase[] = [];
  if (warmup.kind !== "none") {
    const durationMs = warmup.kind === "duration" ? warmup.durationMs : WARMUP_MS_MAX;
    phases.push({ kind: "warmup", end: { kind: "duration", durationMs } });
  }
  return [...phases, { kind: "measure", end: measure }];
}

/** What a request is called in reports: its name, or method and path. */
export function httpRequestLabel({ name, method, path }: HttpRequest): string {
  return name ?? `${method} ${path}`;
}
