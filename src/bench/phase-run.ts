/** One phase of a run over all load threads: leads them through it and gathers what they measure. */
import { systemClock } from "../base/clock.ts";
import { SERIES_POINT_MS } from "./limits.ts";
import type { IntervalReport } from "./load/reports.ts";
import type { Phase } from "./plan.ts";
import { type Expected, type Progress, progressOf } from "./progress.ts";
import type { SeriesPoint } from "./result/document.ts";
import { type EndedPhase, PhaseTotals } from "./result/phase-totals.ts";
import { type DatedPoint, Series } from "./result/series.ts";
import { type PhaseThread, runThreads, stopAll } from "./threads/run-threads.ts";

/** What a phase needs to know. */
export interface PhaseOptions {
  readonly threads: readonly PhaseThread<Phase, IntervalReport>[];
  readonly phase: Phase;
  readonly serverCount: number;
  readonly expected: Expected;
  readonly isPaced: boolean;
  /** Ends the phase early. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
  /** Gets each point of the series. */
  onPoint(finished: DatedPoint): void;
}

/** The phase. */
export class PhaseRun {
  readonly #options: PhaseOptions;
  readonly #totals: PhaseTotals;
  readonly #startedMs = systemClock.monotonicMs();
  /** When it began, in ms since 1970. */
  readonly startedUnixMs: number = systemClock.unixMs();
  readonly #points: SeriesPoint[] = [];
  /** The series, for whoever knows what the server did meanwhile. */
  readonly series: Series;

  constructor(options: PhaseOptions) {
    const { threads, serverCount, isPaced } = options;
    this.#options = options;
    this.#totals = new PhaseTotals(serverCount, threads.length);
    this.series = new Series({
      threads: threads.length,
      pointMs: SERIES_POINT_MS,
      isPaced,
      onPoint: (finished) => {
        this.#points.push(finished.point);
        options.onPoint({ ...finished, startedUnixMs: this.startedUnixMs });
      },
    });
  }

  /** Runs it to its end. */
  async run(): Promise<EndedPhase> {
    const { threads, phase, signal } = this.#options;
    const ended = await runThreads({
      threads,
      phase,
      signal,
      onInterval: (thread, interval) => {
        this.#totals.add(thread, interval);
        this.series.add(thread, interval);
      },
      onEnd: (thread) => this.series.endThread(thread),
      onTick: () => this.#tell(),
    });
    this.series.end(ended.seconds * 1000);
    return { ...ended, totals: this.#totals, points: this.#points, startedUnixMs: this.startedUnixMs };
  }

  /** Lets the replies in flight come in, but sends nothing more. */
  stop(): void {
    stopAll(this.#options.threads);
  }

  #tell(): void {
    const { phase, expected, isPaced, onProgress } = this.#options;
    const elapsedMs = systemClock.monotonicMs() - this.#startedMs;
    onProgress(progressOf(phase.kind, elapsedMs, expected, isPaced, this.#totals, this.#points));
  }
}
