/** Orders moves of pages by itself: once a second as the window decides, and one after the other while the memory limit is exceeded. */
import { CLASS_FLOAT, CONTROL, classFloat } from "../memory/control-layout.ts";
import { AutomoveWindow, type ClassReading } from "./automove-window.ts";
import { coldAge } from "./lru-age.ts";
import { MOVE_ANSWER, POOL_CLASS } from "./page-move-order.ts";
import type { StoreParts } from "./parts.ts";
import type { Store } from "./store.ts";

/** A class keeps one page. */
const SHRUNK_PAGES_MIN = 2;

/** The automover of one store; run by one thread. */
export class Automover {
  readonly #parts: StoreParts;
  #window: AutomoveWindow;
  #lastSecond: number;

  constructor(store: Store) {
    this.#parts = store.parts;
    this.#window = new AutomoveWindow(store.parts.tuning.automoveWindow);
    this.#lastSecond = store.now();
  }

  /** Looks at the classes if a second has passed, and orders a move if one is called for. */
  step(): void {
    const { control, clock, moveOrder, tuning } = this.#parts;
    if (control.word(CONTROL.shrinking) === 1) {
      this.#shrink();
    }
    const now = clock.now();
    if (now === this.#lastSecond) {
      return;
    }
    this.#lastSecond = now;
    if (tuning.automove === 0 || this.#window.sizeSeconds !== tuning.automoveWindow) {
      this.#window = new AutomoveWindow(tuning.automoveWindow);
    }
    if (tuning.automove !== 0 && !moveOrder.isRunning) {
      this.#decide();
    }
  }

  #decide(): void {
    const { pool, tuning, moveOrder } = this.#parts;
    const isFull = pool.pagesTaken >= pool.pageLimit;
    const decision = this.#window.decide(this.#readings(), tuning.automoveRatio, isFull);
    if (decision !== undefined) {
      moveOrder.order(decision.source, decision.target);
    }
  }

  #readings(): ClassReading[] {
    const { slabs, control } = this.#parts;
    const readings: ClassReading[] = [];
    for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
      const pages = slabs.pages(slabClass);
      if (pages > 0) {
        const counters = classFloat(slabClass);
        readings.push({
          slabClass,
          ageSeconds: coldAge(this.#parts, slabClass),
          evicted: control.float(counters + CLASS_FLOAT.evicted),
          outOfMemory: control.float(counters + CLASS_FLOAT.outOfMemory),
          pages,
          freeChunks: slabs.freeChunks(slabClass),
          chunksPerPage: slabs.chunksPerPage(slabClass),
        });
      }
    }
    return readings;
  }

  /** Gives pages back until the limit holds, or every class has but one: free ones first, then of the class with the oldest items. */
  #shrink(): void {
    const { pool, control, moveOrder } = this.#parts;
    if (moveOrder.isRunning) {
      return;
    }
    const givers = this.#readings().filter(({ pages }) => pages >= SHRUNK_PAGES_MIN);
    if (pool.pagesTaken <= pool.pageLimit || givers.length === 0) {
      Atomics.store(control.words, CONTROL.shrinking, 0);
      return;
    }
    const byAge = givers.sort((a, b) => b.ageSeconds - a.ageSeconds);
    const giver = byAge.find(({ freeChunks, chunksPerPage }) => freeChunks >= chunksPerPage) ?? byAge[0];
    if (giver !== undefined && moveOrder.order(giver.slabClass, POOL_CLASS) === MOVE_ANSWER.disabled) {
      Atomics.store(control.words, CONTROL.shrinking, 0);
    }
  }
}
