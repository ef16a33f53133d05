/**
 * How a known server behaves, as data: when its replies leave (`timing`), what they say (`answers`) and how it breaks (`fault`).
 * Known servers are what a load generator is judged by: `queue-truth.ts` says exactly what it has to report about one.
 */

/** When replies leave. Times run from the moment the server is armed; every command line is one request, whatever it asks for. */
export type Timing =
  /** Every reply leaves so long after its request was read, any number at a time. */
  | { readonly kind: "fixed"; readonly delayMs: number }
  /**
   * In every period of `everyMs` the server does nothing for `frozenMs`, beginning `freezesAtMs` into it (by default so that the
   * freeze ends the period). Otherwise a request takes `serviceMs`, any number at a time. Work stands still while it is frozen.
   */
  | {
      readonly kind: "freeze";
      readonly everyMs: number;
      readonly frozenMs: number;
      readonly serviceMs: number;
      readonly freezesAtMs?: number;
    }
  /** One request at a time, in the order in which they were read, each takes 1/`perSecond` s; the queue has no end. */
  | { readonly kind: "capacity"; readonly perSecond: number }
  /**
   * The part `share` of all requests takes `slowMs`, the others `fastMs`, any number at a time: every (1/share)th, or drawn with `seed`.
   * Replies of a connection stay in order, so what was pipelined behind a slow request waits for it.
   */
  | {
      readonly kind: "bimodal";
      readonly share: number;
      readonly slowMs: number;
      readonly fastMs: number;
      readonly seed?: number;
    };

/** What replies say. Expiry times and flags of meta commands that the server does not know are ignored. */
export type Answers =
  /** A real cache without expiry; with `itemCountMax` it drops the least recently used (read or written) beyond. */
  | { readonly kind: "store"; readonly itemCountMax?: number }
  /** Exactly this part of all keys asked for is there, evenly spread, with values so long. Everything else succeeds and changes nothing. */
  | { readonly kind: "hitRate"; readonly rate: number; readonly valueBytes: number }
  /** Storage commands get `line`; nothing is ever there. */
  | { readonly kind: "error"; readonly line: string };

/** What goes wrong once `after` replies have left, counted on each connection or on the whole server. */
export interface Fault {
  /** Nonsense instead of replies; no replies; connections cut instead of a reply. */
  readonly kind: "garbage" | "silent" | "close";
  readonly after: number;
  readonly per: "connection" | "server";
}

/**
 * A whole behaviour; by default a cache that answers at once. Timing and fault are in force once the server is armed, before that
 * it answers at once: with the first retrieval ("get", the default: what a load generator stores beforehand is not slowed down),
 * with the first request of any kind, or "by hand" with {@link KnownServer.arm}. The request that arms is the first that counts.
 * `version`, `stats` and the like never arm, never count, and are answered at once, or when the server thaws.
 */
export interface KnownBehaviour {
  readonly timing?: Timing;
  readonly answers?: Answers;
  readonly fault?: Fault;
  readonly armedBy?: "get" | "any" | "hand";
}

/** Floating-point slack, so that 0.29 * 100 counts as 29. */
const SLACK = 1e-9;

/** Whether number `index` (from 0) is one of the evenly spread part `share`: of the first n, floor(n * share) are. */
export function isInShare(index: number, share: number): boolean {
  return Math.floor((index + 1) * share + SLACK) > Math.floor(index * share + SLACK);
}
