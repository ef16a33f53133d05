/**
 * The document that `--json` prints and everything else is drawn from. Its names are stable within a version; times are in the unit their
 * name ends with, and what is not known or does not apply is null, never 0.
 */
import type { ErrorCode } from "../../base/errors.ts";
import type { ThresholdResult } from "../thresholds.ts";
import type { OperationName, OutcomeName } from "../workload/operations.ts";

/** Name and version of the document. */
export const RESULT_SCHEMA = "memtool.bench/2";

/** Times of a set of requests in microseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly minUs: number | null;
  readonly meanUs: number | null;
  readonly p50Us: number | null;
  readonly p90Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  readonly p999Us: number | null;
  readonly maxUs: number | null;
}

/** The clocks of a set of requests. A closed loop intends no moment for its requests: there `response` and `sendLag` are null. */
export interface ClockSummaries {
  /** From when a request was due to its reply: what a user of the system would wait. */
  readonly response: LatencySummary | null;
  /** From sending a request to its reply: what the server and the network took. */
  readonly service: LatencySummary;
  /** From when a request was due to sending it, because no connection was free or the client was late. */
  readonly sendLag: LatencySummary | null;
}

/**
 * Counts and times of a set of requests. `hits` and `misses`: for storage, delete, arithmetic and touch what was done and what was not.
 * The times are of all requests but errors; those without a reply count at the age they had when the run ended.
 */
export interface RequestSummary extends ClockSummaries {
  readonly requests: number;
  readonly opsPerSecond: number | null;
  readonly hits: number;
  readonly misses: number;
  readonly stale: number;
  readonly errors: number;
  readonly unanswered: number;
  /** hits / (hits + misses + stale) by key asked for; for the total over retrievals only. Null when no key was asked for. */
  readonly hitRate: number | null;
  /** Wilson's 95 % interval of the hit rate. */
  readonly hitRateInterval: readonly [low: number, high: number] | null;
}

/** One operation. */
export interface OperationSummary extends RequestSummary {
  readonly operation: OperationName;
  /** The times by how requests ended; outcomes that did not occur are left out. */
  readonly outcomes: Readonly<Partial<Record<OutcomeName, ClockSummaries>>>;
}

/** An error reply, safe to show, and how often it came. */
export interface ErrorReply {
  readonly text: string;
  readonly count: number;
}

/** What setting every key once took. */
export interface PopulateSummary {
  /** False when it was cut short. */
  readonly complete: boolean;
  readonly requests: number;
  readonly errors: number;
  readonly seconds: number;
  /** Why keys could not be set, the most frequent first. */
  readonly errorReplies: readonly ErrorReply[];
}

/** How the load ran before anything was measured. */
export interface WarmupSummary {
  readonly seconds: number;
  /** Of its last second. */
  readonly hitRate: number | null;
  /** Whether the hit rate became flat, where that was waited for; else null. */
  readonly isFlat: boolean | null;
}

/** What was asked for and what came of it, per second; of an open loop. */
export interface RateSummary {
  /** Requests that came due. */
  readonly offeredPerSecond: number | null;
  /** Requests sent. */
  readonly sentPerSecond: number | null;
  /** Requests answered. */
  readonly achievedPerSecond: number | null;
  /** Part of the requests that found no connection free when they were due. */
  readonly blockedRatio: number | null;
  /** Coefficient of variation of the gaps between requests: as they were due, and as they were sent. 0 is even, 1 is Poisson. */
  readonly intendedVariation: number | null;
  readonly sentVariation: number | null;
}

/** A load thread: whether it got to work when it should. */
export interface ClientThreadSummary {
  /** Part of a core that it used, 0 .. 1. */
  readonly cpuRatio: number | null;
  /** Part of the time in which it wanted a CPU and others had it. */
  readonly waitedForCpuRatio: number | null;
  /** Part of the time it did not wait for its sockets; null in an open loop, which never does. */
  readonly busyRatio: number | null;
  /** How late a timer of 10 ms fired. */
  readonly loopDelayP99Us: number | null;
  readonly loopDelayMaxUs: number | null;
}

/** The client's part in the numbers. */
export interface ClientSummary {
  readonly usPerOp: number | null;
  readonly threads: readonly ClientThreadSummary[];
  /** From when a request was due and a connection was free for it to sending it: lateness that is ours alone. Null in a closed loop. */
  readonly ownDelay: LatencySummary | null;
  /** Pauses in which a load thread did not get to work, the longest, and replies whose time is unknown because they were read after one. */
  readonly stalls: number;
  readonly stallMsMax: number;
  readonly untimedReplies: number;
}

/** What misses led to. */
export interface CacheAsideSummary {
  readonly missPenalty: string;
  /** Whether only the first to miss a key loaded it. */
  readonly lease: boolean;
  /** Values loaded from behind the cache. */
  readonly loads: number;
  /** Loads of a key that was being loaded already. */
  readonly duplicateLoads: number;
}

