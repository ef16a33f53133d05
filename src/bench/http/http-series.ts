/**
 * The run over time: intervals of all threads merged into points of memcached's own series, so that the same screens and files show them.
 * Hits, misses and hit rate are what the caches behind the application counted since the point before.
 */
import { SERIES_POINT_MS, TICK_MS } from "../limits.ts";
import type { SeriesPoint } from "../result/document.ts";
import { joinWindows, type ServerWindow, serverHitRate } from "../result/server-counters.ts";
import { microseconds } from "../result/summarize.ts";
import type { HttpIntervalReport } from "./http-engine.ts";
import { HttpRecorder, UNANSWERED } from "./http-recorder.ts";
import { ALL_ENDINGS, countHttp, ERROR_ENDINGS, everything, httpHistogram } from "./http-summarize.ts";

/** A finished point, and what it was derived from: for files that keep whole histograms. */
export interface HttpFinishedPoint {
  readonly point: SeriesPoint;
  readonly recorder: HttpRecorder;
}

class Gathering {
  readonly recorder = new HttpRecorder();
  due = 0;
  readonly inFlight: number[] = [];
}

const TICKS_EACH = SERIES_POINT_MS / TICK_MS;

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
  readonly #open = new Map<number, Gathering>();
  /** How many intervals each thread has delivered. */
  readonly #delivered: number[];
  #nextPoint = 0;
  /** What the caches counted that no point has shown yet. */
  #window: ServerWindow | undefined;

  constructor(options: HttpSeriesOptions) {
    this.#options = options;
    this.#delivered = new Array<number>(options.threads).fill(0);
  }

  /** Adds an interval of a thread. */
  add(thread: number, report: HttpIntervalReport): void {
    const gathering = this.#gathering(Math.floor(report.interval / TICKS_EACH));
    gathering.recorder.add(report.recorder);
    gathering.due += report.self.due;
    gathering.inFlight[thread] = report.inFlight;
    this.#delivered[thread] = report.interval + 1;
    const complete = Math.floor(Math.min(...this.#delivered) / TICKS_EACH);
    while (this.#nextPoint < complete) {
      this.#finish(this.#nextPoint, (this.#nextPoint + 1) * SERIES_POINT_MS);
    }
  }

  /** Adds what all caches together counted lately; the next point shows it. */
  addCaches(window: ServerWindow): void {
    const { elapsedMs } = window;
    const joined = joinWindows([...(this.#window === undefined ? [] : [this.#window]), window]);
    this.#window = joined && { ...joined, elapsedMs: elapsedMs + (this.#window?.elapsedMs ?? 0) };
  }

  /** Finishes what is left. @param endMs when the phase ended, since its start */
  end(endMs: number): void {
    const last = Math.max(-1, ...this.#open.keys());
    while (this.#nextPoint <= last) {
      const startMs = this.#nextPoint * SERIES_POINT_MS;
      this.#finish(this.#nextPoint, Math.max(startMs, Math.min(endMs, startMs + SERIES_POINT_MS)));
    }
  }

  #gathering(index: number): Gathering {
    const gathering = this.#open.get(index) ?? new Gathering();
    this.#open.set(index, gathering);
    return gathering;
  }

  #finish(index: number, endMs: number): void {
    const gathering = this.#gathering(index);
    this.#open.delete(index);
    this.#nextPoint = index + 1;
    const point = this.#point(index, endMs, gathering);
    this.#window = undefined;
    this.#options.onPoint({ point, recorder: gathering.recorder });
  }

  #point(index: number, endMs: number, { recorder, due, inFlight }: Gathering): SeriesPoint {
    const { isPaced, requestCount } = this.#options;
    const all = everything(requestCount);
    const startMs = index * SERIES_POINT_MS;
    const seconds = Math.max(1, endMs - startMs) / 1000;
    const ended = countHttp(recorder, { ...all, endings: ALL_ENDINGS.filter((ending) => ending !== UNANSWERED) });
    const service = httpHistogram(recorder, all, "service");
    const response = httpHistogram(recorder, all, "response");
    const [serviceP50, serviceP99] = service.percentilesNs([50, 99]);
    const [responseP50, responseP99] = response.percentilesNs([50, 99]);
    const [lagP99] = httpHistogram(recorder, all, "sendLag").percentilesNs([99]);
    return {
      index,
      startMs,
      endMs,
      requests: ended,
      errors: countHttp(recorder, { ...all, endings: ERROR_ENDINGS }),
      opsPerSecond: ended / seconds,
      offeredPerSecond: isPaced ? due / seconds : null,
      ...this.#cacheFields(),
      responseP50Us: microseconds(responseP50),
      responseP99Us: microseconds(responseP99),
      responseMaxUs: microseconds(response.maxNs),
      serviceP50Us: microseconds(serviceP50),
      serviceP99Us: microseconds(serviceP99),
      serviceMaxUs: microseconds(service.maxNs),
      sendLagP99Us: microseconds(lagP99),
      inFlight: inFlight.reduce((sum, count) => sum + count, 0),
    };
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
