/**
 * The result of a run, derived once from what the threads measured. {@link BenchResult} is also the document `--json` prints: its names
 * are stable, times are in the unit their name ends with, and what is not known is null, never 0.
 */
import { type Address, formatAddress } from "../base/address.ts";
import type { ErrorCode } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import { Histogram } from "../stats/histogram.ts";
import type { Failure } from "./failure.ts";
import type { BenchPlan } from "./plan.ts";
import type { Recorder } from "./recorder.ts";
import type { ServerWindow } from "./server-counters.ts";
import { formatDistribution } from "./workload/keyspace.ts";
import { formatMix } from "./workload/mix.ts";
import { FAMILY, familyOf, OPERATION, OPERATIONS, type OperationName, OUTCOME, slotOf } from "./workload/operations.ts";
import { formatValueSizes } from "./workload/value-sizes.ts";

/** Name and version of the document. */
export const RESULT_SCHEMA = "memtool.bench/1";

const PERCENTILES = [50, 90, 95, 99, 99.9] as const;

/** Latency of a set of replies: from sending a request to having read its reply, in microseconds. */
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

/** Counts of a set of replies. `hits` and `misses`: for storage, delete, incr and touch what was done and what was not. */
export interface ReplySummary {
  readonly requests: number;
  readonly opsPerSecond: number | null;
  readonly hits: number;
  readonly misses: number;
  readonly errors: number;
  /** hits / (hits + misses); for the total only over keys that were asked for by get, gets and gat. Null when there were none. */
  readonly hitRate: number | null;
  /** Of all replies but errors. */
  readonly latency: LatencySummary;
}

/** One operation of the mix. */
export interface OperationSummary extends ReplySummary {
  readonly operation: OperationName;
  readonly hitLatency: LatencySummary;
  readonly missLatency: LatencySummary;
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

/** An error reply, safe to show, and how often it came. */
export interface ErrorReply {
  readonly text: string;
  readonly count: number;
}

/** CPU of both sides over the measured window. Null: not known. */
export interface CpuSummary {
  readonly clientUsPerOp: number | null;
  readonly serverUsPerOp: number | null;
  /** Share of the time the busiest load thread did not wait, 0 .. 1. */
  readonly busiestThread: number;
}

/** See the file's head. */
export interface BenchResult {
  readonly schema: typeof RESULT_SCHEMA;
  /** False when the run was interrupted or failed: the numbers hold what was measured until then. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint: string | null } | null;
  readonly server: {
    readonly address: string;
    readonly version: string | null;
    readonly threads: number | null;
    readonly embedded: boolean;
  };
  readonly settings: {
    /** `closed`: each connection sends its next requests when replies have made room for half a pipeline. */
    readonly loop: "closed";
    readonly connections: number;
    readonly threads: number;
    readonly pipeline: number;
    readonly ratio: string;
    readonly keys: number;
    readonly keyPrefix: string;
    readonly distribution: string;
    readonly valueSize: string;
    readonly ttlSeconds: number;
    readonly warmupSeconds: number;
    readonly durationSeconds: number | null;
    readonly requests: number | null;
    readonly seed: number;
  };
  readonly populate: PopulateSummary | null;
  /** Length of the measured window, first request to last reply. */
  readonly seconds: number;
  readonly total: ReplySummary;
  readonly operations: readonly OperationSummary[];
  readonly bytesReadPerSecond: number | null;
  readonly bytesWrittenPerSecond: number | null;
  readonly errorReplies: readonly ErrorReply[];
  readonly cpu: CpuSummary;
  /** The server's own counters over the same window; null when it gave none. */
  readonly serverCounters: Readonly<Record<string, number>> | null;
  /** What a reader has to know before trusting the numbers. */
  readonly notes: readonly string[];
}

/** What the runner gathered. */
export interface RunFacts {
  readonly plan: BenchPlan;
  readonly address: Address;
  readonly embedded: boolean;
  readonly serverVersion: string | undefined;
  readonly populate: PopulateSummary | undefined;
  readonly recorder: Recorder;
  readonly seconds: number;
  readonly clientCpuMs: number | undefined;
  readonly serverCpuMs: number | undefined;
  readonly busiestThread: number;
  readonly serverWindow: ServerWindow | undefined;
  readonly interrupted: boolean;
  readonly failure: Failure | undefined;
}

function microseconds(ns: number | undefined): number | null {
  return ns === undefined ? null : Math.round(ns) / 1000;
}

/** Summarises a histogram; of an empty one everything but the count is null. */
export function summarizeLatency(histogram: Histogram): LatencySummary {
  const [p50, p90, p95, p99, p999] = histogram.percentilesNs(PERCENTILES);
  return {
    count: histogram.count,
    minUs: microseconds(histogram.minNs),
    meanUs: microseconds(histogram.meanNs),
    p50Us: microseconds(p50),
    p90Us: microseconds(p90),
    p95Us: microseconds(p95),
    p99Us: microseconds(p99),
    p999Us: microseconds(p999),
    maxUs: microseconds(histogram.maxNs),
  };
}

function perSecond(count: number, seconds: number): number | null {
  return seconds > 0 ? count / seconds : null;
}

/** hits / (hits + misses), null when nothing was asked. */
export function hitRateOf(hits: number, misses: number): number | null {
  return hits + misses > 0 ? hits / (hits + misses) : null;
}

