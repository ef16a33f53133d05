/**
 * Requests that follow from replies:
 *
 *   cas:          cas_gets, hit                            -> cas with the number it gave
 *   cache-aside:  a look-up, miss -> loading (the penalty) -> fill
 *   with leases:  a look-up, miss, told to load (W)        -> loading -> fill
 *                 a look-up, miss, told to wait            -> waiting -> lease_wait: the same look-up again
 *                 a look-up, stale, told to load (W)       -> loading -> fill; the stale value is served meanwhile
 *
 * A whole look-up of cache-aside, from the question to the value in hand, is booked as a `read`.
 */
import { Prng } from "../../base/prng.ts";
import type { ReplyObserver } from "../wire/reply-ledger.ts";
import { DelaySampler } from "../workload/delay.ts";
import type { Draw } from "../workload/draw.ts";
import type { LoadTable } from "../workload/load-table.ts";
import { isLookUp, OPERATION, OPERATIONS, OUTCOME, slotOf } from "../workload/operations.ts";
import type { CacheAside } from "../workload/workload.ts";
import type { LoadConnection } from "./connection.ts";
import { DueQueue } from "./due-queue.ts";

/** A request to come. */
export interface FollowUp {
  readonly connection: LoadConnection;
  readonly operation: number;
  readonly key: number;
  readonly dueMs: number;
  /** When the look-up began that it belongs to: when it was due, in a closed loop when it was sent. */
  readonly beganMs: number;
  readonly casHigh: number;
  readonly casLow: number;
}

/** Stream of random numbers for penalties; those of connections count up from 0. */
const PENALTY_STREAM = 0x70656e61;

const IS_LOOK_UP: readonly boolean[] = OPERATIONS.map(isLookUp);

/** The follow-ups of a load thread. */
export class FollowUps {
  readonly #queue = new DueQueue<FollowUp>();
  readonly #cacheAside: CacheAside | undefined;
  readonly #penalty: DelaySampler | undefined;
  readonly #loads: LoadTable | undefined;
  readonly #prng: Prng;

  /**
   * @param loads what all threads are loading; undefined without cache-aside
   * @param thread number of the load thread
   */
  constructor(cacheAside: CacheAside | undefined, loads: LoadTable | undefined, seed: number, thread: number) {
    this.#cacheAside = cacheAside;
    this.#penalty = cacheAside === undefined ? undefined : new DelaySampler(cacheAside.penalty);
    this.#loads = loads;
    this.#prng = Prng.stream(seed, PENALTY_STREAM + thread);
  }

  /** Forgets what an earlier phase left being loaded. One thread does it for all. */
  forgetLoads(): void {
    this.#loads?.clear();
  }

  /** When the next one is due; infinite when there is none. */
  get nextMs(): number {
    return this.#queue.nextMs;
  }

  /** Has replies on `connection` looked at. */
  attach(connection: LoadConnection): void {
    connection.ledger.observer = new Observer(this, connection);
  }

  /** Takes the next one away if it is due, and fills it in. */
  take(nowMs: number, draw: Draw): FollowUp | undefined {
    const next = this.#queue.take(nowMs);
    if (next === undefined) {
      return undefined;
    }
    next.connection.reserved--;
    draw.isCounterStart = false;
    draw.operation = next.operation;
    draw.key = next.key;
    draw.casHigh = next.casHigh;
    draw.casLow = next.casLow;
    return next;
  }

  /** Puts one back that cannot be sent yet. @param dueMs when to try again */
  putBack(next: FollowUp, dueMs: number): void {
    next.connection.reserved++;
    this.#queue.push(dueMs, { ...next, dueMs });
  }

  /** Whether a whole look-up of cache-aside begins with a request of this operation. */
  beginsRead(operation: number): boolean {
    return this.#cacheAside !== undefined && IS_LOOK_UP[operation] === true && operation !== OPERATION.mget;
  }

  /** Forgets all that wait; the reads they belong to are unanswered at their age. */
  cancel(nowMs: number): void {
    for (
      let next = this.#queue.take(Number.POSITIVE_INFINITY);
      next;
      next = this.#queue.take(Number.POSITIVE_INFINITY)
    ) {
      const { connection, operation, key, beganMs } = next;
      connection.reserved--;
      if (operation === OPERATION.fill) {
        this.#loads?.end(key);
      }
      this.#bookRead(connection, OUTCOME.unanswered, beganMs, nowMs);
    }
  }

