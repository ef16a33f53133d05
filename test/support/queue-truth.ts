/**
 * What a truthful load generator has to report about a known server: pure arithmetic over the requests of a run. Every request has
 * an intended moment (its arrival), a moment at which it is sent and one at which it is answered; as in the load generator,
 *
 *   response time = answered - intended     service time = answered - sent     send lag = sent - intended
 *
 * The network and both programs take no time here: a real run adds tens of microseconds.
 */
import { Prng } from "../../src/base/prng.ts";
import { DueQueue } from "./due-queue.ts";
import type { Timing } from "./known-behaviour.ts";
import { createTiming, type TimingModel } from "./known-timing.ts";

/** So many requests a second for so long. */
export interface ArrivalPhase {
  readonly perSecond: number;
  readonly durationMs: number;
}

/** Evenly spaced arrivals, in ms from the start: the first at 0, one phase after the other, each beginning with an arrival. */
export function evenArrivals(phases: readonly ArrivalPhase[]): Float64Array {
  const arrivals: number[] = [];
  let startMs = 0;
  for (const { perSecond, durationMs } of phases) {
    const count = Math.round((perSecond * durationMs) / 1000);
    for (let index = 0; index < count; index++) {
      arrivals.push(startMs + (index * 1000) / perSecond);
    }
    startMs += durationMs;
  }
  return Float64Array.from(arrivals);
}

/** Arrivals of a Poisson process, in ms from the start: independent exponential gaps. */
export function poissonArrivals({ perSecond, durationMs }: ArrivalPhase, seed: number): Float64Array {
  const prng = Prng.stream(seed, 0);
  const arrivals: number[] = [];
  const gapMs = () => (-Math.log(1 - prng.nextDouble()) * 1000) / perSecond;
  for (let atMs = gapMs(); atMs < durationMs; atMs += gapMs()) {
    arrivals.push(atMs);
  }
  return Float64Array.from(arrivals);
}

/** How the load generator sends, and how long it looks. */
export interface LoadShape {
  /** Intended moments in ms, rising. */
  readonly arrivalsMs: Float64Array;
  /** Unlimited if left out: every request is sent when it is intended. */
  readonly connections?: number;
  /** Requests in flight at most on each connection; 1. */
  readonly pipeline?: number;
  /**
   * Who sends request n: in order, whichever connection has the fewest in flight and room for one ("free", the default), or
   * connection n mod `connections`, whether it has room or not ("round-robin").
   */
  readonly dispatch?: "free" | "round-robin";
  /** Nothing is sent from then on, and what was intended later is no part of the run; the end if left out. */
  readonly stopMs?: number;
  /** Answers from then on are not seen, and what is outstanding counts at its age; everything is awaited if left out. */
  readonly endMs?: number;
}

/** What happened to each request, by its number. */
export interface LoadTruth {
  readonly intendedMs: Float64Array;
  /** NaN if it never was. */
  readonly sentMs: Float64Array;
  /** NaN if it never was, or not by the end. */
  readonly answeredMs: Float64Array;
  /** The end; infinity if everything is awaited. */
  readonly endMs: number;
}

/**
 * Calculates a run against a server of this timing, armed at `originMs` of the run's clock (0: with its first request).
 * Time complexity is n log n; a connection's replies stay in the order of its requests.
 */
export function simulateLoad(shape: LoadShape, timing: Timing, originMs = 0): LoadTruth {
  const { connections, pipeline = 1, endMs = Number.POSITIVE_INFINITY } = shape;
  const stopMs = Math.min(shape.stopMs ?? endMs, endMs);
  const arrivalsMs = shape.arrivalsMs.filter((atMs) => atMs < stopMs);
  const model = createTiming(timing, originMs);
  const truth: LoadTruth = {
    intendedMs: arrivalsMs,
    sentMs: new Float64Array(arrivalsMs.length).fill(Number.NaN),
    answeredMs: new Float64Array(arrivalsMs.length).fill(Number.NaN),
    endMs,
  };
  const run = new Run(truth, model, stopMs);
  if (connections === undefined) {
    run.sendAtOnce();
  } else if (shape.dispatch === "round-robin") {
    run.sendInTurn(connections, pipeline);
  } else {
    run.sendWhereFree(connections, pipeline);
  }
  return truth;
}

/** A run being calculated. */
class Run {
  readonly #truth: LoadTruth;
  readonly #model: TimingModel;
  readonly #stopMs: number;

  constructor(truth: LoadTruth, model: TimingModel, stopMs: number) {
    this.#truth = truth;
    this.#model = model;
    this.#stopMs = stopMs;
  }

  sendAtOnce(): void {
    for (const [index, intendedMs] of this.#truth.intendedMs.entries()) {
      this.#send(index, intendedMs, 0);
    }
  }

  sendWhereFree(connections: number, pipeline: number): void {
    const { intendedMs } = this.#truth;
    const inFlight = new Array<number>(connections).fill(0);
    const lastAnswerMs = new Array<number>(connections).fill(0);
    const answers = new DueQueue<number>();
    let nowMs = 0;
    for (const [index, intended] of intendedMs.entries()) {
      nowMs = Math.max(nowMs, intended);
      if (answers.size === connections * pipeline) {
        nowMs = Math.max(nowMs, answers.nextDueMs);
      }
      if (nowMs >= this.#stopMs) {
        return;
      }
      while (answers.nextDueMs <= nowMs) {
        const answered = answers.shift() as number;
        inFlight[answered] = (inFlight[answered] as number) - 1;
      }
      const connection = inFlight.indexOf(Math.min(...inFlight));
      const answeredMs = this.#send(index, nowMs, lastAnswerMs[connection] as number);
      inFlight[connection] = (inFlight[connection] as number) + 1;
      lastAnswerMs[connection] = answeredMs;
      answers.push(answeredMs, connection);
    }
  }

