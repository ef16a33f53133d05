/**
 * The document that `memtool bench http://... --json` prints and everything else is drawn from. Its names are stable within a version; times
 * are in the unit their name ends with, and what is not known or does not apply is null, never 0.
 */
import type { ErrorCode } from "../../base/errors.ts";
import type {
  ClientSummary,
  ClockSummaries,
  ConnectionSummary,
  RateSummary,
  SeriesPoint,
  SettingsSummary,
  WarmupSummary,
} from "../result/document.ts";
import type { ThresholdResult } from "../thresholds.ts";
import type { StatusClass } from "./request-line.ts";

/** Name and version of the document. */
export const HTTP_RESULT_SCHEMA = "memtool.bench-http/1";

/**
 * Counts and times of a set of requests. The times are of all of them, errors included: a time-out or a lost connection counts at the age
 * the request had, and so does what is `unanswered` when the run ends.
 */
export interface HttpRequestSummary extends ClockSummaries {
  readonly requests: number;
  /** Those that ended, per second. */
  readonly requestsPerSecond: number | null;
  /** Without an answer, or with one that is not 2xx. */
  readonly errors: number;
  /** errors / requests; null without requests. */
  readonly errorRate: number | null;
  readonly unanswered: number;
}

/** Answers with one class of status. */
export interface StatusClassSummary extends ClockSummaries {
  readonly requests: number;
  readonly requestsPerSecond: number | null;
}

/** One kind of request. */
export interface HttpOperationSummary extends HttpRequestSummary {
  /** What it is called: its name, or method and path. */
  readonly label: string;
  readonly method: string;
  /** With `{key}` where keys stand. */
  readonly path: string;
  /** Its answers by class of status; classes that did not occur are left out. */
  readonly statuses: Readonly<Partial<Record<StatusClass, StatusClassSummary>>>;
}

/** What went wrong, safe to show, and for how many requests. */
export interface HttpErrorCount {
  readonly kind: string;
  readonly count: number;
}

/** What one memcached, or all of them together, counted over the same window. Its counters are of everybody's requests. */
export interface CacheTotals {
  /** get_hits / (get_hits + get_misses). */
  readonly hitRate: number | null;
  /** Wilson's 95 % interval of it. */
  readonly hitRateInterval: readonly [low: number, high: number] | null;
  readonly hits: number | null;
  readonly misses: number | null;
  /** Keys that were asked of the cache for each HTTP request. */
  readonly getsPerRequest: number | null;
  readonly setsPerRequest: number | null;
  readonly evictions: number | null;
  /** CPU time of the cache for each HTTP request. */
  readonly usPerRequest: number | null;
}

/** One memcached behind the application. */
export interface CacheSummary extends CacheTotals {
  readonly address: string;
  readonly version: string | null;
  /** What its counters grew by; null when it gave none, or they fell. */
  readonly counters: Readonly<Record<string, number>> | null;
}

/** One kind of request as it was asked for. */
export interface HttpRequestSettings {
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly weight: number;
  /** As it was given, `{key}` included. */
  readonly bodyBytes: number | null;
}

/** What ran. */
export interface HttpSettingsSummary
  extends Pick<
    SettingsSummary,
    | "loop"
    | "stages"
    | "connections"
    | "threads"
    | "pipeline"
    | "keys"
    | "keyPrefix"
    | "keyLength"
    | "distribution"
    | "warmup"
    | "durationSeconds"
    | "seed"
  > {
  readonly origin: string;
  /** How many requests were to be measured; null when a time was. */
  readonly requestCount: number | null;
  readonly requests: readonly HttpRequestSettings[];
  /** Names only: values may be secrets. */
  readonly headers: readonly string[];
  readonly requestTimeoutMs: number;
  /** Null for http. */
  readonly certificateVerified: boolean | null;
}

/** See the file's head. */
export interface HttpBenchResult {
  readonly schema: typeof HTTP_RESULT_SCHEMA;
  /** False when the run was interrupted or failed: the numbers hold what was measured until then. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint: string | null } | null;
  /** False when the client could not do what was asked of it: the numbers then are not the application's. */
  readonly valid: boolean;
  readonly invalidReasons: readonly string[];
  readonly settings: HttpSettingsSummary;
  /** Its `hitRate` is that of the caches. */
  readonly warmup: WarmupSummary | null;
  /** When measuring began, in ms since 1970; null when it did not. */
  readonly startedUnixMs: number | null;
  /** Length of the measured window. */
  readonly seconds: number;
  /** Null in a closed loop. */
  readonly rate: RateSummary | null;
  readonly total: HttpRequestSummary;
  /** In the order they were given; those that did not occur are left out. */
  readonly requests: readonly HttpOperationSummary[];
  /** Answers by status. */
  readonly statusCodes: Readonly<Record<string, number>>;
  /** The most frequent first. */
  readonly errors: readonly HttpErrorCount[];
  /** All caches together; null without `--cache`. */
  readonly cache: CacheTotals | null;
  readonly caches: readonly CacheSummary[];
  /** `usPerOp` is for each HTTP request. */
  readonly client: ClientSummary;
  readonly connections: ConnectionSummary & {
    /** Attempts to open a lost connection again that failed. */
    readonly failed: number;
  };
  readonly bytesReadPerSecond: number | null;
  readonly bytesWrittenPerSecond: number | null;
  /** The fields of memcached's load; hits, misses and hit rate are what the caches counted. */
  readonly series: readonly SeriesPoint[];
  readonly thresholds: readonly ThresholdResult[];
  /** Every histogram in HdrHistogram's base64 form (V2, compressed), values in ns, by `total.CLOCK`, `LABEL.ENDING.CLOCK` and `ownDelay`. */
  readonly histograms: Readonly<Record<string, string>>;
  /** What a reader has to know before trusting the numbers. */
  readonly notes: readonly string[];
}
