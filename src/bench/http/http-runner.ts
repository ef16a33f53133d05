/**
 * Runs a plan against an HTTP application: starts the load threads, leads them through the phases together, reads the caches behind the
 * application before and after the measured one, and derives the result.
 *
 *   connect -> warm-up -> read caches -> measure -> read caches -> result
 *
 * autocannon runs in load threads, as memcached's load does: in this one its 17 us a request would compete with reading the caches, drawing
 * screens and adding up histograms, and a pause of those would be one of the load.
 */
import type { Address } from "../../base/address.ts";
import type { MemtoolError } from "../../base/errors.ts";
import type { Histogram } from "../../stats/histogram.ts";
import { errorOf, type Failure, failureOf } from "../failure.ts";
import { SERIES_POINT_MS } from "../limits.ts";
import { type MeasurePhase, measurePhasesOf } from "../plan.ts";
import type { Progress } from "../progress.ts";
import type { SeriesPoint, WarmupSummary } from "../result/document.ts";
import { isHitRateFlat } from "../result/flatness.ts";
import type { ReadServer } from "../result/server-counters.ts";
import { type CacheReadings, cacheWindows, joinCaches, readCaches } from "./http-caches.ts";
import { deriveHttpResult } from "./http-derive.ts";
import type { HttpBenchResult } from "./http-document.ts";
import { CLOSED, nothingAnsweredError } from "./http-errors.ts";
import { type EndedHttpPhase, type HttpDatedPoint, HttpPhaseRun } from "./http-phase.ts";
import { type HttpPlan, httpThreadPlans } from "./http-plan.ts";
import { HttpRecorder } from "./http-recorder.ts";
import { countAnswered, countHttp, ERROR_ENDINGS, everything, httpHistogram } from "./http-summarize.ts";
import { type HttpThread, startHttpThread } from "./http-thread.ts";

/** What the caller lends to a run. */
export interface HttpRunHooks {
  /** The memcached servers behind the application, whose counters are read. */
  readonly caches: readonly Address[];
  readonly readCache: ReadServer;
  /** Called a few times a second, and once when a phase begins. */
  onProgress(progress: Progress): void;
  /** Called with each second of the measured phase, whole histograms included. */
  onPoint?(finished: HttpDatedPoint): void;
  /** Ends the run early; what was measured is still reported. */
  readonly signal: AbortSignal;
}

/** How a run ended: with a result, which names the failure or the interruption that cut it short. */
export interface HttpBenchOutcome {
  readonly result: HttpBenchResult;
  /** Response times of all requests; in a closed loop service times. */
  readonly latencies: Histogram;
  /** Why it ended early. */
  readonly error: MemtoolError | undefined;
}

/** One run. */
class HttpBenchRun {
  readonly #plan: HttpPlan;
  readonly #hooks: HttpRunHooks;
  readonly #threads: readonly HttpThread[];
  readonly #series: SeriesPoint[] = [];
  readonly #isPaced: boolean;
  #warmup: WarmupSummary | undefined;

