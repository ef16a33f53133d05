/** What a run asks for, as data that can be sent to a thread, and the stream of requests that one connection draws from it. */
import { Prng } from "../../base/prng.ts";
import { SAME_SERVER_DRAWS_MAX } from "../limits.ts";
import type { DelayLaw } from "./delay.ts";
import type { Draw } from "./draw.ts";
import type { NumberLaw } from "./key-numbers.ts";
import type { KeyRouter } from "./key-router.ts";
import { type Distribution, KeySampler } from "./keyspace.ts";
import { type MixPart, MixSampler } from "./mix.ts";
import { FAMILY, isCounting, OPERATION, OPERATION_FAMILY } from "./operations.ts";
import { PopularityOrder } from "./popularity-order.ts";

/** What a miss leads to: loading the value from behind the cache and storing it, as an application does. */
export interface CacheAside {
  /** How long loading takes. */
  readonly penalty: DelayLaw;
  /** Whether only the first to miss loads (meta's leases), and how long the others wait before they ask again; undefined lets all load. */
  readonly leaseWaitMs: number | undefined;
}

/** The workload of a run. */
export interface Workload {
  readonly mix: readonly MixPart[];
  /** Number of different keys: key 0 .. keyCount - 1. */
  readonly keyCount: number;
  /** What stands before a key's number on the wire; printable, no blanks. */
  readonly keyPrefix: string;
  readonly distribution: Distribution;
  /** Bytes of whole keys, which zeros before their numbers make up; undefined leaves them as short as they are. */
  readonly keyLengths: NumberLaw | undefined;
  readonly valueSizes: NumberLaw;
  /** Exptime sent with every value, in seconds; 0 never expires. */
  readonly ttls: NumberLaw;
  /** Part of each value's bytes that a compressor can take away, 0 .. 1. */
  readonly compressibility: number;
  /** Number of the run that is stamped into values, which are then verified; undefined for no such thing. */
  readonly verifyRun: number | undefined;
  /** Keys of an mget. */
  readonly keysPerMget: number;
  /** Undefined when a miss has no consequence. */
  readonly cacheAside: CacheAside | undefined;
  /** Same seed, same requests. */
  readonly seed: number;
}

/** True when the mix counts up or down: counters are numbers, so they live under keys of their own. */
export function usesCounters(workload: Workload): boolean {
  return workload.mix.some((part) => isCounting(part.operation));
}

/** How many requests set every key once: the values and, if the mix needs them, the counters. */
export function populateCount(workload: Workload): number {
  return workload.keyCount * (usesCounters(workload) ? 2 : 1);
}

/** Where connection `connection` of `connections` starts when the keys are dealt out in even, contiguous parts. */
export function partStart(total: number, connection: number, connections: number): number {
  return Math.floor((total * connection) / connections);
}

/**
 * The requests of one connection: drawn from the mix with the connection's own random numbers, or every key of its part set once. In an open
 * loop they may be sent over any connection; what is asked and in which order stays the same.
 */
export class RequestSource {
  readonly #prng: Prng;
  readonly #mix: MixSampler;
  readonly #keys: KeySampler;
  readonly #keyCount: number;
  readonly #order: PopularityOrder;
  readonly #router: KeyRouter | undefined;
  /** Requests still to come; infinite when time ends the phase. */
  remaining = 0;
  #nextIndex = 0;
  #isPopulating = false;

  /**
   * @param connection number of the connection in the whole run, which picks its stream of random numbers
   * @param connections how many connections there are in the whole run
   * @param router places keys on servers; undefined for one server
   */
  constructor(workload: Workload, connection: number, connections: number, router?: KeyRouter) {
    this.#prng = Prng.stream(workload.seed, connection);
    this.#mix = new MixSampler(workload.mix);
    this.#keys = new KeySampler(workload.keyCount, workload.distribution, connection, connections);
    this.#keyCount = workload.keyCount;
    this.#order = new PopularityOrder(workload.keyCount, workload.distribution);
    this.#router = router;
  }

  /** From now on: sets of those keys that come `start`-th to `end`-th (excluded) by rising popularity; beyond all keys: counters. */
  populate(start: number, end: number): void {
    this.#isPopulating = true;
    this.#nextIndex = start;
    this.remaining = end - start;
  }

  /** From now on: `count` requests of the mix. */
  draw(count: number): void {
    this.#isPopulating = false;
    this.remaining = count;
  }

  /** Fills in the next request. Only while `remaining` is above 0. */
  next(draw: Draw): void {
    this.remaining--;
    if (this.#isPopulating) {
      this.#nextToPopulate(draw);
    } else {
      draw.isCounterStart = false;
      const drawn = this.#mix.next(this.#prng);
      draw.operation = drawn === OPERATION.cas ? OPERATION.cas_gets : drawn;
      draw.key = this.#keys.next(this.#prng, OPERATION_FAMILY[drawn] === FAMILY.storage);
    }
    if (this.#router !== undefined) {
      const isCounter = draw.isCounterStart || OPERATION_FAMILY[draw.operation] === FAMILY.arithmetic;
      draw.server = this.#router.serverOf(draw.key, isCounter);
    }
    if (draw.operation === OPERATION.mget) {
      this.#drawKeys(draw);
    }
  }

  #nextToPopulate(draw: Draw): void {
    const index = this.#nextIndex++;
    draw.operation = OPERATION.set;
    draw.isCounterStart = index >= this.#keyCount;
    draw.key = draw.isCounterStart ? index - this.#keyCount : this.#order.keyAt(index);
  }

  /** One mget asks one server: keys of others are drawn again. */
  #drawKeys({ key, keys, server }: Draw): void {
    const router = this.#router;
    keys[0] = key;
    for (let index = 1; index < keys.length; index++) {
      let drawn = this.#keys.next(this.#prng, false);
      for (let tries = 1; router !== undefined && router.serverOf(drawn, false) !== server; tries++) {
        drawn = tries < SAME_SERVER_DRAWS_MAX ? this.#keys.next(this.#prng, false) : key;
      }
      keys[index] = drawn;
    }
  }
}
