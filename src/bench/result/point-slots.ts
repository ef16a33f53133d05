/** Points of a series while they are gathered: each is finished, in order, once every thread has delivered everything of it. */
import { TICK_MS } from "../limits.ts";

/** What is gathered for a point, whatever was loaded. */
export class Gathering<Recorder> {
  readonly recorder: Recorder;
  /** Requests that were due. */
  due = 0;
  /** By load thread: requests in flight at the end. */
  readonly inFlight: number[] = [];

  constructor(recorder: Recorder) {
    this.recorder = recorder;
  }

  get allInFlight(): number {
    return this.inFlight.reduce((sum, count) => sum + count, 0);
  }
}

/** Which point it is, and from when to when it reaches, in ms since the start of the phase. */
export interface PointSpan {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Options of the slots. */
export interface PointSlotsOptions<Recorder> {
  readonly threads: number;
  /** Length of a point; a multiple of {@link TICK_MS}. */
  readonly pointMs: number;
  readonly createRecorder: () => Recorder;
  /** Gets each point, in order. */
  readonly onFull: (span: PointSpan, gathering: Gathering<Recorder>) => void;
}

/** The slots. */
export class PointSlots<Recorder> {
  readonly #options: PointSlotsOptions<Recorder>;
  readonly #ticksEach: number;
  readonly #open = new Map<number, Gathering<Recorder>>();
  /** How many intervals each thread has delivered. */
  readonly #delivered: number[];
  #nextPoint = 0;

  constructor(options: PointSlotsOptions<Recorder>) {
    this.#options = options;
    this.#ticksEach = Math.max(1, Math.round(options.pointMs / TICK_MS));
    this.#delivered = new Array<number>(options.threads).fill(0);
  }

  /**
   * Where an interval belongs; {@link delivered} has to follow. What a thread measured between its last interval and the end may come when
   * its point is finished: then it counts to the next one.
   */
  slotOf(interval: number): Gathering<Recorder> {
    return this.#gathering(Math.max(this.#nextPoint, Math.floor(interval / this.#ticksEach)));
  }

  /** A thread has delivered an interval. */
  delivered(thread: number, interval: number): void {
    this.#delivered[thread] = interval + 1;
    this.#finishFull();
  }

  /** A thread has delivered its last interval: nobody waits for it any more. */
  endThread(thread: number): void {
    this.#delivered[thread] = Number.POSITIVE_INFINITY;
    this.#finishFull();
  }

  /** Finishes what is left. @param endMs when the phase ended, since its start */
  end(endMs: number): void {
    const last = Math.max(-1, ...this.#open.keys());
    while (this.#nextPoint <= last) {
      const startMs = this.#nextPoint * this.#options.pointMs;
      this.#finish(Math.max(startMs, Math.min(endMs, startMs + this.#options.pointMs)));
    }
  }

  /** Finishes the points of which every thread that still runs has delivered everything; the last thread's end leaves the rest to {@link end}. */
  #finishFull(): void {
    const delivered = Math.min(...this.#delivered);
    const complete = Number.isFinite(delivered) ? Math.floor(delivered / this.#ticksEach) : 0;
    while (this.#nextPoint < complete) {
      this.#finish((this.#nextPoint + 1) * this.#options.pointMs);
    }
  }

  #gathering(index: number): Gathering<Recorder> {
    let gathering = this.#open.get(index);
    if (gathering === undefined) {
      gathering = new Gathering(this.#options.createRecorder());
      this.#open.set(index, gathering);
    }
    return gathering;
  }

  #finish(endMs: number): void {
    const index = this.#nextPoint;
    const gathering = this.#gathering(index);
    this.#open.delete(index);
    this.#nextPoint = index + 1;
    this.#options.onFull({ index, startMs: index * this.#options.pointMs, endMs }, gathering);
  }
}