  /** A request was answered; `connection`'s window still holds it. */
  onReply(connection: LoadConnection, operation: number, outcome: number, nowMs: number): void {
    const { window, isPaced } = connection.ledger;
    switch (operation) {
      case OPERATION.cas_gets:
        if (outcome === OUTCOME.hit) {
          this.#schedule(connection, OPERATION.cas, window.key, nowMs, Number.NaN);
        }
        break;
      case OPERATION.fill:
        this.#loads?.end(window.key);
        this.#bookRead(connection, outcome === OUTCOME.error ? OUTCOME.error : OUTCOME.miss, window.beganMs, nowMs);
        break;
      case OPERATION.lease_wait:
        this.#onLookUp(connection, outcome, OUTCOME.miss, window.beganMs, nowMs);
        break;
      default:
        if (this.beginsRead(operation)) {
          this.#onLookUp(connection, outcome, OUTCOME.hit, isPaced ? window.dueMs : window.sentMs, nowMs);
        }
    }
  }

  /** A key of an mget is missing: it is loaded and stored as others are; the mget as a whole is no `read`. */
  onMissingKey(connection: LoadConnection, key: number, nowMs: number): void {
    if (this.#cacheAside !== undefined) {
      this.#load(connection, key, nowMs, Number.NaN);
    }
  }

  /** A look-up was answered. @param whenFound how its read counts if the value is there: a miss for who had to wait for it */
  #onLookUp(connection: LoadConnection, outcome: number, whenFound: number, beganMs: number, nowMs: number): void {
    const { key } = connection.ledger.window;
    const { isWinner } = connection.facts;
    const leaseWaitMs = this.#cacheAside?.leaseWaitMs;
    if (outcome === OUTCOME.miss && leaseWaitMs !== undefined && !isWinner) {
      this.#schedule(connection, OPERATION.lease_wait, key, nowMs + leaseWaitMs, beganMs);
    } else if (outcome === OUTCOME.miss) {
      this.#load(connection, key, nowMs, beganMs);
    } else {
      this.#bookRead(connection, outcome === OUTCOME.hit ? whenFound : outcome, beganMs, nowMs);
      if (outcome === OUTCOME.stale && isWinner) {
        this.#load(connection, key, nowMs, Number.NaN);
      }
    }
  }

  /** Loads a value from behind the cache, which takes its time, and then stores it. @param beganMs NaN when nobody waits for it */
  #load(connection: LoadConnection, key: number, nowMs: number, beganMs: number): void {
    const { tallies } = connection.ledger.recorder;
    tallies.loads++;
    if (this.#loads !== undefined && this.#loads.begin(key) > 0) {
      tallies.duplicateLoads++;
    }
    const penaltyMs = this.#penalty?.next(this.#prng) ?? 0;
    this.#schedule(connection, OPERATION.fill, key, nowMs + penaltyMs, beganMs);
  }

  #schedule(connection: LoadConnection, operation: number, key: number, dueMs: number, beganMs: number): void {
    const { casHigh, casLow } = connection.facts;
    connection.reserved++;
    this.#queue.push(dueMs, { connection, operation, key, dueMs, beganMs, casHigh, casLow });
  }

  /** Books a whole look-up, if one began. */
  #bookRead(connection: LoadConnection, outcome: number, beganMs: number, nowMs: number): void {
    const { recorder, isPaced } = connection.ledger;
    if (!Number.isNaN(beganMs)) {
      recorder.recordWhole(slotOf(OPERATION.read, outcome), nowMs - beganMs, isPaced);
    }
  }
}

/** Looks at the replies of one connection. */
class Observer implements ReplyObserver {
  readonly #followUps: FollowUps;
  readonly #connection: LoadConnection;

  constructor(followUps: FollowUps, connection: LoadConnection) {
    this.#followUps = followUps;
    this.#connection = connection;
  }

  onReply(operation: number, outcome: number, nowMs: number): void {
    this.#followUps.onReply(this.#connection, operation, outcome, nowMs);
  }

  onMissingKey(key: number, nowMs: number): void {
    this.#followUps.onMissingKey(this.#connection, key, nowMs);
  }
}
