/**
 * The run over time: intervals of all threads merged into points, each written once everything of it has come in. A request belongs to the
 * point in which it ended.
 */
import { Recorder } from "../load/recorder.ts";
import type { IntervalReport } from "../load/reports.ts";
import type { SeriesPoint } from "./document.ts";
import { type Gathering, PointSlots, type PointSpan } from "./point-slots.ts";
import { requestFields } from "./series-point.ts";
import { type ServerWindow, serverHitRate } from "./server-counters.ts";
import { allRequests, countAskedKeys, countOutcomes, hitRateOf } from "./summarize.ts";

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
  /** Length of a point; a multiple of TICK_MS. */
  readonly pointMs: number;
  readonly isPaced: boolean;
  /** Gets each point, in order. */
  readonly onPoint: (finished: FinishedPoint) => void;
}

/** Collects intervals and makes points of them. */
export class Series {
  readonly #isPaced: boolean;
  readonly #slots: PointSlots<Recorder>;
  /** Of all servers together, as of the last two points that could be read. */
  #window: ServerWindow | undefined;

  constructor({ threads, pointMs, isPaced, onPoint }: SeriesOptions) {
    this.#isPaced = isPaced;
    this.#slots = new PointSlots({
      threads,
      pointMs,
      createRecorder: () => new Recorder(),
      onFull: (span, gathering) => onPoint({ point: this.#point(span, gathering), recorder: gathering.recorder }),
    });
  }

  /** Adds an interval of a thread. */
  add(thread: number, report: IntervalReport): void {
    const gathering = this.#slots.slotOf(report.interval);
    for (const snapshot of report.servers) {
      gathering.recorder.add(snapshot);
    }
    gathering.due += report.self.due;
    gathering.inFlight[thread] = report.inFlight;
    this.#slots.delivered(thread, report.interval);
  }

  /** A thread has delivered its last interval: nobody waits for it any more. */
  endThread(thread: number): void {
    this.#slots.endThread(thread);
  }

  /** What the server did lately, beside which the next points are shown. */
  set serverWindow(window: ServerWindow | undefined) {
    this.#window = window;
  }

  /** Finishes what is left. @param endMs when the phase ended, since its start */
  end(endMs: number): void {
    this.#slots.end(endMs);
  }

  #point(span: PointSpan, gathering: Gathering<Recorder>): SeriesPoint {
    const recorders = [gathering.recorder];
    const counts = countOutcomes(recorders);
    const keys = countAskedKeys(recorders);
    const window = this.#window;
    const requests = {
      requests: counts.hit + counts.miss + counts.stale + counts.error,
      errors: counts.error,
      response: allRequests(recorders, "response"),
      service: allRequests(recorders, "service"),
      sendLag: allRequests(recorders, "sendLag"),
    };
    return {
      ...requestFields(span, gathering, requests, this.#isPaced),
      ...keys,
      hitRate: hitRateOf(keys),
      serverHitRate: window === undefined ? null : (serverHitRate(window) ?? null),
      serverEvictions: window?.counters.evictions ?? null,
      serverCpuPercent: window?.cpuMs === undefined ? null : (window.cpuMs / window.elapsedMs) * 100,
    };
  }
}
