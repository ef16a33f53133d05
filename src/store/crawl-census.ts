/**
 * What a run of the crawler met in each queue of each class: what watchers of sysevents are told, and when the next run is due
 * (memcached items.c, lru_maintainer_crawler_check).
 */
import type { CrawledQueue } from "../stats/log/thread-log.ts";
import { LRU, type Lru } from "./item-layout.ts";

/** Seconds from one run by itself to the next. */
export const REST_SECONDS_MIN = 60;
const REST_SECONDS_MAX = 3600;

/** The next run is due when this part of the items that can expire has done so. */
const DEAD_PART = 0.01;

const MINUTE = 60;
const MINUTES = REST_SECONDS_MAX / MINUTE;
const QUEUES = Object.keys(LRU).length;

interface QueueCount {
  examined: number;
  reclaimed: number;
  /** Items by the minute in which they will expire. */
  readonly expiring: Float64Array;
}

/** Counts of one run. */
export class CrawlCensus {
  /** By class and queue; only those that were met. */
  readonly #queues = new Map<number, QueueCount>();
  #examined = 0;
  #reclaimed = 0;

  get examined(): number {
    return this.#examined;
  }

  get reclaimed(): number {
    return this.#reclaimed;
  }

  /** An item that is dead was met. */
  countDead(slabClass: number, lru: Lru): void {
    this.#queue(slabClass, lru).reclaimed++;
    this.#reclaimed++;
  }

  /** An item that lives was met; `secondsLeft` is undefined for one that never expires. */
  countLiving(slabClass: number, lru: Lru, secondsLeft: number | undefined): void {
    const { expiring } = this.#queue(slabClass, lru);
    if (secondsLeft !== undefined && secondsLeft < REST_SECONDS_MAX) {
      const minute = Math.floor(secondsLeft / MINUTE);
      expiring[minute] = (expiring[minute] as number) + 1;
    }
  }

  /** Seconds until enough of what can expire has expired. */
  restSeconds(): number {
    const queues = [...this.#queues.values()];
    const minutes = Array.from({ length: MINUTES }, (_, minute) =>
      queues.reduce((sum, { expiring }) => sum + (expiring[minute] as number), 0),
    );
    const total = minutes.reduce((sum, count) => sum + count, 0);
    let dead = 0;
    for (const [minute, count] of minutes.entries()) {
      dead += count;
      if (dead > total * DEAD_PART) {
        return Math.max(REST_SECONDS_MIN, (minute + 1) * MINUTE);
      }
    }
    return REST_SECONDS_MAX;
  }

  /** Every queue that was met, by class. `times` are of the whole run. */
  queues(times: Pick<CrawledQueue, "sinceRun" | "nextRun" | "elapsed">): CrawledQueue[] {
    const keys = [...this.#queues.keys()].sort((a, b) => a - b);
    return keys.map((key) => {
      const { examined, reclaimed, expiring } = this.#queues.get(key) as QueueCount;
      const expirable = expiring.reduce((sum, count) => sum + count, 0);
      const nextMinutes = Math.floor(times.nextRun / MINUTE);
      return {
        ...times,
        slabClass: Math.floor(key / QUEUES),
        lru: key % QUEUES,
        lowMark: Math.floor(expirable * DEAD_PART) + 1,
        nextReclaims: expiring.subarray(0, nextMinutes).reduce((sum, count) => sum + count, 0),
        examined,
        reclaimed,
      };
    });
  }

  #queue(slabClass: number, lru: Lru): QueueCount {
    const key = slabClass * QUEUES + lru;
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = { examined: 0, reclaimed: 0, expiring: new Float64Array(MINUTES) };
      this.#queues.set(key, queue);
    }
    queue.examined++;
    this.#examined++;
    return queue;
  }
}
