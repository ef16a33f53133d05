/**
 * What a load thread measured of an HTTP application in one interval: for each request and each way it ended a histogram of each clock,
 * statuses, errors by kind, bytes. Starts over whenever it was taken.
 */
import { Histogram } from "../../stats/histogram.ts";
import type { ClockName } from "../load/recorder.ts";
import { CLOCKS } from "../load/recorder.ts";
import { HTTP_ERROR_KINDS_MAX } from "./http-limits.ts";
import { STATUS_CLASSES } from "./request-line.ts";

/** How a request ended: with an answer of some class of status, without one (`failed`), or not before everything else did (`unanswered`). */
export const ENDINGS = [...STATUS_CLASSES, "failed", "unanswered"] as const;

/** One of {@link ENDINGS}. */
export type EndingName = (typeof ENDINGS)[number];

/** Number of `failed` among the endings. */
export const FAILED: number = ENDINGS.indexOf("failed");

/** Number of `unanswered` among the endings. */
export const UNANSWERED: number = ENDINGS.indexOf("unanswered");

/** Things counted beside requests. */
export const HTTP_TALLIES = ["bytesRead", "bytesWritten", "lostConnections", "reconnects", "failedConnects"] as const;

/** One of {@link HTTP_TALLIES}. */
export type HttpTallyName = (typeof HTTP_TALLIES)[number];

/** A recorder's state as it travels between threads. */
export interface HttpRecorderSnapshot {
  readonly histograms: readonly (readonly [slot: number, clock: number, packed: Float64Array<ArrayBuffer>])[];
  /** Requests of each slot whose service time is not known. */
  readonly untimed: readonly (readonly [slot: number, count: number])[];
  readonly statuses: readonly (readonly [status: number, count: number])[];
  readonly errors: readonly (readonly [kind: string, count: number])[];
  readonly tallies: Readonly<Record<HttpTallyName, number>>;
}

/** Where errors are counted once {@link HTTP_ERROR_KINDS_MAX} different ones were seen. */
const OTHER_ERRORS = "(other errors)";

const SERVICE = CLOCKS.indexOf("service");
const RESPONSE = CLOCKS.indexOf("response");
const SEND_LAG = CLOCKS.indexOf("sendLag");

function noTallies(): Record<HttpTallyName, number> {
  return Object.fromEntries(HTTP_TALLIES.map((name) => [name, 0])) as Record<HttpTallyName, number>;
}

function addTo<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** The recorder. */
export class HttpRecorder {
  /** By slot (request and ending) and clock. */
  readonly #histograms = new Map<number, Histogram>();
  readonly #untimed = new Map<number, number>();
  readonly #statuses = new Map<number, number>();
  readonly #errors = new Map<string, number>();
  readonly tallies: Record<HttpTallyName, number> = noTallies();

  /**
   * Counts a request that ended.
   * @param dueMs NaN in a closed loop
   * @param sentMs NaN when it was never sent
   * @param isLate whether this thread was away just before, so that nobody knows when the answer came
   */
  record(request: number, ending: number, dueMs: number, sentMs: number, endedMs: number, isLate: boolean): void {
    const slot = request * ENDINGS.length + ending;
    if (isLate || Number.isNaN(sentMs)) {
      addTo(this.#untimed, slot, 1);
    } else {
      this.#at(slot, SERVICE).record((endedMs - sentMs) * 1e6, 1);
    }
    if (!Number.isNaN(dueMs)) {
      this.#at(slot, RESPONSE).record((endedMs - dueMs) * 1e6, 1);
      this.#at(slot, SEND_LAG).record(((Number.isNaN(sentMs) ? endedMs : sentMs) - dueMs) * 1e6, 1);
    }
  }

  /** Counts the status of an answer. */
  countStatus(status: number): void {
    addTo(this.#statuses, status, 1);
  }

  /** Counts an error by its kind, which is safe to show. */
  countError(kind: string, count = 1): void {
    const isKnown = this.#errors.has(kind) || this.#errors.size < HTTP_ERROR_KINDS_MAX;
    addTo(this.#errors, isKnown ? kind : OTHER_ERRORS, count);
  }

  /** The histogram of a request and an ending; undefined when nothing was recorded in it. */
  histogram(request: number, ending: number, clock: ClockName): Histogram | undefined {
    return this.#histograms.get((request * ENDINGS.length + ending) * CLOCKS.length + CLOCKS.indexOf(clock));
  }

  /** Requests that ended so. */
  requests(request: number, ending: number): number {
    return (this.histogram(request, ending, "service")?.count ?? 0) + this.untimed(request, ending);
  }

  /** Those of them without a known service time. */
  untimed(request: number, ending: number): number {
    return this.#untimed.get(request * ENDINGS.length + ending) ?? 0;
  }

  /** Answers by status, lowest first. */
  get statuses(): (readonly [status: number, count: number])[] {
    return [...this.#statuses].sort((left, right) => left[0] - right[0]);
  }

  /** Errors by kind, the most frequent first. */
  get errors(): (readonly [kind: string, count: number])[] {
    return [...this.#errors].sort((left, right) => right[1] - left[1]);
  }

  /** Adds what another recorder measured. */
  add(snapshot: HttpRecorderSnapshot): void {
    for (const [slot, clock, packed] of snapshot.histograms) {
      this.#at(slot, clock).addPacked(packed);
    }
    for (const [slot, count] of snapshot.untimed) {
      addTo(this.#untimed, slot, count);
    }
    for (const [status, count] of snapshot.statuses) {
      addTo(this.#statuses, status, count);
    }
    for (const [kind, count] of snapshot.errors) {
      this.countError(kind, count);
    }
    for (const name of HTTP_TALLIES) {
      this.tallies[name] += snapshot.tallies[name];
    }
  }

  /** The state; the recorder starts over. */
  take(): HttpRecorderSnapshot {
    const histograms: [number, number, Float64Array<ArrayBuffer>][] = [];
    for (const [place, histogram] of this.#histograms) {
      if (histogram.minNs !== undefined) {
        histograms.push([Math.floor(place / CLOCKS.length), place % CLOCKS.length, histogram.pack()]);
        histogram.reset();
      }
    }
    const snapshot = {
      histograms,
      untimed: [...this.#untimed],
      statuses: [...this.#statuses],
      errors: [...this.#errors],
      tallies: { ...this.tallies },
    };
    this.#untimed.clear();
    this.#statuses.clear();
    this.#errors.clear();
    Object.assign(this.tallies, noTallies());
    return snapshot;
  }

  #at(slot: number, clock: number): Histogram {
    const place = slot * CLOCKS.length + clock;
    let histogram = this.#histograms.get(place);
    if (histogram === undefined) {
      histogram = Histogram.create();
      this.#histograms.set(place, histogram);
    }
    return histogram;
  }
}
