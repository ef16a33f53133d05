/** Calls back at a moment, more precisely than a timer of Node alone, which is up to 1.2 ms late: it wakes up early and waits in turns of the loop. */
import type { Clock } from "../../base/clock.ts";

/** How long before the moment the turns begin, in ms. */
const TURNS_MS = 1.5;

/** Longest time a timer of Node can wait. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** One alarm; setting it again replaces the moment. */
export class Alarm {
  readonly #clock: Clock;
  readonly #onTime: () => void;
  #dueMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  constructor(clock: Clock, onTime: () => void) {
    this.#clock = clock;
    this.#onTime = onTime;
  }

  /** Calls back at `dueMs`; infinite never does. */
  set(dueMs: number): void {
    if (dueMs !== this.#dueMs) {
      this.clear();
      this.#dueMs = dueMs;
      this.#wait();
    }
  }

  /** Does not call back. */
  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#timer = undefined;
    this.#turn = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
  }

  #wait(): void {
    const leftMs = this.#dueMs - this.#clock.monotonicMs();
    if (leftMs <= 0) {
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#onTime();
    } else if (leftMs < TURNS_MS) {
      this.#turn = setImmediate(() => this.#wait());
    } else if (Number.isFinite(leftMs)) {
      this.#timer = setTimeout(() => this.#wait(), Math.min(leftMs - TURNS_MS, TIMER_MS_MAX));
    }
  }
}
