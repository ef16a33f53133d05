/**
 * Servers over time, made of rounds as they come: for each its metrics ({@link Series}), its last answers whole, and when it was down
 * and why. Knows nothing of drawing. Memory is bounded: see series.ts; answers are kept as long as all of them together have at most
 * {@link STATS_KEPT_MAX} statistics (about 20 MB), but always the last two of each server.
 */
import type { MemtoolError } from "../base/errors.ts";
import { DOWN, type Metrics, measure, NO_PROBES, probeTimes, totalMetrics } from "./metrics.ts";
import type { Round, ServerAnswer, ServerState } from "./reading.ts";
import { Series } from "./series.ts";

/** Most statistics in the answers that are kept. */
const STATS_KEPT_MAX = 150_000;

/** The probe's times are those of this long. */
const PROBE_WINDOW_MS = 60_000;

const OUTAGES_MAX = 1000;

/** Servers that have left, as pods do that are replaced all the time; of more of them the past is forgotten. */
const ABSENT_MAX = 100;
const ANSWERS_KEPT_MIN = 2;

/** A server's silence: from the first round without it to the first one with it. */
export interface Outage {
  readonly sinceMs: number;
  readonly untilMs: number | undefined;
  readonly error: MemtoolError;
}

/** An answer and the one before. */
export interface AnswerPair {
  readonly atUnixMs: number;
  readonly answer: ServerAnswer;
  readonly earlier: ServerAnswer | undefined;
}

/** A server at a moment. */
export interface ServerMoment {
  readonly name: string;
  readonly metrics: Metrics;
  /** Undefined when it was up. */
  readonly outage: Outage | undefined;
  /** Its last answer by then, if that is still known. */
  readonly pair: AnswerPair | undefined;
}

/** All servers at a moment. */
export interface Moment {
  /** When the round began. */
  readonly atUnixMs: number;
  /** Whether this is the last round there is. */
  readonly isLatest: boolean;
  readonly servers: readonly ServerMoment[];
  readonly total: Metrics;
}

interface TimedAnswer {
  readonly atUnixMs: number;
  readonly answer: ServerAnswer;
  readonly statCount: number;
}

/** One server's past. */
class ServerRecord {
  readonly name: string;
  readonly series = new Series();
  readonly answers: TimedAnswer[] = [];
  readonly #outages: Outage[] = [];
  readonly #absences: { readonly sinceMs: number; untilMs: number }[] = [];
  /** Whether the next answer is the first after an absence. */
  #isBack = false;
  #probes: { readonly atUnixMs: number; readonly probesUs: readonly number[] }[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** @returns the metrics of the round */
  add(state: ServerState, startMs: number, atUnixMs: number): Metrics {
    const metrics = state.up ? this.#up(state, atUnixMs) : this.#down(state.error, atUnixMs);
    this.series.add(startMs, atUnixMs, metrics);
    return metrics;
  }

  /** It is not in the rounds from this one on: nobody asks it any more. */
  leave(atUnixMs: number): void {
    if (!this.isAbsentAt(atUnixMs)) {
      this.#absences.push({ sinceMs: atUnixMs, untilMs: Number.POSITIVE_INFINITY });
      this.#absences.splice(0, this.#absences.length - OUTAGES_MAX);
    }
  }

  /** It is in the round of this moment, if it was not before. */
  join(atUnixMs: number): void {
    const last = this.#absences.at(-1);
    if (last !== undefined && last.untilMs > atUnixMs) {
      last.untilMs = atUnixMs;
      this.#isBack = true;
    }
  }

  /** When it left; undefined while it is there. */
  get absentSinceMs(): number | undefined {
    const last = this.#absences.at(-1);
    return last?.untilMs === Number.POSITIVE_INFINITY ? last.sinceMs : undefined;
  }

  isAbsentAt(timeMs: number): boolean {
    return this.#absences.some(({ sinceMs, untilMs }) => sinceMs <= timeMs && timeMs < untilMs);
  }

  #up(answer: ServerAnswer, atUnixMs: number): Metrics {
    const outage = this.#outages.at(-1);
    const wasDown = outage !== undefined && outage.untilMs === undefined;
    const earlier = this.answers.at(-1)?.answer;
    if (wasDown) {
      this.#outages[this.#outages.length - 1] = { ...outage, untilMs: atUnixMs };
    }
    const { probesUs } = answer;
    if (probesUs !== undefined && probesUs.length > 0) {
      this.#probes.push({ atUnixMs, probesUs });
    }
    let statCount = 0;
    for (const stats of answer.views.values()) {
      statCount += stats.size;
    }
    this.answers.push({ atUnixMs, answer, statCount });
    const isFirst = wasDown || this.#isBack;
    this.#isBack = false;
    // Over an outage rates would be the average of a time in which nobody looked.
    return measure(answer, isFirst ? undefined : earlier, probeTimes(this.probesUs(atUnixMs)));
  }

  #down(error: MemtoolError, atUnixMs: number): Metrics {
    const last = this.#outages.at(-1);
    if (last === undefined || last.untilMs !== undefined) {
      this.#outages.push({ sinceMs: atUnixMs, untilMs: undefined, error });
      this.#outages.splice(0, this.#outages.length - OUTAGES_MAX);
    } else {
      this.#outages[this.#outages.length - 1] = { ...last, error };
    }
    this.#probes = [];
    return DOWN;
  }

  /** Round trips of the last minute. */
  probesUs(atUnixMs: number): number[] {
    const first = this.#probes.findIndex((probe) => probe.atUnixMs > atUnixMs - PROBE_WINDOW_MS);
    this.#probes.splice(0, first === -1 ? this.#probes.length : first);
    return this.#probes.flatMap(({ probesUs }) => probesUs);
  }

  at(timeMs: number): ServerMoment {
    const outage = this.#outages.findLast(({ sinceMs }) => sinceMs <= timeMs);
    const isDown = outage !== undefined && (outage.untilMs === undefined || outage.untilMs > timeMs);
    return {
      name: this.name,
      metrics: this.series.at(timeMs)?.metrics ?? { ...DOWN, up: Number.NaN },
      outage: isDown ? outage : undefined,
      pair: this.pairAt(timeMs),
    };
  }

  pairAt(timeMs: number): AnswerPair | undefined {
    const index = this.answers.findLastIndex(({ atUnixMs }) => atUnixMs <= timeMs);
    const found = this.answers[index];
    return found === undefined
      ? undefined
      : { atUnixMs: found.atUnixMs, answer: found.answer, earlier: this.answers[index - 1]?.answer };
  }
}

