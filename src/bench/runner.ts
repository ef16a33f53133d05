/**
 * Runs a plan: starts the load threads, leads them through the phases together, and derives the result from what they measured.
 *
 *   connect -> populate -> warm-up -> read servers -> measure -> read servers -> result
 *
 * Between phases nothing is in flight, so the servers' counters and ours cover exactly the same requests.
 */
import type { MemtoolError } from "../base/errors.ts";
import type { Histogram } from "../stats/histogram.ts";
import { errorOf, type Failure, failureOf, nothingDoneError, nothingSetError } from "./failure.ts";
import { POPULATE_ERRORS_MAX, SERIES_POINT_MS } from "./limits.ts";
import { type LoadThread, startLoadThread } from "./load/load-thread.ts";
import { PhaseRun } from "./phase-run.ts";
import { type BenchPlan, type Phase, phasesOf, threadPlans } from "./plan.ts";
import type { Expected, Progress } from "./progress.ts";
import { measuredSeconds } from "./result/client-side.ts";
import { deriveResult, type RunFacts } from "./result/derive.ts";
import type { BenchResult, PopulateSummary, SeriesPoint, WarmupSummary } from "./result/document.ts";
import { isHitRateFlat } from "./result/flatness.ts";
import { type EndedPhase, PhaseTotals, threadCpuMs } from "./result/phase-totals.ts";
import type { DatedPoint } from "./result/series.ts";
import {
  joinWindows,
  type ReadServer,
  type ServerReading,
  type ServerWindow,
  windowOf,
} from "./result/server-counters.ts";
import { allRequests, countAskedKeys, countOutcomes, errorRepliesOf, hitRateOf } from "./result/summarize.ts";
import { populateCount } from "./workload/workload.ts";

/** What the caller lends to a run. */
export interface RunHooks {
  /** True when the server runs in this process; its CPU time is then what is left of the process's. */
  readonly embedded: boolean;
  readonly readServer: ReadServer;
  /** Called a few times a second, and once when a phase begins. */
  onProgress(progress: Progress): void;
  /** Called with each second of the measured phase, whole histograms included. */
  onPoint?(finished: DatedPoint): void;
  /** Ends the run early; what was measured is still reported. */
  readonly signal: AbortSignal;
}

/** Readings of all servers. */
type Readings = readonly (ServerReading | undefined)[];

/** What happened on each server between two readings. */
function windowsBetween(before: Readings, after: Readings): (ServerWindow | undefined)[] {
  return after.map((reading, index) => {
    const earlier = before[index];
    return reading === undefined || earlier === undefined ? undefined : windowOf(earlier, reading);
  });
}

/** One run. */
class BenchRun {
  readonly #plan: BenchPlan;
  readonly #hooks: RunHooks;
  readonly #threads: readonly LoadThread[];
  readonly #series: SeriesPoint[] = [];
  #versions: readonly string[] = [];
  #populate: PopulateSummary | undefined;
  #warmup: WarmupSummary | undefined;