/** What became of values that were verified. */
export interface VerificationSummary {
  /** Values compared with what had been stored. */
  readonly verified: number;
  /** Values that nobody had stored so. */
  readonly mismatches: number;
  /** Values older than one whose storing had been confirmed before they were asked for. */
  readonly lostUpdates: number;
}

/** What happened to connections. */
export interface ConnectionSummary {
  /** That ended although memtool had not closed them. */
  readonly lost: number;
  /** That were opened again. */
  readonly reopened: number;
}

/** One server. */
export interface ServerSummary {
  readonly address: string;
  readonly version: string | null;
  readonly threads: number | null;
  readonly embedded: boolean;
  readonly total: RequestSummary;
  /** CPU time of the server for each request that memtool sent it. */
  readonly usPerOp: number | null;
  /** The server's own hit rate over the same window, of everybody's requests. */
  readonly hitRate: number | null;
  /** What its counters grew by over the same window; null when it gave none, or they fell. */
  readonly counters: Readonly<Record<string, number>> | null;
}

/** What happened in one interval; the fields are those of the CSV. */
export interface SeriesPoint {
  /** From 0. */
  readonly index: number;
  /** Since the start of the measured window, in ms. */
  readonly startMs: number;
  readonly endMs: number;
  /** Requests that ended in it. */
  readonly requests: number;
  readonly errors: number;
  readonly opsPerSecond: number;
  /** Requests that came due in it; null in a closed loop. */
  readonly offeredPerSecond: number | null;
  /** Keys asked for by retrievals. */
  readonly hits: number;
  readonly misses: number;
  readonly stale: number;
  readonly hitRate: number | null;
  readonly responseP50Us: number | null;
  readonly responseP99Us: number | null;
  readonly responseMaxUs: number | null;
  readonly serviceP50Us: number | null;
  readonly serviceP99Us: number | null;
  readonly serviceMaxUs: number | null;
  readonly sendLagP99Us: number | null;
  /** At its end. */
  readonly inFlight: number;
  readonly serverHitRate: number | null;
  readonly serverEvictions: number | null;
  /** 100 is one core. */
  readonly serverCpuPercent: number | null;
}

/** What ran. */
export interface SettingsSummary {
  readonly loop: "closed" | "constant" | "poisson";
  /** Stages of an open loop; `durationSeconds` is null for one without an end. */
  readonly stages:
    | readonly { readonly durationSeconds: number | null; readonly fromRate: number; readonly toRate: number }[]
    | null;
  readonly protocol: string;
  /** How keys are placed on the servers; null for one server. */
  readonly placement: string | null;
  readonly connections: number;
  readonly threads: number;
  readonly pipeline: number;
  readonly ratio: string;
  readonly keys: number;
  readonly keyPrefix: string;
  /** Null for keys as short as they are. */
  readonly keyLength: string | null;
  readonly distribution: string;
  readonly valueSize: string;
  readonly ttl: string;
  readonly compressibility: number;
  readonly verify: boolean;
  /** `none`, `auto` or a duration. */
  readonly warmup: string;
  readonly durationSeconds: number | null;
  readonly requests: number | null;
  readonly seed: number;
}

/** See the file's head. */
export interface BenchResult {
  readonly schema: typeof RESULT_SCHEMA;
  /** False when the run was interrupted or failed: the numbers hold what was measured until then. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint: string | null } | null;
  /** False when the client could not do what was asked of it: the numbers then are not the server's. */
  readonly valid: boolean;
  /** Why not. */
  readonly invalidReasons: readonly string[];
  readonly settings: SettingsSummary;
  readonly populate: PopulateSummary | null;
  readonly warmup: WarmupSummary | null;
  /** When measuring began, in ms since 1970; null when it did not. */
  readonly startedUnixMs: number | null;
  /** Length of the measured window. */
  readonly seconds: number;
  /** Null in a closed loop. */
  readonly rate: RateSummary | null;
  readonly total: RequestSummary;
  readonly operations: readonly OperationSummary[];
  readonly servers: readonly ServerSummary[];
  readonly client: ClientSummary;
  readonly connections: ConnectionSummary;
  /** Null without `--cache-aside`. */
  readonly cacheAside: CacheAsideSummary | null;
  /** Null without `--verify`. */
  readonly verification: VerificationSummary | null;
  readonly bytesReadPerSecond: number | null;
  readonly bytesWrittenPerSecond: number | null;
  readonly errorReplies: readonly ErrorReply[];
  readonly series: readonly SeriesPoint[];
  /** How the thresholds fared; empty when none was asked for. A run that was cut short is judged by what was measured until then. */
  readonly thresholds: readonly ThresholdResult[];
  /**
   * Every histogram in HdrHistogram's base64 form (V2, compressed), values in ns, by `total.CLOCK`, `OPERATION.OUTCOME.CLOCK` and `ownDelay`.
   */
  readonly histograms: Readonly<Record<string, string>>;
  /** What a reader has to know before trusting the numbers. */
  readonly notes: readonly string[];
}