/** Sums up one operation; undefined when it never ran. */
function summarizeOperation(recorder: Recorder, name: OperationName, seconds: number): OperationSummary | undefined {
  const operation = OPERATION[name];
  const empty = Histogram.create();
  const hit = recorder.histogram(slotOf(operation, OUTCOME.hit)) ?? empty;
  const miss = recorder.histogram(slotOf(operation, OUTCOME.miss)) ?? empty;
  const errors = recorder.histogram(slotOf(operation, OUTCOME.error))?.count ?? 0;
  const both = Histogram.create();
  both.add(hit);
  both.add(miss);
  const requests = both.count + errors;
  return requests === 0
    ? undefined
    : {
        operation: name,
        requests,
        opsPerSecond: perSecond(requests, seconds),
        hits: hit.count,
        misses: miss.count,
        errors,
        hitRate: hitRateOf(hit.count, miss.count),
        latency: summarizeLatency(both),
        hitLatency: summarizeLatency(hit),
        missLatency: summarizeLatency(miss),
      };
}

/** All histograms of replies that were no errors, together. */
export function allReplies(recorder: Recorder): Histogram {
  const all = Histogram.create();
  OPERATIONS.forEach((_, operation) => {
    for (const outcome of [OUTCOME.hit, OUTCOME.miss]) {
      const histogram = recorder.histogram(slotOf(operation, outcome));
      if (histogram !== undefined) {
        all.add(histogram);
      }
    }
  });
  return all;
}

function sum(operations: readonly OperationSummary[], pick: (operation: OperationSummary) => number): number {
  return operations.reduce((total, operation) => total + pick(operation), 0);
}

/** The operations that ask for a value by key: only those have a hit rate in the total. */
export function isRetrieval(operation: OperationName): boolean {
  return familyOf(operation) === FAMILY.retrieval;
}

function summarizeTotal(recorder: Recorder, operations: readonly OperationSummary[], seconds: number): ReplySummary {
  const asked = operations.filter(({ operation }) => isRetrieval(operation));
  const hits = sum(asked, (operation) => operation.hits);
  const misses = sum(asked, (operation) => operation.misses);
  const requests = sum(operations, (operation) => operation.requests);
  return {
    requests,
    opsPerSecond: perSecond(requests, seconds),
    hits,
    misses,
    errors: sum(operations, (operation) => operation.errors),
    hitRate: hitRateOf(hits, misses),
    latency: summarizeLatency(allReplies(recorder)),
  };
}

function settingsOf(plan: BenchPlan): BenchResult["settings"] {
  const { workload, measure } = plan;
  return {
    loop: "closed",
    connections: plan.connections,
    threads: Math.min(plan.threads, plan.connections),
    pipeline: plan.pipeline,
    ratio: formatMix(workload.mix),
    keys: workload.keyCount,
    keyPrefix: workload.keyPrefix,
    distribution: formatDistribution(workload.distribution),
    valueSize: formatValueSizes(workload.valueSizes),
    ttlSeconds: workload.ttlSeconds,
    warmupSeconds: plan.warmupMs / 1000,
    durationSeconds: measure.kind === "duration" ? measure.durationMs / 1000 : null,
    requests: measure.kind === "requests" ? measure.requestCount : null,
    seed: workload.seed,
  };
}

/** The error replies of a recorder, the most frequent first. */
export function errorRepliesOf(recorder: Recorder): ErrorReply[] {
  return recorder.errors.map(([text, count]) => ({ text: escapeText(text), count }));
}

function usPerOp(cpuMs: number | undefined, requests: number): number | null {
  return cpuMs === undefined || requests === 0 ? null : (cpuMs * 1000) / requests;
}

/** Derives the result; `notes` is what notes.ts has to say about the same facts. */
export function deriveResult(
  facts: RunFacts,
  notesOf: (result: Omit<BenchResult, "notes">, facts: RunFacts) => string[],
): BenchResult {
  const { recorder, seconds, failure, serverWindow } = facts;
  const operations = OPERATIONS.flatMap((name) => summarizeOperation(recorder, name, seconds) ?? []);
  const total = summarizeTotal(recorder, operations, seconds);
  const error =
    failure === undefined ? null : { code: failure.code, message: failure.message, hint: failure.hint ?? null };
  const result = {
    schema: RESULT_SCHEMA,
    complete: failure === undefined && !facts.interrupted,
    interrupted: facts.interrupted,
    error,
    server: {
      address: formatAddress(facts.address),
      version: facts.serverVersion === undefined ? null : escapeText(facts.serverVersion),
      threads: serverWindow?.threads ?? null,
      embedded: facts.embedded,
    },
    settings: settingsOf(facts.plan),
    populate: facts.populate ?? null,
    seconds,
    total,
    operations,
    bytesReadPerSecond: perSecond(recorder.bytesRead, seconds),
    bytesWrittenPerSecond: perSecond(recorder.bytesWritten, seconds),
    errorReplies: errorRepliesOf(recorder),
    cpu: {
      clientUsPerOp: usPerOp(facts.clientCpuMs, total.requests),
      serverUsPerOp: usPerOp(facts.serverCpuMs, total.requests),
      busiestThread: facts.busiestThread,
    },
    serverCounters: serverWindow === undefined || serverWindow.wasReset ? null : { ...serverWindow.counters },
  } as const;
  return { ...result, notes: notesOf(result, facts) };
}
