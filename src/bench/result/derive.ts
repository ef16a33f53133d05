/** Derives the document of a run, once, from what the runner gathered. */
import { type Address, formatAddress } from "../../base/address.ts";
import { escapeText } from "../../base/escape.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { formatClient } from "../../cluster/ring/clients.ts";
import type { Failure } from "../failure.ts";
import type { Recorder, TallyName } from "../load/recorder.ts";
import type { PhaseReport } from "../load/reports.ts";
import { variationOf } from "../load/spacing.ts";
import type { BenchPlan, Warmup } from "../plan.ts";
import { evaluateThresholds } from "../thresholds.ts";
import { formatDelay } from "../workload/delay.ts";
import { formatKeyLengths } from "../workload/key-lengths.ts";
import { formatDistribution } from "../workload/keyspace.ts";
import { formatMix } from "../workload/mix.ts";
import { FIRST_OPERATIONS } from "../workload/operations.ts";
import { formatTtls } from "../workload/ttls.ts";
import { formatValueSizes } from "../workload/value-sizes.ts";
import {
  type BenchResult,
  type CacheAsideSummary,
  type ClientSummary,
  type ClientThreadSummary,
  type PopulateSummary,
  type RateSummary,
  RESULT_SCHEMA,
  type SeriesPoint,
  type ServerSummary,
  type SettingsSummary,
  type WarmupSummary,
} from "./document.ts";
import { encodedHistograms, RunLookup } from "./lookup.ts";
import { notesOf } from "./notes.ts";
import type { PhaseTotals } from "./phase-totals.ts";
import type { SelfTotals } from "./self-totals.ts";
import { type ServerWindow, serverHitRate } from "./server-counters.ts";
import {
  allRequests,
  countOutcomes,
  countUntimedReplies,
  errorRepliesOf,
  microseconds,
  perSecond,
  summarizeLatency,
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
  const { workload, measure, arrivals } = plan;
  return {
    loop: arrivals.kind,
    stages:
      arrivals.kind === "closed"
        ? null
        : arrivals.stages.map(({ durationMs, fromRate, toRate }) => ({
            durationSeconds: Number.isFinite(durationMs) ? durationMs / 1000 : null,
            fromRate,
            toRate,
          })),
    protocol: plan.protocol,
    placement: plan.addresses.length < 2 ? null : formatClient(plan.placement),
    connections: plan.connections,
    threads: Math.min(plan.threads, plan.connections),
    pipeline: plan.pipeline,
    ratio: formatMix(workload.mix),
    keys: workload.keyCount,
    keyPrefix: workload.keyPrefix,
    keyLength: workload.keyLengths === undefined ? null : formatKeyLengths(workload.keyLengths),
    distribution: formatDistribution(workload.distribution),
    valueSize: formatValueSizes(workload.valueSizes),
    ttl: formatTtls(workload.ttls),
    warmup: formatWarmup(plan.warmup),
    durationSeconds: measure.kind === "duration" ? measure.durationMs / 1000 : null,
    requests: measure.kind === "requests" ? measure.requestCount : null,
    compressibility: workload.compressibility,
    verify: workload.verifyRun !== undefined,
    seed: workload.seed,
  };
}

function formatWarmup(warmup: Warmup): string {
  switch (warmup.kind) {
    case "none":
      return "none";
    case "flat":
      return "auto";
    case "duration":
      return formatDurationMs(warmup.durationMs);
  }
}

function usPerOp(cpuMs: number | undefined, requests: number): number | null {
  return cpuMs === undefined || requests === 0 ? null : (cpuMs * 1000) / requests;
}

function rateOf(self: SelfTotals, recorders: readonly Recorder[], seconds: number): RateSummary {
  const first = countOutcomes(recorders, FIRST_OPERATIONS);
  const answered = first.hit + first.miss + first.stale + first.error;
  return {
    offeredPerSecond: perSecond(self.due, seconds),
    sentPerSecond: perSecond(self.sent, seconds),
    achievedPerSecond: perSecond(answered, seconds),
    blockedRatio: self.due > 0 ? self.blocked / self.due : null,
    intendedVariation: variationOf(self.intendedGaps),
    sentVariation: variationOf(self.sentGaps),
  };
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

function ratioOf(ms: number | undefined, seconds: number): number | null {
  return ms === undefined || seconds <= 0 ? null : ms / 1000 / seconds;
}

function threadSummary(self: SelfTotals, report: PhaseReport | undefined): ClientThreadSummary {
  const seconds = report === undefined ? 0 : (report.endedMs - report.startedMs) / 1000;
  return {
    cpuRatio: ratioOf(report?.usage.cpuMs, seconds),
    waitedForCpuRatio: ratioOf(report?.usage.waitedMs, seconds),
    busyRatio: report?.busyRatio ?? null,
    loopDelayP99Us: microseconds(self.loopDelay.percentilesNs([99])[0]),
    loopDelayMaxUs: microseconds(self.loopDelay.maxNs),
  };
}

function clientOf(facts: RunFacts, self: SelfTotals, requests: number, isPaced: boolean): ClientSummary {
  const { totals, reports } = facts;
  return {
    usPerOp: usPerOp(facts.clientCpuMs, requests),
    threads: totals.threads.map((thread, index) => threadSummary(thread, reports[index])),
    ownDelay: isPaced ? summarizeLatency(self.ownDelay) : null,
    stalls: self.stalls,
    stallMsMax: self.stallMsMax,
    untimedReplies: countUntimedReplies(totals.servers),
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
  const client = clientOf(facts, self, total.requests, isPaced);
  const reasons = invalidReasons({
    self,
    response: isPaced ? allRequests(recorders, "response") : undefined,
    requests: total.requests,
    untimedReplies: client.untimedReplies,
    waitedForCpuRatio: Math.max(0, ...client.threads.map((thread) => thread.waitedForCpuRatio ?? 0)),
  });
  const tally = (name: TallyName): number => recorders.reduce((sum, { tallies }) => sum + tallies[name], 0);
  const operations = summarizeOperations(recorders, seconds, isPaced);
  const rate = isPaced ? rateOf(self, recorders, seconds) : null;
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
