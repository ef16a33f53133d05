/** What one load thread measured in one phase: a latency histogram for each operation and outcome, errors by their text, bytes. */
import { Histogram } from "../stats/histogram.ts";
import { ERROR_TEXTS_MAX } from "./limits.ts";
import { SLOT_COUNT } from "./workload/operations.ts";

/** A recorder's state as it travels between threads. */
export interface RecorderSnapshot {
  /** Histogram words of each slot that was hit; see stats/histogram.ts. */
  readonly histograms: readonly (readonly [slot: number, words: Float64Array<ArrayBuffer>])[];
  /** How often each error reply came. */
  readonly errors: readonly (readonly [text: string, count: number])[];
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Where error replies are counted once {@link ERROR_TEXTS_MAX} different ones were seen. */
const OTHER_ERRORS = "(other error replies)";

/** The recorder. */
export class Recorder {
  readonly #histograms: (Histogram | undefined)[] = new Array<Histogram | undefined>(SLOT_COUNT).fill(undefined);
  readonly #errors = new Map<string, number>();
  bytesRead = 0;
  bytesWritten = 0;

  /** Counts `count` replies of a slot that took `latencyNs` each. */
  record(slot: number, latencyNs: number, count: number): void {
    let histogram = this.#histograms[slot];
    if (histogram === undefined) {
      histogram = Histogram.create();
      this.#histograms[slot] = histogram;
    }
    histogram.record(latencyNs, count);
  }

  /** Counts an error reply by its text (escaped by whoever shows it). */
  countError(text: string, count = 1): void {
    const name = this.#errors.has(text) || this.#errors.size < ERROR_TEXTS_MAX ? text : OTHER_ERRORS;
    this.#errors.set(name, (this.#errors.get(name) ?? 0) + count);
  }

  /** The histogram of a slot; undefined when nothing was recorded in it. */
  histogram(slot: number): Histogram | undefined {
    return this.#histograms[slot];
  }

  /** Error replies by text, the most frequent first. */
  get errors(): (readonly [text: string, count: number])[] {
    return [...this.#errors].sort((left, right) => right[1] - left[1]);
  }

  /** Adds what another thread measured. */
  add(snapshot: RecorderSnapshot): void {
    for (const [slot, words] of snapshot.histograms) {
      const histogram = this.#histograms[slot] ?? Histogram.create();
      histogram.add(Histogram.attach(words));
      this.#histograms[slot] = histogram;
    }
    for (const [text, count] of snapshot.errors) {
      this.countError(text, count);
    }
    this.bytesRead += snapshot.bytesRead;
    this.bytesWritten += snapshot.bytesWritten;
  }

  /** A copy of the state. */
  snapshot(): RecorderSnapshot {
    return {
      histograms: this.#histograms.flatMap((histogram, slot) =>
        histogram === undefined ? [] : [[slot, histogram.snapshot()] as const],
      ),
      errors: this.errors,
      bytesRead: this.bytesRead,
      bytesWritten: this.bytesWritten,
    };
  }
}

/** The buffers of a snapshot, to be transferred instead of copied. */
export function buffersOf(snapshot: RecorderSnapshot): ArrayBuffer[] {
  return snapshot.histograms.map(([, words]) => words.buffer);
}
