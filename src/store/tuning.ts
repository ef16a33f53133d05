/** What commands may change while the store runs: how the queues are kept, the crawler, and how pages move. One set for all threads. */
import type { Control } from "../memory/control.ts";
import { CONTROL, CONTROL_FLOAT } from "../memory/control-layout.ts";
import type { AutomoveLevel, ResolvedStoreOptions } from "./options.ts";

/** Reads and writes the shared words. A thread may see a change a moment late, which does no harm. */
export class Tuning {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;

  /** Puts in what the store was created with; once, before any thread attaches. */
  static start(control: Control, options: ResolvedStoreOptions): void {
    const tuning = new Tuning(control);
    tuning.segmented = options.segmentedLru;
    tuning.temporaryTtl = options.temporaryTtl;
    tuning.tuneLru(options.hotLruPct, options.warmLruPct, options.hotMaxFactor, options.warmMaxFactor);
    tuning.crawlerEnabled = options.crawlerEnabled;
    tuning.crawlerSleepUs = options.crawlerSleepUs;
    tuning.crawlerItemsMax = options.crawlerItemsMax;
    tuning.automove = options.automove;
    tuning.automoveRatio = options.automoveRatio;
    tuning.automoveWindow = options.automoveWindow;
  }

  constructor(control: Control) {
    this.#words = control.words;
    this.#floats = control.floats;
  }

  /** Queues HOT, WARM and COLD; false is a flat LRU, in COLD. */
  get segmented(): boolean {
    return this.#words[CONTROL.segmented] === 1;
  }

  set segmented(value: boolean) {
    Atomics.store(this.#words, CONTROL.segmented, value ? 1 : 0);
  }

  /** Items that live at most so many seconds go to TEMP; negative turns it off. */
  get temporaryTtl(): number {
    return this.#words[CONTROL.temporaryTtl] as number;
  }

  set temporaryTtl(seconds: number) {
    Atomics.store(this.#words, CONTROL.temporaryTtl, seconds);
  }

  /** Percent of a class's bytes that HOT and WARM may hold, and ages against COLD's from which items move on. */
  tuneLru(hotPct: number, warmPct: number, hotMaxFactor: number, warmMaxFactor: number): void {
    Atomics.store(this.#words, CONTROL.hotPct, hotPct);
    Atomics.store(this.#words, CONTROL.warmPct, warmPct);
    this.#floats[CONTROL_FLOAT.hotMaxFactor] = hotMaxFactor;
    this.#floats[CONTROL_FLOAT.warmMaxFactor] = warmMaxFactor;
  }

  get hotPct(): number {
    return this.#words[CONTROL.hotPct] as number;
  }

  get warmPct(): number {
    return this.#words[CONTROL.warmPct] as number;
  }

  get hotMaxFactor(): number {
    return this.#floats[CONTROL_FLOAT.hotMaxFactor] as number;
  }

  get warmMaxFactor(): number {
    return this.#floats[CONTROL_FLOAT.warmMaxFactor] as number;
  }

  /** Whether dead items are looked for in the background, and on command. */
  get crawlerEnabled(): boolean {
    return this.#words[CONTROL.crawlerEnabled] === 1;
  }

  set crawlerEnabled(value: boolean) {
    Atomics.store(this.#words, CONTROL.crawlerEnabled, value ? 1 : 0);
  }

  /** Microseconds between two items of a run. */
  get crawlerSleepUs(): number {
    return this.#words[CONTROL.crawlerSleepUs] as number;
  }

  set crawlerSleepUs(value: number) {
    Atomics.store(this.#words, CONTROL.crawlerSleepUs, value);
  }

  /** Items a run looks at in each class; 0 all. */
  get crawlerItemsMax(): number {
    return (this.#words[CONTROL.crawlerItemsMax] as number) >>> 0;
  }

  set crawlerItemsMax(value: number) {
    Atomics.store(this.#words, CONTROL.crawlerItemsMax, value | 0);
  }

  /** Pages that move by themselves: 0 none, 1 as ages and free memory say, 2 on every eviction too. */
  get automove(): AutomoveLevel {
    return this.#words[CONTROL.automove] as AutomoveLevel;
  }

  set automove(level: AutomoveLevel) {
    Atomics.store(this.#words, CONTROL.automove, level);
  }

  /** A page moves when the youngest class's age is below this part of the oldest's. */
  get automoveRatio(): number {
    return this.#floats[CONTROL_FLOAT.automoveRatio] as number;
  }

  set automoveRatio(ratio: number) {
    this.#floats[CONTROL_FLOAT.automoveRatio] = ratio;
  }

  /** Seconds over which ages and evictions are looked at. */
  get automoveWindow(): number {
    return this.#words[CONTROL.automoveWindow] as number;
  }

  set automoveWindow(seconds: number) {
    Atomics.store(this.#words, CONTROL.automoveWindow, seconds);
  }
}