  constructor(plan: BenchPlan, hooks: RunHooks) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#threads = threadPlans(plan).map(startLoadThread);
  }

  /** Opens all connections. */
  async connect(): Promise<void> {
    const { signal } = this.#hooks;
    const interrupted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    signal.throwIfAborted();
    const versions = Promise.all(this.#threads.map((thread) => thread.connected));
    [this.#versions = []] = await Promise.race([versions, interrupted]);
  }

  /** Goes through the phases; resolves to what the measured one has measured. */
  async measure(): Promise<{ result: BenchResult; latencies: Histogram }> {
    let before: Readings = [];
    let ended: EndedPhase | undefined;
    let failure: Failure | undefined;
    for (const phase of phasesOf(this.#plan)) {
      const isMeasured = phase.kind === "measure";
      before = isMeasured ? await this.#readServers() : [];
      const phaseEnd = await this.#runPhase(phase, before);
      ended = isMeasured ? phaseEnd : undefined;
      failure = phaseEnd.reports.find((report) => report.failure !== undefined)?.failure;
      if (phase.kind === "warmup") {
        this.#warmup = this.#warmed(phaseEnd, phaseEnd.points);
      }
      if (phase.kind === "populate") {
        this.#populate = this.#populated(phaseEnd);
        failure ??= this.#nothingSet(this.#populate);
      }
      if (failure !== undefined || this.#hooks.signal.aborted) {
        break;
      }
    }
    const after = failure === undefined && ended !== undefined ? await this.#readServers() : [];
    const result = this.#derive(ended, failure ?? this.#nothingDone(ended), windowsBetween(before, after));
    const clock = this.#plan.arrivals.kind === "closed" ? "service" : "response";
    return { result, latencies: allRequests(ended?.totals.servers ?? [], clock) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #readServers(): Promise<Readings> {
    return await Promise.all(this.#plan.addresses.map((_, server) => this.#hooks.readServer(server)));
  }

  async #runPhase(phase: Phase, before: Readings): Promise<EndedPhase> {
    const isMeasured = phase.kind === "measure";
    const isPaced = phase.kind !== "populate" && this.#plan.arrivals.kind !== "closed";
    const run = new PhaseRun({
      threads: this.#threads,
      phase,
      serverCount: this.#plan.addresses.length,
      expected: this.#expected(phase),
      isPaced,
      signal: this.#hooks.signal,
      onProgress: (progress) => {
        this.#hooks.onProgress(progress);
        if (this.#isHopeless(progress) || this.#isWarm(progress)) {
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
    const release = isMeasured ? this.#followServers(run, before) : () => {};
    try {
      return await run.run();
    } finally {
      release();
    }
  }

  /** Reads the servers once for each point of the series. */
  #followServers(run: PhaseRun, before: Readings): () => void {
    let earlier = before;
    let isReading = false;
    const timer = setInterval(async () => {
      if (isReading) {
        return;
      }
      isReading = true;
      const now = await this.#readServers();
      const windows = windowsBetween(earlier, now)
        .filter((window) => window !== undefined)
        // The CPU time of a server in this process is that of the load too.
        .map((window) => (this.#hooks.embedded ? { ...window, cpuMs: undefined } : window));
      run.series.serverWindow = joinWindows(windows.filter(({ wasReset }) => !wasReset));
      earlier = now;
      isReading = false;
    }, SERIES_POINT_MS);
    return () => clearInterval(timer);
  }

  /** How many requests, or how many ms, the phase will take. */
  #expected(phase: Phase): Expected {
    if (phase.kind === "populate") {
      return { requests: populateCount(this.#plan.workload) };
    }
    return phase.end.kind === "duration" ? { durationMs: phase.end.durationMs } : { requests: phase.end.requestCount };
  }

  #populated({ totals, seconds }: EndedPhase): PopulateSummary {
    const counts = countOutcomes(totals.servers);
    const requests = counts.hit + counts.miss + counts.error;
    const complete = requests === populateCount(this.#plan.workload);
    return { complete, requests, errors: counts.error, seconds, errorReplies: errorRepliesOf(totals.servers) };
  }

  /** A server that refuses every key is not asked for all of them. */
  #isHopeless({ phase, requests, errors }: Progress): boolean {
    return phase === "populate" && errors === requests && errors >= POPULATE_ERRORS_MAX;
  }

  /** A warm-up that waits for a flat hit rate has it. */
  #isWarm({ phase, points }: Progress): boolean {
    return phase === "warmup" && this.#plan.warmup.kind === "flat" && isHitRateFlat(points);
  }

  #warmed({ totals, seconds }: EndedPhase, points: readonly SeriesPoint[]): WarmupSummary {
    const hitRate = hitRateOf(countAskedKeys(totals.servers));
    const isFlat = this.#plan.warmup.kind === "flat" ? isHitRateFlat(points) : null;
    return { seconds, hitRate: points.at(-1)?.hitRate ?? hitRate, isFlat };
  }

  #nothingSet({ requests, errors, errorReplies }: PopulateSummary): Failure | undefined {
    return requests > 0 && errors === requests ? failureOf(nothingSetError(errorReplies)) : undefined;
  }

  /** A run in which the server refused everything has measured nothing. */
  #nothingDone(ended: EndedPhase | undefined): Failure | undefined {
    if (ended === undefined) {
      return undefined;
    }
    const { hit, miss, stale, error } = countOutcomes(ended.totals.servers);
    return error > 0 && hit + miss + stale === 0
      ? failureOf(nothingDoneError(errorRepliesOf(ended.totals.servers)))
      : undefined;
  }

  /** With a server in this process, CPU is told apart by thread: the load threads' own is the client's, the rest the server's. */
  #derive(
    ended: EndedPhase | undefined,
    failure: Failure | undefined,
    serverWindows: RunFacts["serverWindows"],
  ): BenchResult {
    const { embedded, signal } = this.#hooks;
    const plan = this.#plan;
    const ownCpu = ended === undefined ? undefined : threadCpuMs(ended.reports);
    const rest = ended === undefined || ownCpu === undefined ? undefined : ended.processCpuMs - ownCpu;
    return deriveResult({
      plan,
      embedded,
      serverVersions: this.#versions,
      populate: this.#populate,
      warmup: this.#warmup,
      totals: ended?.totals ?? new PhaseTotals(plan.addresses.length, this.#threads.length),
      reports: ended?.reports ?? [],
      seconds: ended === undefined ? 0 : measuredSeconds(plan, ended.seconds),
      clientCpuMs: embedded ? ownCpu : ended?.processCpuMs,
      embeddedCpuMs: embedded ? rest : undefined,
      serverWindows,
      series: this.#series,
      startedUnixMs: ended?.startedUnixMs,
      interrupted: signal.aborted && failure === undefined,
      failure,
    });
  }
}

/** How a run ended: with a result, which names the failure or the interruption that cut it short. */
export interface BenchOutcome {
  readonly result: BenchResult;
  /** Response times of all requests but errors; in a closed loop service times. */
  readonly latencies: Histogram;
  /** Why it ended early. */
  readonly error: MemtoolError | undefined;
}

/**
 * Runs `plan` to its end, to the first failure or to the interruption.
 * @throws MemtoolError when not all connections could be opened: nothing was measured then
 */
export async function runBench(plan: BenchPlan, hooks: RunHooks): Promise<BenchOutcome> {
  const run = new BenchRun(plan, hooks);
  try {
    await run.connect();
    const { result, latencies } = await run.measure();
    const { error } = result;
    return {
      result,
      latencies,
      error: error === null ? undefined : errorOf({ ...error, hint: error.hint ?? undefined }),
    };
  } finally {
    await run.close();
  }
}
