/** What a result tells of the load itself, whatever was loaded: how it was asked for, at which rate it came, and what it cost here. */
import { formatDurationMs } from "../../base/format-units.ts";
import { variationOf } from "../load/spacing.ts";
import type { LoadOptions, Warmup } from "../plan.ts";
import type { ThreadInterval, ThreadReport } from "../threads/reports.ts";
import type { ClientSummary, ClientThreadSummary, RateSummary, SettingsSummary } from "./document.ts";
import { SelfTotals } from "./self-totals.ts";
import { microseconds, perSecond, summarizeLatency } from "./summarize.ts";

/** The settings that every load has. */
export function loadSettings({ arrivals, connections, threads, pipeline, warmup, measure }: LoadOptions) {
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
    connections,
    threads: Math.min(threads, connections),
    pipeline,
    warmup: formatWarmup(warmup),
    durationSeconds: measure.kind === "duration" ? measure.durationMs / 1000 : null,
  } satisfies Partial<SettingsSummary>;
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

/** An open loop's rates are per second of its schedule: the wait for its last replies is not part of it. */
export function measuredSeconds({ arrivals, measure }: LoadOptions, seconds: number): number {
  return arrivals.kind !== "closed" && measure.kind === "duration"
    ? Math.min(seconds, measure.durationMs / 1000)
    : seconds;
}

/** The rates of an open loop. @param answered requests that came to an end in time */
export function rateOf(self: SelfTotals, answered: number, seconds: number): RateSummary {
  return {
    offeredPerSecond: perSecond(self.due, seconds),
    sentPerSecond: perSecond(self.sent, seconds),
    achievedPerSecond: perSecond(answered, seconds),
    blockedRatio: self.due > 0 ? self.blocked / self.due : null,
    intendedVariation: variationOf(self.intendedGaps),
    sentVariation: variationOf(self.sentGaps),
  };
}

/** CPU time an operation took, in microseconds; null when it is not known, or there was none. */
export function usPerOp(cpuMs: number | undefined, requests: number): number | null {
  return cpuMs === undefined || requests === 0 ? null : (cpuMs * 1000) / requests;
}

/** What the load threads measured of themselves. */
export interface ClientFacts {
  /** By load thread. */
  readonly selves: readonly SelfTotals[];
  readonly reports: readonly ThreadReport<ThreadInterval>[];
  readonly cpuMs: number | undefined;
  readonly requests: number;
  readonly untimedReplies: number;
  readonly isPaced: boolean;
}

/** What the load cost, and what held it up. */
export function clientOf({ selves, reports, cpuMs, requests, untimedReplies, isPaced }: ClientFacts): ClientSummary {
  const { ownDelay, stalls, stallMsMax } = SelfTotals.joined(selves);
  return {
    usPerOp: usPerOp(cpuMs, requests),
    threads: selves.map((self, index) => threadSummary(self, reports[index])),
    ownDelay: isPaced ? summarizeLatency(ownDelay) : null,
    stalls,
    stallMsMax,
    untimedReplies,
  };
}

function threadSummary(self: SelfTotals, report: ThreadReport<ThreadInterval> | undefined): ClientThreadSummary {
  const lengthMs = report === undefined ? 0 : report.endedMs - report.startedMs;
  const ratioOf = (ms: number | undefined): number | null => (ms === undefined || lengthMs <= 0 ? null : ms / lengthMs);
  return {
    cpuRatio: ratioOf(report?.usage.cpuMs),
    waitedForCpuRatio: ratioOf(report?.usage.waitedMs),
    busyRatio: report?.busyRatio ?? null,
    loopDelayP99Us: microseconds(self.loopDelay.percentilesNs([99])[0]),
    loopDelayMaxUs: microseconds(self.loopDelay.maxNs),
  };
}
