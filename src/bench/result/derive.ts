/** Derives the document of a run, once, from what the runner gathered. */
import { type Address, formatAddress } from "../../base/address.ts";
import { escapeText } from "../../base/escape.ts";
import { formatClient } from "../../cluster/ring/clients.ts";
import type { Failure } from "../failure.ts";
import type { Recorder, TallyName } from "../load/recorder.ts";
import type { PhaseReport } from "../load/reports.ts";
import type { BenchPlan } from "../plan.ts";
import { evaluateThresholds } from "../thresholds.ts";
import { formatDelay } from "../workload/delay.ts";
import { formatKeyLengths } from "../workload/key-lengths.ts";
import { formatDistribution } from "../workload/keyspace.ts";
import { formatMix } from "../workload/mix.ts";
import { FIRST_OPERATIONS } from "../workload/operations.ts";
import { formatTtls } from "../workload/ttls.ts";
import { formatValueSizes } from "../workload/value-sizes.ts";
import { clientOf, loadSettings, rateOf, usPerOp } from "./client-side.ts";
import {
  type BenchResult,
  type CacheAsideSummary,
  type PopulateSummary,
  RESULT_SCHEMA,
  type SeriesPoint,
  type ServerSummary,
  type SettingsSummary,
  type WarmupSummary,
} from "./document.ts";
import { encodedHistograms, RunLookup } from "./lookup.ts";
import { notesOf } from "./notes.ts";
import type { PhaseTotals } from "./phase-totals.ts";
import { type ServerWindow, serverHitRate } from "./server-counters.ts";
import {
  allRequests,
  countOutcomes,
  countUntimedReplies,
  errorRepliesOf,
  perSecond,
  summarizeOperations,
  summarizeTotal,
} from "./summarize.ts";
import { invalidReasons } from "./validity.ts";

/** What the runner gathered. */
export interface RunFacts {
  readonly plan: BenchPlan;
  readonly embedded: boolean;
  /** By server; empty when not connected. */
  readonly serverVersions: readonly string[];
  readonly populate: PopulateSummary | undefined;
  readonly warmup: WarmupSummary | undefined;
  /** Of the measured phase; empty when it never began. */
  readonly totals: PhaseTotals;
  readonly reports: readonly PhaseReport[];
  readonly seconds: number;
  readonly clientCpuMs: number | undefined;
  /** CPU time of a server in this process; that of others is in their windows. */
  readonly embeddedCpuMs: number | undefined;
  /** By server. */
  readonly serverWindows: readonly (ServerWindow | undefined)[];
  readonly series: readonly SeriesPoint[];
  /** When measuring began, in ms since 1970. */
  readonly startedUnixMs: number | undefined;
  readonly interrupted: boolean;
  readonly failure: Failure | undefined;
}

function settingsOf(plan: BenchPlan): SettingsSummary {
  const { workload, measure } = plan;
  return {
    ...loadSettings(plan),
    protocol: plan.protocol,
    placement: plan.addresses.length < 2 ? null : formatClient(plan.placement),
    ratio: formatMix(workload.mix),
    keys: workload.keyCount,
    keyPrefix: workload.keyPrefix,
    keyLength: workload.keyLengths === undefined ? null : formatKeyLengths(workload.keyLengths),
    distribution: formatDistribution(workload.distribution),
    valueSize: formatValueSizes(workload.valueSizes),
    ttl: formatTtls(workload.ttls),
    requests: measure.kind === "requests" ? measure.requestCount : null,
    compressibility: workload.compressibility,
    verify: workload.verifyRun !== undefined,
    seed: workload.seed,
  };
}

/** Requests of the load itself that were answered: not those that follow from replies. */
function answeredOf(recorders: readonly Recorder[]): number {
  const first = countOutcomes(recorders, FIRST_OPERATIONS);
  return first.hit + first.miss + first.stale + first.error;
}

