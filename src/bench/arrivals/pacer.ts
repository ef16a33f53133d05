/**
 * Says when each request of an open loop is due: a pure function of the request's number (and, for Poisson arrivals, of the seed), walked
 * through in order. Every load thread walks through the same sequence and sends its own part of it, so that the requests of a run and their
 * moments do not depend on how many threads there are.
 */
import { Prng } from "../../base/prng.ts";
import type { Spacing } from "./arrivals.ts";
import { RateCurve, type RateStage } from "./rate-curve.ts";

/** Stream of random numbers for gaps; those of connections count up from 0. */
const GAP_STREAM = 0x67617073;

/** The pacer. */
export class Pacer {
  readonly #curve: RateCurve;
  readonly #prng: Prng | undefined;
  readonly #requestsMax: number;
  /** Where on the curve the present request stands, in requests. */
  #position: number;
  /** Number of the present request, from 0. */
  number = 0;
  /** When it is due, in ms since the start; infinite when there is none. */
  dueMs = 0;

  /** @param requestsMax ends the sequence after so many; infinite for no such end */
  constructor(spacing: Spacing, stages: readonly RateStage[], seed: number, requestsMax: number) {
    this.#curve = new RateCurve(stages);
    this.#prng = spacing === "poisson" ? Prng.stream(seed, GAP_STREAM) : undefined;
    this.#requestsMax = requestsMax;
    this.#position = this.#gap(0);
    this.#settle();
  }

  /** Moves to the next request. */
  advance(): void {
    this.number++;
    this.#position += this.#gap(1);
    this.#settle();
  }

  /** A gap on the curve: `constant`, or drawn from the exponential distribution of mean 1. */
  #gap(constant: number): number {
    return this.#prng === undefined ? constant : -Math.log1p(-this.#prng.nextDouble());
  }

  #settle(): void {
    this.dueMs = this.number < this.#requestsMax ? this.#curve.timeOf(this.#position) : Number.POSITIVE_INFINITY;
  }
}
