/**
 * How long one connection may keep its worker while others wait. A pipeline of cheap requests, of `stats`, or one line with
 * a hundred thousand keys is executed in turns. Who has had its turn waits in a queue, and the event loop serves the other
 * connections first:
 *
 *     poll: whoever has sent something gets a turn  ->  queue: who gave way goes on, first come first served  ->  poll ...
 *
 * Each of the two is a round. Turns are 2 ms, but once a round has lasted {@link ROUND_MS} they end after one request, and
 * what is left of the queue waits for the next round: with hundreds of busy connections a new one is served all the same.
 *
 * Reading the clock costs 40 ns, a request 300: it is looked at once in a while, after work worth {@link CHECK_UNITS}.
 */
import { ROUND_MS, TURN_MS } from "./limits.ts";

/** Work between two looks at the clock; an ordinary request is worth 1. */
const CHECK_UNITS = 16;

/** What work that may take long is worth: `stats`, a part of a retrieval of many keys, a write of much data. */
export const HEAVY_UNITS = CHECK_UNITS;

/** A connection that has more to do. */
export interface TurnTaker {
  /** Goes on for another turn. Not called twice for one {@link Turn.giveWay}. */
  takeTurn(): void;
}

/** The present turn of a worker, and the queue of those that gave way. */
export class Turn {
  readonly #nowMs: () => number;
  readonly #requestsMax: number;
  #units = 0;
  #requests = 0;
  /** When the turn was first looked at; 0 before. */
  #startedMs = 0;
  /** When the present round was first looked at; 0 before. */
  #roundStartedMs = 0;
  #isRoundOver = false;
  #isRoundScheduled = false;
  readonly #waiting: TurnTaker[] = [];

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
    this.#units = this.#isRoundOver ? CHECK_UNITS - 1 : 0;
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

  /** Lets the other connections of the worker go first. */
  giveWay(taker: TurnTaker): void {
    this.#waiting.push(taker);
    this.#scheduleRound();
  }

  #look(): boolean {
    this.#units = 0;
    const now = this.#nowMs();
    if (this.#roundStartedMs === 0) {
      this.#roundStartedMs = now;
      this.#scheduleRound();
    }
    if (this.#startedMs === 0) {
      this.#startedMs = now;
    }
    this.#isRoundOver = now - this.#roundStartedMs >= ROUND_MS;
    return this.#isRoundOver || now - this.#startedMs >= TURN_MS;
  }

  #scheduleRound(): void {
    if (!this.#isRoundScheduled) {
      this.#isRoundScheduled = true;
      setImmediate(() => this.#runQueue());
    }
  }

  /** A round for those that wait: at least one of them. The next round is the event loop's. */
  #runQueue(): void {
    this.#isRoundScheduled = false;
    this.#isRoundOver = false;
    const waiting = this.#waiting.length;
    if (waiting > 0) {
      this.#roundStartedMs = this.#nowMs();
      let served = 0;
      do {
        this.#waiting.shift()?.takeTurn();
        served++;
      } while (served < waiting && this.#nowMs() - this.#roundStartedMs < ROUND_MS);
    }
    this.#roundStartedMs = 0;
    this.#isRoundOver = false;
    if (this.#waiting.length > 0) {
      this.#scheduleRound();
    }
  }
}
