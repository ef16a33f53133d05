/**
 * An HDR histogram of latencies in nanoseconds: log-linear buckets with three significant digits from 1 ns to one hour, the
 * bucket layout of HdrHistogram (lowestDiscernibleValue 1, highestTrackableValue 3.6e12, 3 digits). Hand-made because
 * recording costs a few ns where the library takes 12-16. The whole state is one Float64Array:
 *
 *   counts[0 .. BUCKET_COUNT)  how often each bucket was hit
 *   [MIN] [MAX] [SUM]          exact smallest, largest and sum of the recorded values
 *
 * A value below 2048 ns has a bucket of its own; above, each power of two is cut into 1024 buckets (0.1 % wide at most).
 * The buckets touched lie between those of the smallest and the largest value, so that nothing walks all 33,000.
 *
 * Between threads a histogram travels packed, as what it counted and no more:
 *
 *   [0] smallest  [1] largest  [2] sum    then for each bucket hit, rising:  [n] bucket  [n + 1] count
 */

/** Buckets in each power of two above the first 2048. */
const HALF = 1024;
const HALF_BITS = 10;
const TWO_POW_32 = 4294967296;

/** Longest latency that can be told apart, in ns (one hour); longer ones count as this. */
export const LATENCY_NS_MAX = 3_600_000_000_000;

/** Decimal digits that any value keeps. */
export const SIGNIFICANT_DIGITS = 3;

/** Buckets of the lowest values, one a nanosecond: HdrHistogram's sub-buckets. */
export const SUB_BUCKETS = 2 * HALF;

/** Widths that buckets have, each twice the one before: HdrHistogram's buckets. */
export const BUCKET_SETS = bucketOf(LATENCY_NS_MAX) >>> HALF_BITS;

/** Number of buckets. */
export const BUCKET_COUNT = bucketOf(LATENCY_NS_MAX) + 1;

const MIN = BUCKET_COUNT;
const MAX = BUCKET_COUNT + 1;
const SUM = BUCKET_COUNT + 2;

/** Length of the Float64Array behind a histogram. */
const HISTOGRAM_WORDS = BUCKET_COUNT + 3;

/** Words of a packed histogram before its buckets. */
const PACKED_HEAD = 3;

/** The bucket of a value of 32 bits. */
function bucketOfWord(word: number): number {
  const shift = 31 - HALF_BITS - Math.clz32(word | (2 * HALF - 1));
  return (shift << HALF_BITS) + (word >>> shift);
}

