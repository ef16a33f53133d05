/**
 * The moment of the last thing that any load thread did, so that gaps can be measured over all of them. One word in shared memory, in ticks of a
 * tenth of a microsecond that wrap around after seven minutes; 0 is no moment yet.
 */
import { type Clock, machineMs } from "../../base/clock.ts";

const TICKS_PER_MS = 10_000;
const TWO_POW_32 = 2 ** 32;

/** The moment, as one thread sees it. */
export class SharedMoment {
  readonly #word: Int32Array;
  /** What turns this thread's clock into the machine's. */
  readonly #offsetMs: number;

  /** @param shared what {@link SharedMoment.create} made */
  constructor(shared: SharedArrayBuffer, clock: Clock) {
    this.#word = new Int32Array(shared);
    this.#offsetMs = machineMs() - clock.monotonicMs();
  }

  /** Shared memory for a moment. */
  static create(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** Forgets the moment. */
  clear(): void {
    Atomics.store(this.#word, 0, 0);
  }

  /**
   * Something was done at `ms` of this thread's clock.
   * @returns the gap in ms since anything was done; NaN for the first
   */
  exchange(ms: number): number {
    const ticks = (Math.floor((ms + this.#offsetMs) * TICKS_PER_MS) % TWO_POW_32) | 0 || 1;
    const before = Atomics.exchange(this.#word, 0, ticks);
    const gap = (ticks - before) | 0;
    // Two threads may read the clock in one order and come here in the other.
    return before === 0 ? Number.NaN : Math.max(0, gap) / TICKS_PER_MS;
  }
}