/** See the head of the file. */
export class MonitorModel {
  readonly #records = new Map<string, ServerRecord>();
  readonly #total = new Series();
  readonly #statsKeptMax: number;
  #statCount = 0;
  #lastMs: number | undefined;

  /** @param names of the servers, in their order; others may turn up in rounds. @param statsKeptMax another bound for tests */
  constructor(names: readonly string[], statsKeptMax = STATS_KEPT_MAX) {
    this.#statsKeptMax = statsKeptMax;
    for (const name of names) {
      this.#record(name);
    }
  }

  /** Takes the next round. One that is not younger than the last is left out: the calendar's clock was set back. */
  add(round: Round): void {
    const { atUnixMs, servers } = round;
    const lastMs = this.#lastMs;
    if (lastMs !== undefined && atUnixMs <= lastMs) {
      return;
    }
    this.#lastMs = atUnixMs;
    const startMs = lastMs ?? atUnixMs;
    this.#noteAbsent(new Set(servers.map(({ address }) => address)), atUnixMs);
    const measured = servers.map((state) => {
      const record = this.#record(state.address);
      record.join(atUnixMs);
      const metrics = record.add(state, startMs, atUnixMs);
      this.#statCount += state.up ? (record.answers.at(-1)?.statCount ?? 0) : 0;
      return { metrics, record, state };
    });
    const up = measured.flatMap(({ state }) => (state.up ? [state] : []));
    const probesUs = measured.flatMap(({ record }) => record.probesUs(atUnixMs));
    const probes = probesUs.length === 0 ? NO_PROBES : probeTimes(probesUs);
    this.#total.add(
      startMs,
      atUnixMs,
      totalMetrics(
        measured.map(({ metrics }) => metrics),
        up,
        probes,
      ),
    );
    this.#forget();
  }

  #noteAbsent(present: ReadonlySet<string>, atUnixMs: number): void {
    for (const record of this.#records.values()) {
      if (!present.has(record.name)) {
        record.leave(atUnixMs);
      }
    }
    const absent = [...this.#records.values()].filter(({ absentSinceMs }) => absentSinceMs !== undefined);
    absent.sort((one, other) => (one.absentSinceMs ?? 0) - (other.absentSinceMs ?? 0));
    for (const record of absent.slice(0, Math.max(0, absent.length - ABSENT_MAX))) {
      this.#records.delete(record.name);
      this.#statCount -= record.answers.reduce((sum, { statCount }) => sum + statCount, 0);
    }
  }

  #record(name: string): ServerRecord {
    const known = this.#records.get(name);
    if (known !== undefined) {
      return known;
    }
    const fresh = new ServerRecord(name);
    if (this.#lastMs !== undefined) {
      fresh.leave(Number.NEGATIVE_INFINITY);
    }
    this.#records.set(name, fresh);
    return fresh;
  }

  /** Drops the oldest answers of whoever has most of them while there are too many. */
  #forget(): void {
    while (this.#statCount > this.#statsKeptMax) {
      let longest: ServerRecord | undefined;
      for (const record of this.#records.values()) {
        if (record.answers.length > (longest?.answers.length ?? ANSWERS_KEPT_MIN)) {
          longest = record;
        }
      }
      const dropped = longest?.answers.shift();
      if (dropped === undefined) {
        return;
      }
      this.#statCount -= dropped.statCount;
    }
  }

  /** The servers in their order, those that have left included. */
  get names(): readonly string[] {
    return [...this.#records.keys()];
  }

  /** The oldest moment that is known. */
  get firstMs(): number | undefined {
    return this.#total.firstMs;
  }

  /** The last round's. */
  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  /** How things were; undefined before the first round. @param timeMs by default the last round */
  at(timeMs = this.#lastMs): Moment | undefined {
    const point = timeMs === undefined ? undefined : this.#total.at(timeMs);
    if (point === undefined) {
      return undefined;
    }
    return {
      atUnixMs: point.endMs,
      isLatest: point.endMs === this.#lastMs,
      servers: [...this.#records.values()]
        .filter((record) => !record.isAbsentAt(point.endMs))
        .map((record) => record.at(point.endMs)),
      total: point.metrics,
    };
  }

  /** A server's last answer by then, if it is still known. */
  answerAt(name: string, timeMs: number): ServerAnswer | undefined {
    return this.#records.get(name)?.pairAt(timeMs)?.answer;
  }

  /** The metrics of a server over time; of all together without a name. */
  series(name: string | undefined): Series {
    return name === undefined ? this.#total : (this.#records.get(name)?.series ?? this.#total);
  }
}