  constructor(plan: HttpPlan, hooks: HttpRunHooks) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#isPaced = plan.arrivals.kind !== "closed";
    this.#threads = httpThreadPlans(plan).map(startHttpThread);
  }

  /** Opens all connections. */
  async connect(): Promise<void> {
    const { signal } = this.#hooks;
    const interrupted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    // Nobody may be left to hear of an interrupt once all are connected.
    interrupted.catch(() => {});
    signal.throwIfAborted();
    await Promise.race([Promise.all(this.#threads.map(({ connected }) => connected)), interrupted]);
  }

  /** Goes through the phases; resolves to what the measured one has measured. */
  async measure(): Promise<HttpBenchOutcome> {
    let before: CacheReadings = [];
    let ended: EndedHttpPhase | undefined;
    let failure: Failure | undefined;
    for (const phase of measurePhasesOf(this.#plan)) {
      before = await this.#readCaches();
      const phaseEnd = await this.#runPhase(phase, before);
      failure = phaseEnd.reports.find((report) => report.failure !== undefined)?.failure;
      if (phase.kind === "measure") {
        ended = phaseEnd;
      } else {
        this.#warmup = this.#warmed(phaseEnd);
      }
      if (failure !== undefined || this.#hooks.signal.aborted) {
        break;
      }
    }
    const { caches, signal } = this.#hooks;
    const result = deriveHttpResult({
      plan: this.#plan,
      caches,
      warmup: this.#warmup,
      ended,
      before,
      after: ended === undefined ? [] : await this.#readCaches(),
      series: this.#series,
      interrupted: signal.aborted && failure === undefined,
      failure: failure ?? this.#nothingAnswered(ended),
    });
    return this.#outcome(result, ended);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #outcome(result: HttpBenchResult, ended: EndedHttpPhase | undefined): HttpBenchOutcome {
    const { error } = result;
    const all = everything(this.#plan.requests.length);
    return {
      result,
      latencies: httpHistogram(ended?.recorder ?? new HttpRecorder(), all, this.#isPaced ? "response" : "service"),
      error: error === null ? undefined : errorOf({ ...error, hint: error.hint ?? undefined }),
    };
  }

  async #readCaches(): Promise<CacheReadings> {
    return await readCaches(this.#hooks.caches.length, this.#hooks.readCache);
  }

  async #runPhase(phase: MeasurePhase, before: CacheReadings): Promise<EndedHttpPhase> {
    const isMeasured = phase.kind === "measure";
    const run = new HttpPhaseRun({
      threads: this.#threads,
      phase,
      requestCount: this.#plan.requests.length,
      isPaced: this.#isPaced,
      signal: this.#hooks.signal,
      onProgress: (progress) => {
        this.#hooks.onProgress(progress);
        if (!isMeasured && this.#plan.warmup.kind === "flat" && isHitRateFlat(progress.points)) {
          run.stop();
        }
      },
      onPoint: (finished) => {
        if (isMeasured) {
          this.#series.push(finished.point);
          this.#hooks.onPoint?.(finished);
        }
      },
    });
    const release = this.#followCaches(run, before);
    try {
      return await run.run();
    } finally {
      release();
    }
  }

  /** Reads the caches once for each point of the series. */
  #followCaches(run: HttpPhaseRun, before: CacheReadings): () => void {
    if (before.length === 0) {
      return () => {};
    }
    let earlier = before;
    let isReading = false;
    const timer = setInterval(async () => {
      if (isReading) {
        return;
      }
      isReading = true;
      const now = await this.#readCaches();
      const window = joinCaches(cacheWindows(earlier, now));
      if (window !== undefined) {
        run.series.addCaches(window);
      }
      earlier = now;
      isReading = false;
    }, SERIES_POINT_MS);
    return () => clearInterval(timer);
  }

  #warmed({ seconds, points }: EndedHttpPhase): WarmupSummary {
    const isFlat = this.#plan.warmup.kind === "flat" ? isHitRateFlat(points) : null;
    return { seconds, hitRate: points.at(-1)?.hitRate ?? null, isFlat };
  }

  /** A run in which nothing was answered has measured nothing. */
  #nothingAnswered(ended: EndedHttpPhase | undefined): Failure | undefined {
    const { origin, requests } = this.#plan;
    const errors = { ...everything(requests.length), endings: ERROR_ENDINGS };
    if (ended === undefined || countAnswered(ended.recorder, requests.length) > 0) {
      return undefined;
    }
    const [[kind] = [CLOSED]] = ended.recorder.errors;
    return countHttp(ended.recorder, errors) === 0 ? undefined : failureOf(nothingAnsweredError(origin, kind));
  }
}

/**
 * Runs `plan` to its end, to the first failure or to the interruption.
 * @throws MemtoolError when not all connections could be opened: nothing was measured then
 */
export async function runHttpBench(plan: HttpPlan, hooks: HttpRunHooks): Promise<HttpBenchOutcome> {
  const run = new HttpBenchRun(plan, hooks);
  try {
    await run.connect();
    return await run.measure();
  } finally {
    await run.close();
  }
}