function cacheAsideOf({ workload }: BenchPlan, loads: number, duplicateLoads: number): CacheAsideSummary | null {
  const { cacheAside } = workload;
  return cacheAside === undefined
    ? null
    : {
        missPenalty: formatDelay(cacheAside.penalty),
        lease: cacheAside.leaseWaitMs !== undefined,
        loads,
        duplicateLoads,
      };
}

function serverOf(facts: RunFacts, address: Address, index: number, isPaced: boolean): ServerSummary {
  const { totals, embedded, seconds } = facts;
  const recorder = totals.servers[index];
  const window = facts.serverWindows[index];
  const total = summarizeTotal(recorder === undefined ? [] : [recorder], seconds, isPaced);
  const version = facts.serverVersions[index];
  const told = window === undefined || window.wasReset ? undefined : window;
  return {
    address: formatAddress(address),
    version: version === undefined ? null : escapeText(version),
    threads: window?.threads ?? null,
    embedded,
    total,
    usPerOp: usPerOp(embedded ? facts.embeddedCpuMs : told?.cpuMs, total.requests),
    hitRate: told === undefined ? null : (serverHitRate(told) ?? null),
    counters: told === undefined ? null : { ...told.counters },
  };
}

/** Derives the result. */
export function deriveResult(facts: RunFacts): BenchResult {
  const { plan, totals, seconds, failure } = facts;
  const isPaced = plan.arrivals.kind !== "closed";
  const { servers: recorders, self } = totals;
  const total = summarizeTotal(recorders, seconds, isPaced);
  const client = clientOf({
    selves: totals.threads,
    reports: facts.reports,
    cpuMs: facts.clientCpuMs,
    requests: total.requests,
    untimedReplies: countUntimedReplies(recorders),
    isPaced,
  });
  const reasons = invalidReasons({
    self,
    response: isPaced ? allRequests(recorders, "response") : undefined,
    requests: total.requests,
    untimedReplies: client.untimedReplies,
    waitedForCpuRatio: Math.max(0, ...client.threads.map((thread) => thread.waitedForCpuRatio ?? 0)),
  });
  const tally = (name: TallyName): number => recorders.reduce((sum, { tallies }) => sum + tallies[name], 0);
  const operations = summarizeOperations(recorders, seconds, isPaced);
  const rate = isPaced ? rateOf(self, answeredOf(recorders), seconds) : null;
  const lookedUp = { recorders, self, total, operations, rate };
  const result = {
    schema: RESULT_SCHEMA,
    complete: failure === undefined && !facts.interrupted,
    interrupted: facts.interrupted,
    error: failure === undefined ? null : { code: failure.code, message: failure.message, hint: failure.hint ?? null },
    valid: reasons.length === 0,
    invalidReasons: reasons,
    settings: settingsOf(plan),
    populate: facts.populate ?? null,
    warmup: facts.warmup ?? null,
    startedUnixMs: facts.startedUnixMs ?? null,
    seconds,
    rate,
    total,
    operations,
    servers: plan.addresses.map((address, index) => serverOf(facts, address, index, isPaced)),
    client,
    connections: { lost: tally("lostConnections"), reopened: tally("reconnects") },
    cacheAside: cacheAsideOf(plan, tally("loads"), tally("duplicateLoads")),
    verification:
      plan.workload.verifyRun === undefined
        ? null
        : { verified: tally("verified"), mismatches: tally("mismatches"), lostUpdates: tally("lostUpdates") },
    bytesReadPerSecond: perSecond(tally("bytesRead"), seconds),
    bytesWrittenPerSecond: perSecond(tally("bytesWritten"), seconds),
    errorReplies: errorRepliesOf(recorders),
    series: facts.series,
    thresholds: evaluateThresholds(plan.thresholds, new RunLookup(lookedUp)),
    histograms: encodedHistograms(lookedUp),
  } as const;
  return { ...result, notes: notesOf(result, facts) };
}
