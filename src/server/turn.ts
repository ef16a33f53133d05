/**
 * How long one connection may keep its worker while others wait. A pipeline of cheap requests, of `stats`, or one line with
 * a hundred thousand keys is executed in turns; between two turns the event loop serves the other connections.
 *
 * Reading the clock costs 40 ns, a request 300: it is looked at once in a while, after work worth {@link CHECK_UNITS}.
 */
import { TURN_MS } from "./limits.ts";

/** Work between two looks at the clock; an ordinary request is worth 1. */
const CHECK_UNITS = 16;

/** What work that may take long is worth: `stats`, a part of a retrieval of many keys, a write of much data. */
export const HEAVY_UNITS = CHECK_UNITS;

/** The present turn of a worker. */
export class Turn {
  readonly #nowMs: () => number;
  readonly #requestsMax: number;
  #units = 0;
  #requests = 0;
  /** When the turn was first looked at; 0 before. */
  #startedMs = 0;

  /**
   * @param nowMs a clock that never goes back, in milliseconds
   * @param requestsMax ends a turn after so many requests (-R), however short they were
   */
  constructor(nowMs: () => number, requestsMax = Number.POSITIVE_INFINITY) {
    this.#nowMs = nowMs;
    this.#requestsMax = requestsMax;
  }

  /** A connection's turn begins. */
  start(): void {
    this.#units = 0;
    this.#requests = 0;
    this.#startedMs = 0;
  }

  /** A request, or a part of one, is about to be executed. */
  request(): void {
    this.#requests++;
    this.#units++;
  }

  /** Work worth `units` has been done. */
  spend(units: number): void {
    this.#units += units;
  }

  /** Whether the connection has had its time. Never before some work was done. */
  isOver(): boolean {
    return this.#requests >= this.#requestsMax || (this.#units >= CHECK_UNITS && this.#look());
  }

  #look(): boolean {
    this.#units = 0;
    const now = this.#nowMs();
    if (this.#startedMs === 0) {
      this.#startedMs = now;
      return false;
    }
    return now - this.#startedMs >= TURN_MS;
  }
}
