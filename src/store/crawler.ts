/**
 * The crawler: frees expired and flushed items that nobody asks for. memcached walks its queues with an item of its own in each; here
 * the hash index is walked, stripe by stripe, because a stripe is one lock and everything under it stands still: no place in
 * a queue has to be kept while others change it, and each item is met exactly once.
 */
import { CLASS_FLOAT, classFloat } from "../memory/control-layout.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { LOG_TYPE } from "../stats/log/log-types.ts";
import { CrawlCensus, REST_SECONDS_MIN } from "./crawl-census.ts";
import { ALL_CLASSES, type ClassSet, hasClass } from "./crawl-order.ts";
import { ITEM, ITEM_FLAG, type ItemRef } from "./item-layout.ts";
import type { StoreParts } from "./parts.ts";
import type { Store } from "./store.ts";
import { STRIPE_COUNT } from "./store-locks.ts";

/** What the crawler did in one run. */
export interface CrawlReport {
  readonly examined: number;
  readonly reclaimed: number;
  /** Seconds until the next run. */
  readonly nextRunSeconds: number;
}

/** Crawls in small steps; one, in the maintenance thread. */
export class Crawler {
  readonly #parts: StoreParts;
  #classes: ClassSet = ALL_CLASSES;
  /** The next stripe; {@link STRIPE_COUNT} while there is no run. */
  #stripe = STRIPE_COUNT;
  #census = new CrawlCensus();
  /** When this run began, and when the one before it ended. */
  #startedAt: number;
  #endedAt: number;
  readonly #examinedByClass = new Float64Array(64);
  #nextRun: number;
  #lastReport: CrawlReport | undefined;

  constructor(store: Store) {
    this.#parts = store.parts;
    this.#nextRun = store.now() + REST_SECONDS_MIN;
    this.#startedAt = store.now();
    this.#endedAt = store.now();
  }

  /** The last run that has ended. */
  get lastReport(): CrawlReport | undefined {
    return this.#lastReport;
  }

  /** Whether a run is going on, or ordered, or due. */
  get isDue(): boolean {
    const { crawlOrder, tuning, clock } = this.#parts;
    const isTime = tuning.crawlerEnabled && clock.now() >= this.#nextRun;
    return this.#stripe < STRIPE_COUNT || crawlOrder.isCrawling || isTime;
  }

  /** Crawls one stripe. Returns the number of items looked at. */
  step(): number {
    if (this.#stripe >= STRIPE_COUNT && !this.#start()) {
      return 0;
    }
    const census = this.#census;
    const before = census.examined;
    this.#crawlStripe(this.#stripe++);
    if (this.#stripe >= STRIPE_COUNT || !this.#parts.tuning.crawlerEnabled) {
      this.#finish();
    }
    return census.examined - before;
  }

  #start(): boolean {
    const { crawlOrder, tuning, clock, counters } = this.#parts;
    if (tuning.crawlerEnabled && clock.now() >= this.#nextRun) {
      this.#nextRun = clock.now() + REST_SECONDS_MIN;
      crawlOrder.order(ALL_CLASSES);
    }
    const classes = crawlOrder.start();
    if (classes === undefined) {
      return false;
    }
    counters.count(COUNTER.lru_crawler_starts);
    this.#classes = classes;
    this.#stripe = 0;
    this.#census = new CrawlCensus();
    this.#startedAt = clock.now();
    this.#examinedByClass.fill(0);
    return true;
  }

  #finish(): void {
    const { crawlOrder, clock } = this.#parts;
    this.#stripe = STRIPE_COUNT;
    const nextRunSeconds = this.#census.restSeconds();
    this.#nextRun = clock.now() + nextRunSeconds;
    const { examined, reclaimed } = this.#census;
    this.#lastReport = { examined, reclaimed, nextRunSeconds };
    this.#tell(nextRunSeconds);
    this.#endedAt = clock.now();
    crawlOrder.finish();
  }

  /** For watchers of sysevents: what this run met, queue by queue. */
  #tell(nextRun: number): void {
    const { clock, log } = this.#parts;
    if (log.wants(LOG_TYPE.sysevents)) {
      const times = { sinceRun: this.#startedAt - this.#endedAt, nextRun, elapsed: clock.now() - this.#startedAt };
      for (const queue of this.#census.queues(times)) {
        log.crawled(queue);
      }
    }
  }

  #crawlStripe(stripe: number): void {
    const { assoc, items, locks } = this.#parts;
    locks.lockStripe(stripe);
    const buckets = assoc.bucketsOfStripe(stripe);
    for (let position = 0; position < buckets; position++) {
      let ref = assoc.chainOf(stripe, position);
      while (ref !== 0) {
        const next = items.word(ref, ITEM.hashNext);
        this.#lookLocked(ref);
        ref = next;
      }
    }
    locks.unlockStripe(stripe);
  }

  #lookLocked(ref: ItemRef): void {
    const { items, clock, tuning } = this.#parts;
    const slabClass = items.slabClass(ref);
    const seen = this.#examinedByClass[slabClass] as number;
    const itemsMax = tuning.crawlerItemsMax;
    if (!hasClass(this.#classes, slabClass) || (itemsMax > 0 && seen >= itemsMax)) {
      return;
    }
    this.#examinedByClass[slabClass] = seen + 1;
    const exptime = items.exptime(ref);
    const isDead = clock.isExpired(exptime) || clock.isFlushed(items.epoch(ref), items.time(ref));
    if (isDead) {
      this.#census.countDead(slabClass, items.lru(ref));
    } else {
      this.#census.countLiving(slabClass, items.lru(ref), exptime === 0 ? undefined : exptime - clock.now());
    }
    this.#countLocked(slabClass, CLASS_FLOAT.crawlerItemsChecked);
    if (isDead) {
      this.#reclaimLocked(ref, slabClass);
    }
  }

  #reclaimLocked(ref: ItemRef, slabClass: number): void {
    const { items, linker } = this.#parts;
    this.#countLocked(slabClass, CLASS_FLOAT.crawlerReclaimed);
    if ((items.itemFlags(ref) & ITEM_FLAG.fetched) === 0) {
      this.#countLocked(slabClass, CLASS_FLOAT.expiredUnfetched);
    }
    linker.unlinkLocked(ref, items.hash(ref));
  }

  #countLocked(slabClass: number, counter: number): void {
    const { control, locks } = this.#parts;
    locks.lockClass(slabClass);
    control.addFloat(classFloat(slabClass) + counter, 1);
    locks.unlockClass(slabClass);
  }
}
