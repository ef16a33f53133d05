/** A run against an HTTP application as data: everything the load threads need to know. Structured-clonable. */
import type { LoadOptions } from "../plan.ts";
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
export interface HttpPlan extends LoadOptions {
  /** `http://host:port` or `https://host:port`; a standard port is left out. */
  readonly origin: string;
  /** Whether an https server has to prove who it is. */
  readonly verifyTls: boolean;
  /** At least one. */
  readonly requests: readonly HttpRequest[];
  /** Sent with every request. */
  readonly headers: readonly HttpHeader[];
  readonly keyspace: HttpKeyspace;
  /** Same seed, same requests. */
  readonly seed: number;
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

/** What a request is called in reports: its name, or method and path. */
export function httpRequestLabel({ name, method, path }: HttpRequest): string {
  return name ?? `${method} ${path}`;
}
