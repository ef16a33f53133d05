/**
 * The run over time: intervals of all threads merged into points, each written once everything of it has come in. A request belongs to the
 * point in which it ended.
 */
import { TICK_MS } from "../limits.ts";
import { Recorder } from "../load/recorder.ts";
import type { IntervalReport } from "../load/reports.ts";
import type { SeriesPoint } from "./document.ts";
import { type ServerWindow, serverHitRate } from "./server-counters.ts";
import { allRequests, countAskedKeys, countOutcomes, hitRateOf, microseconds } from "./summarize.ts";

/** What is gathered for a point. */
class Gathering {
  readonly recorder = new Recorder();
  due = 0;
  readonly inFlight: number[] = [];
}

/** A finished point, and what it was derived from: for files that keep whole histograms. */
export interface FinishedPoint {
  readonly point: SeriesPoint;
  readonly recorder: Recorder;
}

/** ... and when the phase began, in ms since 1970. */
export interface DatedPoint extends FinishedPoint {
  readonly startedUnixMs: number;
}

/** Options of a series. */
export interface SeriesOptions {
  readonly threads: number;
  /** Length of a point; a multiple of {@link TICK_MS}. */
  readonly pointMs: number;
  readonly isPaced: boolean;
  /** Gets each point, in order. */
  readonly onPoint: (finished: FinishedPoint) => void;
}

/** Collects intervals and makes points of them. */
export class Series {
  readonly #options: SeriesOptions;
  readonly #ticksEach: number;
  readonly #open = new Map<number, Gathering>();
  /** How many intervals each thread has delivered. */
  readonly #delivered: number[];
  #nextPoint = 0;
  /** Of all servers together, as of the last two points that could be read. */
  #window: ServerWindow | undefined;

  constructor(options: SeriesOptions) {
    this.#options = options;
    this.#ticksEach = Math.max(1, Math.round(options.pointMs / TICK_MS));
    this.#delivered = new Array<number>(options.threads).fill(0);
  }

  /** Adds an interval of a thread. What a thread measured between its last interval and the end may come when its point is finished. */
  add(thread: number, report: IntervalReport): void {
    const gathering = this.#gathering(Math.max(this.#nextPoint, Math.floor(report.interval / this.#ticksEach)));
    for (const snapshot of report.servers) {
      gathering.recorder.add(snapshot);
    }
    gathering.due += report.self.due;
    gathering.inFlight[thread] = report.inFlight;
    this.#delivered[thread] = report.interval + 1;
    this.#finishComplete();
  }

  /** A thread has delivered its last interval: nobody waits for it any more. */
  endThread(thread: number): void {
    this.#delivered[thread] = Number.POSITIVE_INFINITY;
    this.#finishComplete();
  }

  /** What the server did lately, beside which the next points are shown. */
  set serverWindow(window: ServerWindow | undefined) {
    this.#window = window;
  }

  /** Finishes what is left. @param endMs when the phase ended, since its start */
  end(endMs: number): void {
    const last = Math.max(-1, ...this.#open.keys());
    while (this.#nextPoint <= last) {
      const startMs = this.#nextPoint * this.#options.pointMs;
      this.#finish(this.#nextPoint, Math.max(startMs, Math.min(endMs, startMs + this.#options.pointMs)));
    }
  }

  /** Finishes the points of which every thread that still runs has delivered everything; the last thread's end leaves the rest to {@link end}. */
  #finishComplete(): void {
    const delivered = Math.min(...this.#delivered);
    const complete = Number.isFinite(delivered) ? Math.floor(delivered / this.#ticksEach) : 0;
    while (this.#nextPoint < complete) {
      this.#finish(this.#nextPoint, (this.#nextPoint + 1) * this.#options.pointMs);
    }
  }

  #gathering(index: number): Gathering {
    let gathering = this.#open.get(index);
    if (gathering === undefined) {
      gathering = new Gathering();
      this.#open.set(index, gathering);
    }
    return gathering;
  }

  #finish(index: number, endMs: number): void {
    const gathering = this.#gathering(index);
    this.#open.delete(index);
    this.#nextPoint = index + 1;
    this.#options.onPoint({ point: this.#point(index, endMs, gathering), recorder: gathering.recorder });
  }

  #point(index: number, endMs: number, { recorder, due, inFlight }: Gathering): SeriesPoint {
    const { pointMs, isPaced } = this.#options;
    const startMs = index * pointMs;
    const seconds = Math.max(1, endMs - startMs) / 1000;
    const recorders = [recorder];
    const counts = countOutcomes(recorders);
    const ended = counts.hit + counts.miss + counts.stale + counts.error;
    const keys = countAskedKeys(recorders);
    const [serviceP50, serviceP99] = allRequests(recorders, "service").percentilesNs([50, 99]);
    const response = allRequests(recorders, "response");
    const [responseP50, responseP99] = response.percentilesNs([50, 99]);
    const [lagP99] = allRequests(recorders, "sendLag").percentilesNs([99]);
    const window = this.#window;
    return {
      index,
      startMs,
      endMs,
      requests: ended,
      errors: counts.error,
      opsPerSecond: ended / seconds,
      offeredPerSecond: isPaced ? due / seconds : null,
      ...keys,
      hitRate: hitRateOf(keys),
      responseP50Us: microseconds(responseP50),
      responseP99Us: microseconds(responseP99),
      responseMaxUs: microseconds(response.maxNs),
      serviceP50Us: microseconds(serviceP50),
      serviceP99Us: microseconds(serviceP99),
      serviceMaxUs: microseconds(allRequests(recorders, "service").maxNs),
      sendLagP99Us: microseconds(lagP99),
      inFlight: inFlight.reduce((sum, count) => sum + count, 0),
      serverHitRate: window === undefined ? null : (serverHitRate(window) ?? null),
      serverEvictions: window?.counters.evictions ?? null,
      serverCpuPercent: window?.cpuMs === undefined ? null : (window.cpuMs / window.elapsedMs) * 100,
    };
  }
}
