/** Spreads work over time: how long to wait before the next part may begin. Pure: the clock is the caller's. */

/** A timer is late by as much: it is made up for, longer pauses are not. */
const SLACK_MS = 5;

/** See the head of the file. */
export class RateLimit {
  /** How much may happen in a second. */
  readonly perSecond: number;
  /** When everything let through so far is due to be over. */
  #dueMs: number | undefined;

  /** @param perSecond how much may happen in a second */
  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  /** Lets `count` through after the wait that is returned, in milliseconds; a pause of more than a moment earns nothing. */
  take(count: number, nowMs: number): number {
    const startMs = Math.max(nowMs - SLACK_MS, this.#dueMs ?? nowMs);
    this.#dueMs = startMs + (count * 1000) / this.perSecond;
    return Math.max(0, startMs - nowMs);
  }
}
