/**
 * An HDR histogram of latencies in nanoseconds: log-linear buckets with three significant digits from 1 ns to one hour, the
 * bucket layout of HdrHistogram (lowestDiscernibleValue 1, highestTrackableValue 3.6e12, 3 digits). Hand-made because
 * recording costs 1-2 ns where the library takes 12-16. The whole state is one Float64Array, so that a copy can be
 * transferred between threads and merged:
 *
 *   counts[0 .. BUCKET_COUNT)  how often each bucket was hit
 *   [MIN] [MAX] [SUM]          exact smallest, largest and sum of the recorded values
 *
 * A value below 2048 ns has a bucket of its own; above, each power of two is cut into 1024 buckets (0.1 % wide at most).
 */

/** Buckets in each power of two above the first 2048. */
const HALF = 1024;
const HALF_BITS = 10;
const TWO_POW_32 = 4294967296;

/** Longest latency that can be told apart, in ns (one hour); longer ones count as this. */
export const LATENCY_NS_MAX = 3_600_000_000_000;

/** Number of buckets. */
export const BUCKET_COUNT = bucketOf(LATENCY_NS_MAX) + 1;

const MIN = BUCKET_COUNT;
const MAX = BUCKET_COUNT + 1;
const SUM = BUCKET_COUNT + 2;

/** Length of the Float64Array behind a histogram. */
export const HISTOGRAM_WORDS = BUCKET_COUNT + 3;

/** The bucket that holds `valueNs`, a whole number in 0 .. LATENCY_NS_MAX. */
export function bucketOf(valueNs: number): number {
  if (valueNs < TWO_POW_32) {
    const word = valueNs >>> 0;
    const shift = 31 - HALF_BITS - Math.clz32(word | (2 * HALF - 1));
    return (shift << HALF_BITS) + (word >>> shift);
  }
  const high = Math.floor(valueNs / TWO_POW_32);
  const shift = 63 - HALF_BITS - Math.clz32(high);
  return (shift << HALF_BITS) + Math.floor(valueNs / 2 ** shift);
}

/** Smallest value in ns that falls into `bucket`. */
export function bucketLowest(bucket: number): number {
  const shift = Math.max(0, (bucket >>> HALF_BITS) - 1);
  return (bucket - (shift << HALF_BITS)) * 2 ** shift;
}

/** Largest value in ns that falls into `bucket`. */
export function bucketHighest(bucket: number): number {
  return bucketLowest(bucket + 1) - 1;
}

/** One histogram; see the file's head. */
export class Histogram {
  readonly #words: Float64Array;

  private constructor(words: Float64Array) {
    this.#words = words;
  }

  /** An empty histogram. */
  static create(): Histogram {
    const words = new Float64Array(HISTOGRAM_WORDS);
    words[MIN] = Number.POSITIVE_INFINITY;
    return new Histogram(words);
  }

  /** The histogram whose state another thread sent; `words` is used in place. */
  static attach(words: Float64Array): Histogram {
    if (words.length !== HISTOGRAM_WORDS) {
      throw new RangeError(`a histogram has ${HISTOGRAM_WORDS} words, not ${words.length}`);
    }
    return new Histogram(words);
  }

  /**
   * Counts `count` values of `valueNs`. Below 0 (a clock that stepped) counts as 0, beyond an hour as an hour.
   * Fractions of a nanosecond are cut off.
   */
  record(valueNs: number, count: number): void {
    const words = this.#words;
    const value = valueNs > LATENCY_NS_MAX ? LATENCY_NS_MAX : valueNs > 0 ? Math.floor(valueNs) : 0;
    const bucket = bucketOf(value);
    words[bucket] = (words[bucket] as number) + count;
    words[SUM] = (words[SUM] as number) + value * count;
    if (value > (words[MAX] as number)) {
      words[MAX] = value;
    }
    if (value < (words[MIN] as number)) {
      words[MIN] = value;
    }
  }

  /** Adds everything `other` counted. */
  add(other: Histogram): void {
    const words = this.#words;
    const source = other.#words;
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
      words[bucket] = (words[bucket] as number) + (source[bucket] as number);
    }
    words[SUM] = (words[SUM] as number) + (source[SUM] as number);
    words[MAX] = Math.max(words[MAX] as number, source[MAX] as number);
    words[MIN] = Math.min(words[MIN] as number, source[MIN] as number);
  }

  /** Forgets everything. */
  reset(): void {
    this.#words.fill(0);
    this.#words[MIN] = Number.POSITIVE_INFINITY;
  }

  /** A copy of the state for {@link Histogram.attach}, on a buffer of its own (so it can be transferred). */
  snapshot(): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#words);
  }

  /** How many values were counted. */
  get count(): number {
    const words = this.#words;
    let total = 0;
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
      total += words[bucket] as number;
    }
    return total;
  }

  /** How often `bucket` was hit. */
  countAt(bucket: number): number {
    return bucket >= 0 && bucket < BUCKET_COUNT ? (this.#words[bucket] as number) : 0;
  }

  /** Exact smallest value in ns, or undefined when nothing was counted. */
  get minNs(): number | undefined {
    const value = this.#words[MIN] as number;
    return value === Number.POSITIVE_INFINITY ? undefined : value;
  }

  /** Exact largest value in ns, or undefined when nothing was counted. */
  get maxNs(): number | undefined {
    return this.minNs === undefined ? undefined : (this.#words[MAX] as number);
  }

  /** Exact mean in ns, or undefined when nothing was counted. */
  get meanNs(): number | undefined {
    const count = this.count;
    return count === 0 ? undefined : (this.#words[SUM] as number) / count;
  }

  /**
   * The values in ns below or at which each of `percentiles` (0 .. 100, rising) of all counted values lie, in one walk:
   * the top of the bucket reached, as HdrHistogram does, but never above the exact maximum. Undefined when empty.
   */
  percentilesNs(percentiles: readonly number[]): (number | undefined)[] {
    const total = this.count;
    if (total === 0) {
      return percentiles.map(() => undefined);
    }
    const words = this.#words;
    let bucket = 0;
    let seen = words[0] as number;
    return percentiles.map((percentile) => {
      const exact = (Math.min(percentile, 100) / 100) * total;
      const wanted = Math.max(1, Math.ceil(exact - exact * Number.EPSILON));
      while (seen < wanted) {
        bucket++;
        seen += words[bucket] as number;
      }
      return Math.min(bucketHighest(bucket), words[MAX] as number);
    });
  }
}
