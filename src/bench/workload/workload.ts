/** What a run asks for, as data that can be sent to a thread, and the stream of requests that one connection draws from it. */
import { Prng } from "../../base/prng.ts";
import type { NumberLaw } from "./key-numbers.ts";
import { type Distribution, KeySampler } from "./keyspace.ts";
import { type MixPart, MixSampler } from "./mix.ts";
import { FAMILY, familyOf, OPERATION, OPERATION_FAMILY } from "./operations.ts";

/** The workload of a run. */
export interface Workload {
  readonly mix: readonly MixPart[];
  /** Number of different keys: key 0 .. keyCount - 1. */
  readonly keyCount: number;
  /** What stands before a key's number on the wire; printable, no blanks. */
  readonly keyPrefix: string;
  readonly distribution: Distribution;
  readonly valueSizes: NumberLaw;
  /** Exptime sent with every value, in seconds; 0 never expires. */
  readonly ttlSeconds: number;
  /** Same seed, same requests. */
  readonly seed: number;
}

/** True when the mix counts up or down: counters are numbers, so they live under keys of their own. */
export function usesCounters(workload: Workload): boolean {
  return workload.mix.some((part) => familyOf(part.operation) === FAMILY.arithmetic);
}

/** How many requests set every key once: the values and, if the mix needs them, the counters. */
export function populateCount(workload: Workload): number {
  return workload.keyCount * (usesCounters(workload) ? 2 : 1);
}

/** Where connection `connection` of `connections` starts when the keys are dealt out in even, contiguous parts. */
export function partStart(total: number, connection: number, connections: number): number {
  return Math.floor((total * connection) / connections);
}

/** Writes requests; see request-writer.ts. */
export interface RequestSink {
  /** A request of the mix: `operation` on key `key`. */
  write(operation: number, key: number): void;
  /** Sets counter `key` to its first number. */
  writeCounter(key: number): void;
}

/** The requests of one connection: drawn from the mix with the connection's own random numbers, or every key of its part set once. */
export class RequestSource {
  readonly #prng: Prng;
  readonly #mix: MixSampler;
  readonly #keys: KeySampler;
  readonly #keyCount: number;
  /** The last request drawn. */
  operation = 0;
  /** Its key; in populating at or above the key count: a counter. */
  key = 0;
  /** Requests still to come; infinite when time ends the phase. */
  remaining = 0;
  #sequential = false;

  /**
   * @param connection number of the connection in the whole run, which picks its stream of random numbers
   * @param connections how many connections there are in the whole run
   */
  constructor(workload: Workload, connection: number, connections: number) {
    this.#prng = Prng.stream(workload.seed, connection);
    this.#mix = new MixSampler(workload.mix);
    this.#keys = new KeySampler(workload.keyCount, workload.distribution, connection, connections);
    this.#keyCount = workload.keyCount;
  }

  /** From now on: sets of the keys `start` to `end` (excluded), in order. */
  populate(start: number, end: number): void {
    this.#sequential = true;
    this.operation = OPERATION.set;
    this.key = start - 1;
    this.remaining = end - start;
  }

  /** From now on: `count` requests of the mix. */
  draw(count: number): void {
    this.#sequential = false;
    this.remaining = count;
  }

  /** Moves to the next request and hands it to the sink. Only while `remaining` is above 0. */
  next(sink: RequestSink): void {
    this.remaining--;
    if (this.#sequential) {
      this.key++;
      if (this.key >= this.#keyCount) {
        sink.writeCounter(this.key - this.#keyCount);
        return;
      }
    } else {
      this.operation = this.#mix.next(this.#prng);
      this.key = this.#keys.next(this.#prng, OPERATION_FAMILY[this.operation] === FAMILY.storage);
    }
    sink.write(this.operation, this.key);
  }
}
