/** Derives the document of a run against an HTTP application, once, from what the runner gathered. */
import type { Address } from "../../base/address.ts";
import type { Failure } from "../failure.ts";
import { clientOf, loadSettings, measuredSeconds, rateOf } from "../result/client-side.ts";
import type { SeriesPoint, WarmupSummary } from "../result/document.ts";
import { SelfTotals } from "../result/self-totals.ts";
import type { ServerWindow } from "../result/server-counters.ts";
import { perSecond } from "../result/summarize.ts";
import { invalidReasons } from "../result/validity.ts";
import { evaluateThresholds } from "../thresholds.ts";
import { formatKeyLengths } from "../workload/key-lengths.ts";
import { formatDistribution } from "../workload/keyspace.ts";
import { type CacheReadings, cacheSummary, cacheTotals, cacheWindows, joinCaches } from "./http-caches.ts";
import { HTTP_RESULT_SCHEMA, type HttpBenchResult, type HttpSettingsSummary } from "./http-document.ts";
import { encodedHttpHistograms, HttpLookup } from "./http-lookup.ts";
import { httpNotesOf } from "./http-notes.ts";
import type { EndedHttpPhase } from "./http-phase.ts";
import { type HttpPlan, httpRequestLabel } from "./http-plan.ts";
import { HttpRecorder } from "./http-recorder.ts";
import {
  countUntimedAnswers,
  everything,
  httpErrorsOf,
  httpHistogram,
  summarizeHttp,
  summarizeHttpRequests,
} from "./http-summarize.ts";

/** What the runner gathered. */
export interface HttpRunFacts {
  readonly plan: HttpPlan;
  readonly caches: readonly Address[];
  readonly warmup: WarmupSummary | undefined;
  /** The measured phase; undefined when it never began. */
  readonly ended: EndedHttpPhase | undefined;
  /** The counters of the caches before and after it. */
  readonly before: CacheReadings;
  readonly after: CacheReadings;
  readonly series: readonly SeriesPoint[];
  readonly interrupted: boolean;
  readonly failure: Failure | undefined;
}

function settingsOf(plan: HttpPlan): HttpSettingsSummary {
  const { keyspace, measure } = plan;
  return {
    ...loadSettings(plan),
    origin: plan.origin,
    requests: plan.requests.map((request) => ({
      label: httpRequestLabel(request),
      method: request.method,
      path: request.path,
      weight: request.weight,
      bodyBytes: request.body?.length ?? null,
    })),
    headers: plan.headers.map(([name]) => name),
    requestTimeoutMs: plan.requestTimeoutMs,
    certificateVerified: plan.origin.startsWith("https:") ? plan.verifyTls : null,
    keys: keyspace.keyCount,
    keyPrefix: keyspace.keyPrefix,
    keyLength: keyspace.keyLengths === undefined ? null : formatKeyLengths(keyspace.keyLengths),
    distribution: formatDistribution(keyspace.distribution),
    requestCount: measure.kind === "requests" ? measure.requestCount : null,
    seed: plan.seed,
  };
}

/** Everything of the document that is about the caches. */
function cachesOf({ caches, after }: HttpRunFacts, windows: readonly (ServerWindow | undefined)[], requests: number) {
  return {
    cache: caches.length === 0 ? null : cacheTotals(joinCaches(windows), requests),
    caches: caches.map((address, index) => cacheSummary(address, windows[index], after[index]?.version, requests)),
  };
}

/** Derives the result. */
export function deriveHttpResult(facts: HttpRunFacts): HttpBenchResult {
  const { plan, ended, failure } = facts;
  const { requests } = plan;
  const isPaced = plan.arrivals.kind !== "closed";
  const seconds = measuredSeconds(plan, ended?.seconds ?? 0);
  const recorder = ended?.recorder ?? new HttpRecorder();
  const selves = ended?.selves ?? [];
  const self = SelfTotals.joined(selves);
  const all = everything(requests.length);
  const total = summarizeHttp(recorder, all.requests, seconds, isPaced);
  const untimedReplies = countUntimedAnswers(recorder, requests.length);
  const client = clientOf({
    selves,
    reports: ended?.reports ?? [],
    cpuMs: ended?.processCpuMs,
    requests: total.requests,
    untimedReplies,
    isPaced,
  });
  const reasons = invalidReasons({
    self,
    response: isPaced ? httpHistogram(recorder, all, "response") : undefined,
    requests: total.requests,
    untimedReplies,
    waitedForCpuRatio: Math.max(0, ...client.threads.map((thread) => thread.waitedForCpuRatio ?? 0)),
  });
  const windows = cacheWindows(facts.before, facts.after);
  const caches = cachesOf(facts, windows, total.requests);
  const rate = isPaced ? rateOf(self, total.requests - total.unanswered, seconds) : null;
  const lookedUp = { recorder, self, requests, seconds, rate, cache: caches.cache };
  const { tallies } = recorder;
  const result = {
    schema: HTTP_RESULT_SCHEMA,
    complete: failure === undefined && !facts.interrupted,
    interrupted: facts.interrupted,
    error: failure === undefined ? null : { ...failure, hint: failure.hint ?? null },
    valid: reasons.length === 0,
    invalidReasons: reasons,
    settings: settingsOf(plan),
    warmup: facts.warmup ?? null,
    startedUnixMs: ended?.startedUnixMs ?? null,
    seconds,
    rate,
    total,
    requests: summarizeHttpRequests(recorder, requests, seconds, isPaced),
    statusCodes: Object.fromEntries(recorder.statuses),
    errors: httpErrorsOf(recorder),
    ...caches,
    client,
    connections: { lost: tallies.lostConnections, reopened: tallies.reconnects, failed: tallies.failedConnects },
    bytesReadPerSecond: perSecond(tallies.bytesRead, seconds),
    bytesWrittenPerSecond: perSecond(tallies.bytesWritten, seconds),
    series: facts.series,
    thresholds: evaluateThresholds(plan.thresholds, new HttpLookup(lookedUp)),
    histograms: encodedHttpHistograms(lookedUp),
  } as const;
  return { ...result, notes: httpNotesOf(result, windows) };
}
