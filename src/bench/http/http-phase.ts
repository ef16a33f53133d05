/** One phase of a run against an HTTP application over all load threads: leads them through it and gathers what they measure. */
import { systemClock } from "../../base/clock.ts";
import type { MeasurePhase } from "../plan.ts";
import type { Expected, Progress } from "../progress.ts";
import type { SeriesPoint } from "../result/document.ts";
import { SelfTotals } from "../result/self-totals.ts";
import { invalidReasons } from "../result/validity.ts";
import { type EndedThreads, type PhaseThread, runThreads, stopAll } from "../threads/run-threads.ts";
import type { HttpIntervalReport } from "./http-engine.ts";
import { HttpRecorder } from "./http-recorder.ts";
import { type HttpFinishedPoint, HttpSeries } from "./http-series.ts";
import { countHttp, countUntimedAnswers, ERROR_ENDINGS, everything, httpHistogram } from "./http-summarize.ts";

/** A finished point, and when its phase began, in ms since 1970. */
export interface HttpDatedPoint extends HttpFinishedPoint {
  readonly startedUnixMs: number;
}

/** What a phase needs to know. */
export interface HttpPhaseOptions {
  readonly threads: readonly PhaseThread<MeasurePhase, HttpIntervalReport>[];
  readonly phase: MeasurePhase;
  readonly requestCount: number;
  readonly isPaced: boolean;
  /** Ends the phase early. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
  onPoint(finished: HttpDatedPoint): void;
}

/** A phase that has ended. */
export interface EndedHttpPhase extends EndedThreads<HttpIntervalReport> {
  readonly recorder: HttpRecorder;
  /** By load thread. */
  readonly selves: readonly SelfTotals[];
  readonly points: readonly SeriesPoint[];
  readonly startedUnixMs: number;
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
    const { threads, phase, signal } = this.#options;
    const ended = await runThreads({
      threads,
      phase,
      signal,
      onInterval: (thread, interval) => {
        this.#recorder.add(interval.recorder);
        this.#selves[thread]?.add(interval.self);
        this.series.add(thread, interval);
      },
      onEnd: (thread) => this.series.endThread(thread),
      onTick: () => this.#tell(),
    });
    this.series.end(ended.seconds * 1000);
    return {
      ...ended,
      recorder: this.#recorder,
      selves: this.#selves,
      points: this.#points,
      startedUnixMs: this.#startedUnixMs,
    };
  }

  /** Lets the answers in flight come in, but sends nothing more. */
  stop(): void {
    stopAll(this.#options.threads);
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
        self: SelfTotals.joined(this.#selves),
        response: isPaced ? latencies : undefined,
        requests,
        untimedReplies: countUntimedAnswers(recorder, requestCount),
        waitedForCpuRatio: undefined,
      }),
    });
  }
}
