/**
 * The run over time: intervals of all threads merged into points of memcached's own series, so that the same screens and files show them.
 * Hits, misses and hit rate are what the caches behind the application counted since the point before.
 */
import { SERIES_POINT_MS } from "../limits.ts";
import type { SeriesPoint } from "../result/document.ts";
import { type Gathering, PointSlots, type PointSpan } from "../result/point-slots.ts";
import { requestFields } from "../result/series-point.ts";
import { joinWindows, type ServerWindow, serverHitRate } from "../result/server-counters.ts";
import type { HttpIntervalReport } from "./http-engine.ts";
import { HttpRecorder, UNANSWERED } from "./http-recorder.ts";
import { ALL_ENDINGS, countHttp, ERROR_ENDINGS, everything, httpHistogram } from "./http-summarize.ts";

/** A finished point, and what it was derived from: for files that keep whole histograms. */
export interface HttpFinishedPoint {
  readonly point: SeriesPoint;
  readonly recorder: HttpRecorder;
}

/** Options of a series. */
export interface HttpSeriesOptions {
  readonly threads: number;
  /** How many kinds of requests there are. */
  readonly requestCount: number;
  readonly isPaced: boolean;
  /** Gets each point, in order. */
  readonly onPoint: (finished: HttpFinishedPoint) => void;
}

/** Collects intervals and makes points of them. */
export class HttpSeries {
  readonly #options: HttpSeriesOptions;
  readonly #slots: PointSlots<HttpRecorder>;
  /** What the caches counted that no point has shown yet. */
  #window: ServerWindow | undefined;

  constructor(options: HttpSeriesOptions) {
    this.#options = options;
    this.#slots = new PointSlots({
      threads: options.threads,
      pointMs: SERIES_POINT_MS,
      createRecorder: () => new HttpRecorder(),
      onFull: (span, gathering) => {
        const point = this.#point(span, gathering);
        this.#window = undefined;
        options.onPoint({ point, recorder: gathering.recorder });
      },
    });
  }

  /** Adds an interval of a thread. */
  add(thread: number, report: HttpIntervalReport): void {
    const gathering = this.#slots.slotOf(report.interval);
    gathering.recorder.add(report.recorder);
    gathering.due += report.self.due;
    gathering.inFlight[thread] = report.inFlight;
    this.#slots.delivered(thread, report.interval);
  }

  /** A thread has delivered its last interval: nobody waits for it any more. */
  endThread(thread: number): void {
    this.#slots.endThread(thread);
  }

  /** Adds what all caches together counted lately; the next point shows it. */
  addCaches(window: ServerWindow): void {
    const { elapsedMs } = window;
    const joined = joinWindows([...(this.#window === undefined ? [] : [this.#window]), window]);
    this.#window = joined && { ...joined, elapsedMs: elapsedMs + (this.#window?.elapsedMs ?? 0) };
  }

  /** Finishes what is left. @param endMs when the phase ended, since its start */
  end(endMs: number): void {
    this.#slots.end(endMs);
  }

  #point(span: PointSpan, gathering: Gathering<HttpRecorder>): SeriesPoint {
    const { isPaced, requestCount } = this.#options;
    const { recorder } = gathering;
    const all = everything(requestCount);
    const requests = {
      requests: countHttp(recorder, { ...all, endings: ALL_ENDINGS.filter((ending) => ending !== UNANSWERED) }),
      errors: countHttp(recorder, { ...all, endings: ERROR_ENDINGS }),
      response: httpHistogram(recorder, all, "response"),
      service: httpHistogram(recorder, all, "service"),
      sendLag: httpHistogram(recorder, all, "sendLag"),
    };
    return { ...requestFields(span, gathering, requests, isPaced), ...this.#cacheFields() };
  }

  #cacheFields() {
    const window = this.#window;
    const hitRate = window === undefined ? null : (serverHitRate(window) ?? null);
    return {
      hits: window?.counters.get_hits ?? 0,
      misses: window?.counters.get_misses ?? 0,
      stale: 0,
      hitRate,
      serverHitRate: hitRate,
      serverEvictions: window?.counters.evictions ?? null,
      serverCpuPercent: window?.cpuMs === undefined ? null : (window.cpuMs / window.elapsedMs) * 100,
    };
  }
}
