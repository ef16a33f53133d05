/** One phase of a run over all load threads: leads them through it and gathers what they measure. */
import { systemClock } from "../base/clock.ts";
import { INTERRUPT_DRAIN_MS, SERIES_POINT_MS, TICK_MS } from "./limits.ts";
import type { IntervalReport, PhaseReport } from "./load/reports.ts";
import type { Phase } from "./plan.ts";
import { type Expected, type Progress, progressOf } from "./progress.ts";
import type { SeriesPoint } from "./result/document.ts";
import { type EndedPhase, PhaseTotals, secondsOf } from "./result/phase-totals.ts";
import { type DatedPoint, Series } from "./result/series.ts";
import type { ThreadHandle } from "./thread-handle.ts";

/** What a phase needs to know. */
export interface PhaseOptions {
  readonly threads: readonly ThreadHandle[];
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

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
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
    const cpuBefore = processCpuMs();
    const ticker = setInterval(() => this.#tell(), TICK_MS);
    const release = this.#stopOnSignal();
    this.#tell();
    try {
      const { threads } = this.#options;
      const reports = await Promise.all(threads.map((thread, index) => this.#runThread(thread, index)));
      const seconds = secondsOf(reports);
      this.series.end(seconds * 1000);
      return {
        totals: this.#totals,
        points: this.#points,
        reports,
        seconds,
        processCpuMs: processCpuMs() - cpuBefore,
        startedUnixMs: this.startedUnixMs,
      };
    } finally {
      clearInterval(ticker);
      release();
    }
  }

  /** Lets the replies in flight come in, but sends nothing more. */
  stop(): void {
    for (const thread of this.#options.threads) {
      thread.stop();
    }
  }

  /** One thread's part. When it ends with a failure the other threads are ended too. */
  async #runThread(thread: ThreadHandle, index: number): Promise<PhaseReport> {
    const take = (interval: IntervalReport): void => {
      this.#totals.add(index, interval);
      this.series.add(index, interval);
    };
    thread.onInterval = take;
    const report = await thread.run(this.#options.phase);
    take(report.last);
    this.series.endThread(index);
    if (report.failure !== undefined) {
      for (const other of this.#options.threads) {
        other.close();
      }
    }
    return report;
  }

  #tell(): void {
    const { phase, expected, isPaced, onProgress } = this.#options;
    const elapsedMs = systemClock.monotonicMs() - this.#startedMs;
    onProgress(progressOf(phase.kind, elapsedMs, expected, isPaced, this.#totals, this.#points));
  }

  /** On an interrupt: no further request, a moment for the replies in flight, then the end. */
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