  sendInTurn(connections: number, pipeline: number): void {
    const { intendedMs } = this.#truth;
    const answersMs = new Float64Array(intendedMs.length);
    const sends = new DueQueue<number>();
    const plan = (index: number, notBeforeMs: number) => {
      if (index < intendedMs.length) sends.push(Math.max(intendedMs[index] as number, notBeforeMs), index);
    };
    for (let index = 0; index < connections; index++) {
      plan(index, 0);
    }
    while (sends.size > 0) {
      const sentMs = sends.nextDueMs;
      const index = sends.shift() as number;
      answersMs[index] = this.#send(index, sentMs, answersMs[index - connections] ?? 0);
      const next = index + connections;
      plan(next, Math.max(sentMs, answersMs[next - connections * pipeline] ?? 0));
    }
  }

  /** Sends request `index`; returns when it is answered, which is not before what was sent earlier on its connection. */
  #send(index: number, sentMs: number, notBeforeMs: number): number {
    if (sentMs >= this.#stopMs) {
      return Number.POSITIVE_INFINITY;
    }
    const { sentMs: sent, answeredMs: answered, endMs } = this.#truth;
    const answeredMs = Math.max(this.#model.dueMs(sentMs), notBeforeMs);
    sent[index] = sentMs;
    if (answeredMs < endMs) {
      answered[index] = answeredMs;
    }
    return answeredMs;
  }
}

/** Times in ms and their percentiles. */
export class Distribution {
  readonly #sorted: Float64Array;

  constructor(timesMs: Float64Array) {
    this.#sorted = timesMs.toSorted();
  }

  get count(): number {
    return this.#sorted.length;
  }

  get maxMs(): number {
    return this.#sorted.at(-1) ?? Number.NaN;
  }

  get meanMs(): number {
    return this.#sorted.reduce((sum, timeMs) => sum + timeMs, 0) / this.#sorted.length;
  }

  /** The smallest of the times at or below which `percentile` percent of them lie, as HDR histograms define it. */
  percentileMs(percentile: number): number {
    const exact = (percentile / 100) * this.#sorted.length;
    const rank = Math.max(1, Math.ceil(exact - exact * Number.EPSILON));
    return this.#sorted[rank - 1] ?? Number.NaN;
  }
}

/** Response times; of requests without an answer their age at the end, counted from their intended moment. */
export function responseTimes({ intendedMs, answeredMs, endMs }: LoadTruth): Distribution {
  return new Distribution(intendedMs.map((intended, index) => (momentOf(answeredMs, index) ?? endMs) - intended));
}

/** Service times of the requests that were sent; without an answer their age at the end, counted from their sending. */
export function serviceTimes({ sentMs, answeredMs, endMs }: LoadTruth): Distribution {
  const times = sentMs.map((sent, index) => (momentOf(answeredMs, index) ?? endMs) - sent);
  return new Distribution(times.filter((timeMs) => !Number.isNaN(timeMs)));
}

/** Send lags; of requests that were never sent their age at the end. */
export function sendLags({ intendedMs, sentMs, endMs }: LoadTruth): Distribution {
  return new Distribution(intendedMs.map((intended, index) => (momentOf(sentMs, index) ?? endMs) - intended));
}

/** How many requests were sent, and answered by the end. */
export function countsOf({ intendedMs, sentMs, answeredMs }: LoadTruth) {
  const happened = (momentsMs: Float64Array) => momentsMs.reduce((sum, atMs) => sum + (Number.isNaN(atMs) ? 0 : 1), 0);
  return { intended: intendedMs.length, sent: happened(sentMs), answered: happened(answeredMs) };
}

/** The moment of request `index`; undefined if it never came. */
function momentOf(momentsMs: Float64Array, index: number): number | undefined {
  const atMs = momentsMs[index] as number;
  return Number.isNaN(atMs) ? undefined : atMs;
}

/**
 * Closed form: the response time at `percentile` of evenly spread requests, as many as one likes, over whole periods of a server
 * that is frozen for `frozenMs` of every `everyMs` and otherwise answers at once. Of the part f = frozen/every that meets the freeze
 * each waits between nothing and all of it: for 1 s in every 5 s p90 is 500 ms, p99 950 ms, p99.9 995 ms.
 */
export function freezeResponseMs(everyMs: number, frozenMs: number, percentile: number): number {
  const frozenPart = frozenMs / everyMs;
  return Math.max(0, frozenMs * (1 - (1 - percentile / 100) / frozenPart));
}

/**
 * Closed form: the response time of request `index` (from 0) that is evenly offered at `offeredPerSecond` to a server that does
 * fewer, `perSecond`: the queue grows by the difference, and so does the time.
 */
export function overloadResponseMs(offeredPerSecond: number, perSecond: number, index: number): number {
  return ((index + 1) * 1000) / perSecond - (index * 1000) / offeredPerSecond;
}
