/**
 * Lines a worker wants to have logged, on their way to the main thread: in batches, one at a time, and no more than
 * {@link LOG_LINES_MAX} waiting. Any client may switch the log of requests on (`verbosity 2`) and ask faster than anybody
 * writes: what is too much is dropped and counted, as memcached's own logger does.
 */
import { LOG_LINES_MAX } from "./limits.ts";

/** One worker's queue. */
export class LogQueue {
  readonly #send: (lines: readonly string[]) => void;
  #lines: string[] = [];
  #droppedCount = 0;
  #isUnderway = false;

  /** @param send takes a batch to the main thread, which answers with {@link written} */
  constructor(send: (lines: readonly string[]) => void) {
    this.#send = send;
  }

  /** Queues a line, or drops it. */
  add(line: string): void {
    if (this.#lines.length >= LOG_LINES_MAX) {
      this.#droppedCount++;
      return;
    }
    this.#lines.push(line);
    if (!this.#isUnderway) {
      this.#isUnderway = true;
      setImmediate(() => this.#sendAll());
    }
  }

  /** The last batch has been written. */
  written(): void {
    this.#isUnderway = this.#lines.length > 0;
    if (this.#isUnderway) {
      this.#sendAll();
    }
  }

  #sendAll(): void {
    const lines = this.#lines;
    this.#lines = [];
    if (this.#droppedCount > 0) {
      lines.push(`(${this.#droppedCount} lines of the log were dropped: they came faster than they could be written)`);
      this.#droppedCount = 0;
    }
    this.#send(lines);
  }
}
