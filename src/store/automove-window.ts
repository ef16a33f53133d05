/**
 * Which page should move, by what the classes did of late (memcached slab_automove.c): a pure function of readings taken once a second.
 *
 *   - A class with more free chunks than 2.5 pages hold, that has neither evicted nor grown within the window, gives a page to the pool.
 *   - Otherwise the class with the oldest items gives a page to the one with the youngest, if that evicts now and did so in more than half
 *     of the window, and its age is below the ratio of the other's. Once a window.
 */

/** A class at one moment. */
export interface ClassReading {
  readonly slabClass: number;
  /** Seconds since the oldest COLD item was touched. */
  readonly ageSeconds: number;
  /** Evictions and failures to get memory so far. */
  readonly evicted: number;
  readonly outOfMemory: number;
  readonly pages: number;
  readonly freeChunks: number;
  readonly chunksPerPage: number;
}

/** A page to move; target 0 is the pool. */
export interface Decision {
  readonly source: number;
  readonly target: number;
}

/** Free chunks, in pages, above which a class gives some back. */
const PAGES_FREE_MIN = 2.5;

/** A class that gives a page to another keeps two at least. */
const PAGES_SOURCE_MIN = 3;

/** What one second said of a class. */
interface Second {
  readonly ageSeconds: number;
  readonly isEvicting: boolean;
  /** It evicted, or its number of pages grew. */
  readonly isDirty: boolean;
}

interface ClassHistory {
  before: ClassReading;
  readonly seconds: Second[];
}

/** The window of one store. */
export class AutomoveWindow {
  readonly #histories = new Map<number, ClassHistory>();
  readonly #sizeSeconds: number;
  #filled = 0;

  constructor(sizeSeconds: number) {
    this.#sizeSeconds = sizeSeconds;
  }

  /** Seconds that are looked at. */
  get sizeSeconds(): number {
    return this.#sizeSeconds;
  }

  /**
   * Takes the readings of another second and decides; nothing before the window has filled.
   * @param isFull whether no class can take a new page, so that free ones are worth having
   */
  decide(readings: readonly ClassReading[], ratio: number, isFull: boolean): Decision | undefined {
    this.#filled++;
    for (const reading of readings) {
      this.#add(reading);
    }
    if (this.#filled < this.#sizeSeconds) {
      return undefined;
    }
    return (isFull ? this.#toPool(readings) : undefined) ?? this.#toYoungest(readings, ratio);
  }

  #add(reading: ClassReading): void {
    const history = this.#histories.get(reading.slabClass) ?? { before: reading, seconds: [] };
    this.#histories.set(reading.slabClass, history);
    const { before, seconds } = history;
    const isEvicting = reading.evicted > before.evicted || reading.outOfMemory > before.outOfMemory;
    seconds.push({ ageSeconds: reading.ageSeconds, isEvicting, isDirty: isEvicting || reading.pages > before.pages });
    if (seconds.length > this.#sizeSeconds) {
      seconds.shift();
    }
    history.before = reading;
  }

  #toPool(readings: readonly ClassReading[]): Decision | undefined {
    const giver = readings.find(
      ({ slabClass, freeChunks, chunksPerPage }) =>
        freeChunks > chunksPerPage * PAGES_FREE_MIN && !this.#seconds(slabClass).some(({ isDirty }) => isDirty),
    );
    return giver === undefined ? undefined : { source: giver.slabClass, target: 0 };
  }

  #toYoungest(readings: readonly ClassReading[], ratio: number): Decision | undefined {
    const oldest = largest(
      readings.filter(({ pages }) => pages >= PAGES_SOURCE_MIN),
      ({ slabClass }) => this.#age(slabClass),
    );
    const youngest = largest(
      readings.filter(({ slabClass }) => this.#evicts(slabClass)),
      ({ slabClass }) => -this.#age(slabClass),
    );
    if (oldest === undefined || youngest === undefined || oldest.slabClass === youngest.slabClass) {
      return undefined;
    }
    if (this.#age(youngest.slabClass) >= this.#age(oldest.slabClass) * ratio) {
      return undefined;
    }
    this.#filled = 0;
    return { source: oldest.slabClass, target: youngest.slabClass };
  }

  /** Whether a class evicts now, and did so in more than half of the window. */
  #evicts(slabClass: number): boolean {
    const seconds = this.#seconds(slabClass);
    const count = seconds.filter(({ isEvicting }) => isEvicting).length;
    return seconds.at(-1)?.isEvicting === true && count > this.#sizeSeconds / 2;
  }

  /** Mean age over the window, in seconds. */
  #age(slabClass: number): number {
    return this.#seconds(slabClass).reduce((sum, { ageSeconds }) => sum + ageSeconds, 0) / this.#sizeSeconds;
  }

  #seconds(slabClass: number): readonly Second[] {
    return this.#histories.get(slabClass)?.seconds ?? [];
  }
}

/** The reading with the largest measure, the first of several. */
function largest(
  readings: readonly ClassReading[],
  measure: (reading: ClassReading) => number,
): ClassReading | undefined {
  return readings.reduce<ClassReading | undefined>(
    (best, reading) => (best === undefined || measure(reading) > measure(best) ? reading : best),
    undefined,
  );
}
