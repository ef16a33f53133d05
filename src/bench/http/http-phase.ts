/** One phase of a run against an HTTP application over all load threads: leads them through it and gathers what they measure. */
import { systemClock } from "../../base/clock.ts";
import { INTERRUPT_DRAIN_MS, TICK_MS } from "../limits.ts";
import type { MeasurePhase } from "../plan.ts";
import type { Expected, Progress } from "../progress.ts";
import type { SeriesPoint } from "../result/document.ts";
import { SelfTotals } from "../result/self-totals.ts";
import { invalidReasons } from "../result/validity.ts";
import type { HttpIntervalReport, HttpPhaseReport } from "./http-engine.ts";
import { HttpRecorder } from "./http-recorder.ts";
import { type HttpFinishedPoint, HttpSeries } from "./http-series.ts";
import { countHttp, countUntimedAnswers, ERROR_ENDINGS, everything, httpHistogram } from "./http-summarize.ts";
import type { HttpThread } from "./http-thread.ts";

/** A finished point, and when its phase began, in ms since 1970. */
export interface HttpDatedPoint extends HttpFinishedPoint {
  readonly startedUnixMs: number;
}

/** What a phase needs to know. */
export interface HttpPhaseOptions {
  readonly threads: readonly HttpThread[];
  readonly phase: MeasurePhase;
  readonly requestCount: number;
  readonly isPaced: boolean;
  /** Ends the phase early. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
  onPoint(finished: HttpDatedPoint): void;
}

/** A phase that has ended. */
export interface EndedHttpPhase {
  readonly recorder: HttpRecorder;
  /** By load thread. */
  readonly selves: readonly SelfTotals[];
  readonly points: readonly SeriesPoint[];
  readonly reports: readonly HttpPhaseReport[];
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** CPU time of this whole process over the phase, in ms. */
  readonly processCpuMs: number;
  readonly startedUnixMs: number;
}

/** All load threads together. */
export function joinSelves(selves: readonly SelfTotals[]): SelfTotals {
  const all = new SelfTotals();
  for (const self of selves) {
    all.merge(self);
  }
  return all;
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function expectedOf({ end }: MeasurePhase): Expected {
  return end.kind === "duration" ? { durationMs: end.durationMs } : { requests: end.requestCount };
}

/** The phase. */
export class HttpPhaseRun {
  readonly #options: HttpPhaseOptions;
  readonly #recorder = new HttpRecorder();
  readonly #selves: readonly SelfTotals[];
  readonly #points: SeriesPoint[] = [];
  readonly #startedMs = systemClock.monotonicMs();
  readonly #startedUnixMs: number = systemClock.unixMs();
  /** For whoever knows what the caches did meanwhile. */
  readonly series: HttpSeries;

  constructor(options: HttpPhaseOptions) {
    const { threads, isPaced, requestCount } = options;
    this.#options = options;
    this.#selves = threads.map(() => new SelfTotals());
    this.series = new HttpSeries({
      threads: threads.length,
      requestCount,
      isPaced,
      onPoint: (finished) => {
        this.#points.push(finished.point);
        options.onPoint({ ...finished, startedUnixMs: this.#startedUnixMs });
      },
    });
  }

  /** Runs it to its end. */
  async run(): Promise<EndedHttpPhase> {
    const cpuBefore = processCpuMs();
    const ticker = setInterval(() => this.#tell(), TICK_MS);
    const release = this.#stopOnSignal();
    this.#tell();
    try {
      const { threads } = this.#options;
      const reports = await Promise.all(threads.map((thread, index) => this.#runThread(thread, index)));
      const startedMs = Math.min(...reports.map((report) => report.startedMs));
      const seconds = (Math.max(...reports.map((report) => report.endedMs)) - startedMs) / 1000;
      this.series.end(seconds * 1000);
      return {
        recorder: this.#recorder,
        selves: this.#selves,
        points: this.#points,
        reports,
        seconds,
        processCpuMs: processCpuMs() - cpuBefore,
        startedUnixMs: this.#startedUnixMs,
      };
    } finally {
      clearInterval(ticker);
      release();
    }
  }

  /** Lets the answers in flight come in, but sends nothing more. */
  stop(): void {
    for (const thread of this.#options.threads) {
      thread.stop();
    }
  }

  /** One thread's part. When it ends with a failure the other threads are ended too. */
  async #runThread(thread: HttpThread, index: number): Promise<HttpPhaseReport> {
    const take = (interval: HttpIntervalReport): void => {
      this.#recorder.add(interval.recorder);
      this.#selves[index]?.add(interval.self);
      this.series.add(index, interval);
    };
    thread.onInterval = take;
    const report = await thread.run(this.#options.phase);
    take(report.last);
    if (report.failure !== undefined) {
      for (const other of this.#options.threads) {
        other.close();
      }
    }
    return report;
  }

  #tell(): void {
    const { phase, requestCount, isPaced, onProgress } = this.#options;
    const recorder = this.#recorder;
    const all = everything(requestCount);
    const elapsedMs = systemClock.monotonicMs() - this.#startedMs;
    const requests = countHttp(recorder, all);
    const latencies = httpHistogram(recorder, all, isPaced ? "response" : "service");
    const expected = expectedOf(phase);
    const share =
      expected.durationMs === undefined ? requests / (expected.requests ?? 1) : elapsedMs / expected.durationMs;
    onProgress({
      phase: phase.kind,
      elapsedMs,
      done: Math.min(1, share),
      requests,
      errors: countHttp(recorder, { ...all, endings: ERROR_ENDINGS }),
      hitRate: this.#points.at(-1)?.hitRate ?? null,
      isPaced,
      latencies,
      points: this.#points,
      invalidReasons: invalidReasons({
        self: joinSelves(this.#selves),
        response: isPaced ? latencies : undefined,
        requests,
        untimedReplies: countUntimedAnswers(recorder, requestCount),
        waitedForCpuRatio: undefined,
      }),
    });
  }

  /** On an interrupt: no further request, a moment for the answers in flight, then the end. */
  #stopOnSignal(): () => void {
    const { signal, threads } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      this.stop();
      timer = setTimeout(() => {
        for (const thread of threads) {
          thread.close();
        }
      }, INTERRUPT_DRAIN_MS);
    };
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener("abort", stop, { once: true });
    return () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
  }
}
