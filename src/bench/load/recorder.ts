/**
 * What a load thread measured of one server in one interval: for each operation and outcome a histogram of each clock, errors by their
 * text, bytes. Taken away and added up elsewhere several times a second, so it starts over whenever it was taken.
 */
import { Histogram } from "../../stats/histogram.ts";
import { ERROR_TEXTS_MAX } from "../limits.ts";
import { OPERATION, OPERATIONS, OUTCOME, SLOT_COUNT, slotOf } from "../workload/operations.ts";

/**
 * The clocks of a request. `service`: from sending it to its reply. `response`: from when it was due to its reply. `sendLag`: from when it was
 * due to sending it. Requests of a closed loop are not due at any moment and have only the first.
 */
export const CLOCKS = ["service", "response", "sendLag"] as const;

/** One of {@link CLOCKS}. */
export type ClockName = (typeof CLOCKS)[number];

const SERVICE = 0;
const RESPONSE = 1;
const SEND_LAG = 2;

/** Things counted beside requests. */
export const TALLIES = [
  "bytesRead",
  "bytesWritten",
  /** Connections that ended although memtool had not closed them. */
  "lostConnections",
  "reconnects",
  /** Values loaded from behind the cache, and those of them that somebody else was loading already. */
  "loads",
  "duplicateLoads",
  /** Values that were compared with what had been stored (`--verify`), ... */
  "verified",
  /** ... that were not what anybody had stored, */
  "mismatches",
  /** ... and that were older than one whose storing had been confirmed before they were asked for. */
  "lostUpdates",
] as const;

/** One of {@link TALLIES}. */
export type TallyName = (typeof TALLIES)[number];

/** A recorder's state as it travels between threads. */
export interface RecorderSnapshot {
  /** The packed histogram of each slot and clock that was hit; see stats/histogram.ts. */
  readonly histograms: readonly (readonly [slot: number, clock: number, packed: Float64Array<ArrayBuffer>])[];
  /** Requests of each slot whose service time is not known. */
  readonly untimed: readonly (readonly [slot: number, count: number])[];
  /** Keys found and missing of operations that ask for several. */
  readonly keys: readonly (readonly [operation: number, hits: number, misses: number])[];
  /** How often each error reply came. */
  readonly errors: readonly (readonly [text: string, count: number])[];
  readonly tallies: Readonly<Record<TallyName, number>>;
}

/** Where error replies are counted once {@link ERROR_TEXTS_MAX} different ones were seen. */
const OTHER_ERRORS = "(other error replies)";

function noTallies(): Record<TallyName, number> {
  return Object.fromEntries(TALLIES.map((name) => [name, 0])) as Record<TallyName, number>;
}