/** The bucket that holds `valueNs`, a whole number in 0 .. LATENCY_NS_MAX. */
export function bucketOf(valueNs: number): number {
  if (valueNs < TWO_POW_32) {
    return bucketOfWord(valueNs >>> 0);
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

/** The part of the buckets that was touched: `first` up to, but without, `end`. Both are 0 when nothing was counted. */
export interface BucketRange {
  readonly first: number;
  readonly end: number;
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

  /**
   * Counts `count` values of `valueNs`. Below 0 (a clock that stepped) counts as 0, beyond an hour as an hour.
   * Fractions of a nanosecond are cut off.
   */
  record(valueNs: number, count: number): void {
    const words = this.#words;
    let value: number;
    let bucket: number;
    // Nearly all values are below 4.3 s: whole numbers of 32 bits, which cost 3.6 ns where floating point costs 6.
    if (valueNs >= 0 && valueNs < TWO_POW_32) {
      value = valueNs >>> 0;
      bucket = bucketOfWord(value);
    } else {
      value = valueNs > LATENCY_NS_MAX ? LATENCY_NS_MAX : valueNs > 0 ? Math.floor(valueNs) : 0;
      bucket = bucketOf(value);
    }
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
    const { first, end } = other.bucketRange;
    for (let bucket = first; bucket < end; bucket++) {
      words[bucket] = (words[bucket] as number) + (source[bucket] as number);
    }
    this.#addExtremes(source[MIN] as number, source[MAX] as number, source[SUM] as number);
  }

  /** Adds what another thread sent as {@link Histogram.pack}. */
  addPacked(packed: Float64Array): void {
    if (packed.length < PACKED_HEAD || (packed.length - PACKED_HEAD) % 2 !== 0) {
      throw new RangeError(`a packed histogram does not have ${packed.length} words`);
    }
    const words = this.#words;
    for (let index = PACKED_HEAD; index < packed.length; index += 2) {
      const bucket = packed[index] as number;
      if (bucket >>> 0 !== bucket || bucket >= BUCKET_COUNT) {
        throw new RangeError(`a histogram has no bucket ${bucket}`);
      }
      words[bucket] = (words[bucket] as number) + (packed[index + 1] as number);
    }
    this.#addExtremes(packed[0] as number, packed[1] as number, packed[2] as number);
  }

  #addExtremes(min: number, max: number, sum: number): void {
    const words = this.#words;
    words[SUM] = (words[SUM] as number) + sum;
    words[MAX] = Math.max(words[MAX] as number, max);
    words[MIN] = Math.min(words[MIN] as number, min);
  }

  /** Forgets everything. */
  reset(): void {
    const { first, end } = this.bucketRange;
    this.#words.fill(0, first, end);
    this.#words[MIN] = Number.POSITIVE_INFINITY;
    this.#words[MAX] = 0;
    this.#words[SUM] = 0;
  }

  /** What was counted, without the buckets nothing fell into, on a buffer of its own (so it can be transferred). */
  pack(): Float64Array<ArrayBuffer> {
    const words = this.#words;
    const { first, end } = this.bucketRange;
    let hit = 0;
    for (let bucket = first; bucket < end; bucket++) {
      hit += words[bucket] === 0 ? 0 : 1;
    }
    const packed = new Float64Array(PACKED_HEAD + 2 * hit);
    packed[0] = words[MIN] as number;
    packed[1] = words[MAX] as number;
    packed[2] = words[SUM] as number;
    let index = PACKED_HEAD;
    for (let bucket = first; bucket < end; bucket++) {
      const count = words[bucket] as number;
      if (count !== 0) {
        packed[index] = bucket;
        packed[index + 1] = count;
        index += 2;
      }
    }
    return packed;
  }

  /** The buckets worth looking at. */
  get bucketRange(): BucketRange {
    const words = this.#words;
    const min = words[MIN] as number;
    return min === Number.POSITIVE_INFINITY
      ? { first: 0, end: 0 }
      : { first: bucketOf(min), end: bucketOf(words[MAX] as number) + 1 };
  }

  /** How many values were counted. */
  get count(): number {
    return this.#countBefore(BUCKET_COUNT);
  }

  #countBefore(bucketEnd: number): number {
    const words = this.#words;
    const { first, end } = this.bucketRange;
    const stop = Math.min(end, bucketEnd);
    let total = 0;
    for (let bucket = first; bucket < stop; bucket++) {
      total += words[bucket] as number;
    }
    return total;
  }

  /**
   * How many values were below `valueNs`, to the width of a bucket: values that share the bucket of `valueNs` count as not
   * below it, unless even the largest is.
   */
  countBelow(valueNs: number): number {
    const words = this.#words;
    if (valueNs > (words[MAX] as number)) {
      return this.count;
    }
    return valueNs > 0 ? this.#countBefore(bucketOf(Math.ceil(valueNs))) : 0;
  }

  /**
   * The part (0 .. 1) of all values at or below `valueNs`, those in its bucket included: the exact rank of what
   * {@link Histogram.percentilesNs} returned. Undefined when nothing was counted.
   */
  quantileAt(valueNs: number): number | undefined {
    const total = this.count;
    if (total === 0) {
      return undefined;
    }
    const bucket = valueNs < 0 ? -1 : bucketOf(Math.min(Math.floor(valueNs), LATENCY_NS_MAX));
    return this.#countBefore(bucket + 1) / total;
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
   * The values in ns below or at which each of `percentiles` (0 .. 100, in any order) of all counted values lie: the top of
   * the bucket reached, as HdrHistogram does, but never above the exact maximum. Undefined when empty. One walk when they rise.
   */
  percentilesNs(percentiles: readonly number[]): (number | undefined)[] {
    const total = this.count;
    if (total === 0) {
      return percentiles.map(() => undefined);
    }
    const values: number[] = [];
    const { first } = this.bucketRange;
    let bucket = first - 1;
    let seen = 0;
    for (const percentile of percentiles) {
      const exact = (Math.min(percentile, 100) / 100) * total;
      const wanted = Math.max(1, Math.ceil(exact - exact * Number.EPSILON));
      if (bucket >= first && wanted <= seen - this.countAt(bucket)) {
        bucket = first - 1;
        seen = 0;
      }
      while (seen < wanted) {
        bucket++;
        seen += this.#words[bucket] as number;
      }
      values.push(Math.min(bucketHighest(bucket), this.#words[MAX] as number));
    }
    return values;
  }
}
