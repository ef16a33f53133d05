/** A disk that does not answer: reads that take long are counted while they do, told of once, and told to be over. */
import type { Clock } from "../base/clock.ts";
import { READ_MS_MAX } from "./limits.ts";
import type { PersistCounters } from "./persist-counters.ts";

const LOOK_MS = 500;
const US_PER_MS = 1000;

/** What it works with. */
export interface SlowReadsParts {
  readonly counters: PersistCounters;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly log: (line: string) => void;
}

/** A read under way. */
interface Read {
  readonly startMs: number;
  isLate: boolean;
}

/** See the head of the file. */
export class SlowReads {
  readonly #parts: SlowReadsParts;
  /** In the order in which they began. */
  readonly #reads = new Set<Read>();
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  constructor(parts: SlowReadsParts) {
    this.#parts = parts;
  }

  /** Resolves as `reading` does, and looks at how long that takes. */
  async watch<Result>(reading: Promise<Result>): Promise<Result> {
    const read = { startMs: this.#parts.clock.monotonicMs(), isLate: false };
    this.#reads.add(read);
    this.#timer ??= setInterval(() => this.look(), LOOK_MS);
    try {
      return await reading;
    } finally {
      this.#reads.delete(read);
      if (this.#reads.size === 0) {
        this.#rest();
      }
    }
  }

  /** Tells how long the oldest read has taken so far, and counts those for which nobody waits any more. */
  look(): void {
    const { counters, clock, log } = this.#parts;
    const nowMs = clock.monotonicMs();
    const [oldest] = this.#reads;
    counters.set("persist_read_wait_us", oldest === undefined ? 0 : (nowMs - oldest.startMs) * US_PER_MS);
    for (const read of this.#reads) {
      if (read.isLate || nowMs - read.startMs < READ_MS_MAX) {
        continue;
      }
      read.isLate = true;
      counters.add("persist_read_timeouts", 1);
      if (!this.#isTold) {
        this.#isTold = true;
        log("the disk does not answer: items that are not in memory cannot be had");
      }
    }
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#parts.counters.set("persist_read_wait_us", 0);
    if (this.#isTold) {
      this.#isTold = false;
      this.#parts.log("the disk answers again");
    }
  }
}