/** The recorder. */
export class Recorder {
  /** Slot by slot, the clocks of each next to each other. */
  readonly #histograms: (Histogram | undefined)[] = new Array<Histogram | undefined>(SLOT_COUNT * CLOCKS.length).fill(
    undefined,
  );
  readonly #untimed = new Float64Array(SLOT_COUNT);
  readonly #keyHits = new Float64Array(OPERATIONS.length);
  readonly #keyMisses = new Float64Array(OPERATIONS.length);
  readonly #errors = new Map<string, number>();
  /** See {@link TALLIES}. */
  readonly tallies: Record<TallyName, number> = noTallies();

  /** Counts `count` replies of a slot that took `serviceMs` each. */
  recordService(slot: number, serviceMs: number, count: number): void {
    this.#at(slot, SERVICE).record(serviceMs * 1e6, count);
  }

  /** Books when a request was due beside when it was sent and answered; it is counted by its service time. */
  recordDue(slot: number, dueMs: number, sentMs: number, repliedMs: number): void {
    this.#at(slot, RESPONSE).record((repliedMs - dueMs) * 1e6, 1);
    this.#at(slot, SEND_LAG).record((sentMs - dueMs) * 1e6, 1);
  }

  /** Counts something made of several requests, by the one clock it has: response time in an open loop, service time in a closed one. */
  recordWhole(slot: number, ms: number, isPaced: boolean): void {
    if (isPaced) {
      this.countUntimed(slot, 1);
    }
    this.#at(slot, isPaced ? RESPONSE : SERVICE).record(ms * 1e6, 1);
  }

  /** Counts requests of a slot whose service time nobody knows. */
  countUntimed(slot: number, count: number): void {
    this.#untimed[slot] = (this.#untimed[slot] as number) + count;
  }

  /**
   * A request that is still open when everything ends: its clocks stand at its age, which is the least they can become.
   * @param dueMs NaN in a closed loop
   * @param sentMs NaN when it was never sent
   * @param beganMs when the whole look-up began that ends with it; NaN where there is none
   */
  recordUnanswered(operation: number, dueMs: number, sentMs: number, beganMs: number, nowMs: number): void {
    const slot = slotOf(operation, OUTCOME.unanswered);
    if (Number.isNaN(sentMs)) {
      this.countUntimed(slot, 1);
    } else {
      this.recordService(slot, nowMs - sentMs, 1);
    }
    if (!Number.isNaN(dueMs)) {
      this.recordDue(slot, dueMs, Number.isNaN(sentMs) ? nowMs : sentMs, nowMs);
    }
    if (!Number.isNaN(beganMs)) {
      this.recordWhole(slotOf(OPERATION.read, OUTCOME.unanswered), nowMs - beganMs, !Number.isNaN(dueMs));
    }
  }

  /** A request whose connection was lost before its reply. @param dueMs NaN in a closed loop */
  recordLost(operation: number, dueMs: number, sentMs: number, nowMs: number): void {
    const slot = slotOf(operation, OUTCOME.error);
    this.recordService(slot, nowMs - sentMs, 1);
    if (!Number.isNaN(dueMs)) {
      this.recordDue(slot, dueMs, sentMs, nowMs);
    }
  }

  /** Counts keys of a request that asked for several. */
  countKeys(operation: number, hits: number, misses: number): void {
    this.#keyHits[operation] = (this.#keyHits[operation] as number) + hits;
    this.#keyMisses[operation] = (this.#keyMisses[operation] as number) + misses;
  }

  /** Counts an error reply by its text (escaped by whoever shows it). */
  countError(text: string, count = 1): void {
    const name = this.#errors.has(text) || this.#errors.size < ERROR_TEXTS_MAX ? text : OTHER_ERRORS;
    this.#errors.set(name, (this.#errors.get(name) ?? 0) + count);
  }

  /** A request that gets no reply unless it fails was sent. */
  countUnconfirmed(): void {
    this.countUntimed(slotOf(OPERATION.set_noreply, OUTCOME.hit), 1);
  }

  /** ... and one of them has failed after all, as the server says with `text`. */
  failUnconfirmed(text: string): void {
    this.countUntimed(slotOf(OPERATION.set_noreply, OUTCOME.hit), -1);
    this.countUntimed(slotOf(OPERATION.set_noreply, OUTCOME.error), 1);
    this.countError(text);
  }

  /** The histogram of a slot; undefined when nothing was recorded in it. */
  histogram(slot: number, clock: ClockName = "service"): Histogram | undefined {
    return this.#histograms[slot * CLOCKS.length + CLOCKS.indexOf(clock)];
  }

  /** Requests that ended in a slot. */
  requests(slot: number): number {
    return (this.histogram(slot)?.count ?? 0) + (this.#untimed[slot] as number);
  }

  /** Requests of a slot without a known service time. */
  untimed(slot: number): number {
    return this.#untimed[slot] as number;
  }

  /** Keys found and missing of an operation that asks for several. */
  keys(operation: number): { hits: number; misses: number } {
    return { hits: this.#keyHits[operation] as number, misses: this.#keyMisses[operation] as number };
  }

  /** Error replies by text, the most frequent first. */
  get errors(): (readonly [text: string, count: number])[] {
    return [...this.#errors].sort((left, right) => right[1] - left[1]);
  }

  /** Adds what another recorder measured. */
  add(snapshot: RecorderSnapshot): void {
    for (const [slot, clock, packed] of snapshot.histograms) {
      this.#at(slot, clock).addPacked(packed);
    }
    for (const [slot, count] of snapshot.untimed) {
      this.countUntimed(slot, count);
    }
    for (const [operation, hits, misses] of snapshot.keys) {
      this.countKeys(operation, hits, misses);
    }
    for (const [text, count] of snapshot.errors) {
      this.countError(text, count);
    }
    for (const name of TALLIES) {
      this.tallies[name] += snapshot.tallies[name];
    }
  }

  /** The state; the recorder starts over. */
  take(): RecorderSnapshot {
    const histograms: [number, number, Float64Array<ArrayBuffer>][] = [];
    this.#histograms.forEach((histogram, index) => {
      if (histogram !== undefined && histogram.minNs !== undefined) {
        histograms.push([Math.floor(index / CLOCKS.length), index % CLOCKS.length, histogram.pack()]);
        histogram.reset();
      }
    });
    const snapshot = {
      histograms,
      untimed: Array.from(this.#untimed, (count, slot) => [slot, count] as const).filter(([, count]) => count !== 0),
      keys: OPERATIONS.map(
        (_, operation) =>
          [operation, this.#keyHits[operation] as number, this.#keyMisses[operation] as number] as const,
      ).filter(([, hits, misses]) => hits + misses > 0),
      errors: this.errors,
      tallies: { ...this.tallies },
    };
    this.#untimed.fill(0);
    this.#keyHits.fill(0);
    this.#keyMisses.fill(0);
    this.#errors.clear();
    Object.assign(this.tallies, noTallies());
    return snapshot;
  }

  #at(slot: number, clock: number): Histogram {
    const index = slot * CLOCKS.length + clock;
    let histogram = this.#histograms[index];
    if (histogram === undefined) {
      histogram = Histogram.create();
      this.#histograms[index] = histogram;
    }
    return histogram;
  }
}

/** The buffers of a snapshot, to be transferred instead of copied. */
export function buffersOf(snapshot: RecorderSnapshot): ArrayBuffer[] {
  return snapshot.histograms.map(([, , packed]) => packed.buffer);
}
