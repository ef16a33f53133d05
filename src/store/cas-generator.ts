/**
 * The 64-bit cas numbers all threads share, without BigInt and without a lock.
 *
 * The low word is a shared Atomics.add. The high half follows from how often the low word has crossed a multiple of 2^31:
 * whoever crosses counts it. A thread may read that count a moment too early or too late, but the count's parity must be the
 * top bit of its low word, so it can tell; which way to correct follows from whether the low word has just crossed or is about to.
 */
import { CONTROL } from "../memory/control-layout.ts";

const HALF = 0x80000000;
const QUARTER = 0x40000000;

/** One thread's access to the generator. */
export class CasGenerator {
  readonly #words: Int32Array;
  /** Halves of the number {@link next} made, unsigned. */
  low = 0;
  high = 0;

  constructor(controlWords: Int32Array) {
    this.#words = controlWords;
  }

  /** Sets the state so that the next number is 2, as in memcached. Once, before any thread attaches. */
  static start(controlWords: Int32Array): void {
    controlWords[CONTROL.casLow] = 1;
  }

  /** Makes the next number: greater than every one made before, by whichever thread. */
  next(): void {
    const words = this.#words;
    const low = (Atomics.add(words, CONTROL.casLow, 1) + 1) >>> 0;
    if ((low & (HALF - 1)) === 0) {
      Atomics.add(words, CONTROL.casHalves, 1);
    }
    let halves = Atomics.load(words, CONTROL.casHalves) >>> 0;
    if ((halves & 1) !== low >>> 31) {
      halves += (low & (HALF - 1)) < QUARTER ? 1 : -1;
    }
    this.low = low;
    this.high = halves >>> 1;
  }

  /** High half of the numbers that are made now. */
  get presentHigh(): number {
    return (Atomics.load(this.#words, CONTROL.casHalves) >>> 0) >>> 1;
  }

  /** Makes sure that later numbers are above this one. For a single thread, before others run (a cache read back from disk). */
  raise(low: number, high: number): void {
    const words = this.#words;
    const currentHigh = (words[CONTROL.casHalves] as number) >>> 1;
    const currentLow = (words[CONTROL.casLow] as number) >>> 0;
    if (high > currentHigh || (high === currentHigh && low >>> 0 > currentLow)) {
      words[CONTROL.casLow] = low | 0;
      words[CONTROL.casHalves] = high * 2 + (low >>> 31);
    }
  }
}
