/** What is summed up of a group of keys: their number and bytes, how long they live, how long they have been left alone. */
import { idleSeconds, type KeyEntry, ttlSeconds } from "./key-entry.ts";

/** Upper ends of the classes of times, in seconds; the last class has none. */
export const TIME_LIMITS_S = [60, 3600, 86_400, 604_800] as const;

const TIME_CLASSES = TIME_LIMITS_S.length + 1;

/** Size classes in each power of two: a percentile is exact to 1/8. */
const SIZES_PER_POWER = 8;
const SIZE_CLASSES = 32 * SIZES_PER_POWER;

/** See the head of the file. */
export class KeyGroup {
  itemCount = 0;
  bytes = 0;
  sizeBytesMax = 0;
  neverExpires = 0;
  /** Keys by how long they still live, in the classes of {@link TIME_LIMITS_S}; those that never expire are in none. */
  readonly ttlClasses = new Float64Array(TIME_CLASSES);
  ttlSumS = 0;
  /** Keys by how long nobody has read them. */
  readonly idleClasses = new Float64Array(TIME_CLASSES);
  idleSumS = 0;
  /** Keys of which the server tells when they were last read, and whether at all. */
  idleKnown = 0;
  fetchedKnown = 0;
  neverFetched = 0;
  readonly #sizes = new Uint32Array(SIZE_CLASSES);

  /** Counts a key. @param nowS the server's Unix time */
  add(entry: KeyEntry, nowS: number): void {
    const { sizeBytes, fetched } = entry;
    this.itemCount++;
    this.bytes += sizeBytes;
    this.sizeBytesMax = Math.max(this.sizeBytesMax, sizeBytes);
    addAt(this.#sizes, sizeClass(sizeBytes), 1);
    const ttl = ttlSeconds(entry, nowS);
    if (ttl === undefined) {
      this.neverExpires++;
    } else {
      this.ttlSumS += ttl;
      addAt(this.ttlClasses, timeClass(ttl), 1);
    }
    const idle = idleSeconds(entry, nowS);
    if (idle !== undefined) {
      this.idleKnown++;
      this.idleSumS += idle;
      addAt(this.idleClasses, timeClass(idle), 1);
    }
    if (fetched !== undefined) {
      this.fetchedKnown++;
      this.neverFetched += fetched ? 0 : 1;
    }
  }

  /** Counts another group's keys too. */
  merge(other: KeyGroup): void {
    this.itemCount += other.itemCount;
    this.bytes += other.bytes;
    this.sizeBytesMax = Math.max(this.sizeBytesMax, other.sizeBytesMax);
    this.neverExpires += other.neverExpires;
    this.ttlSumS += other.ttlSumS;
    this.idleKnown += other.idleKnown;
    this.idleSumS += other.idleSumS;
    this.fetchedKnown += other.fetchedKnown;
    this.neverFetched += other.neverFetched;
    addAll(this.ttlClasses, other.ttlClasses);
    addAll(this.idleClasses, other.idleClasses);
    addAll(this.#sizes, other.#sizes);
  }

  /** The size that this part of the keys does not exceed, up to an eighth too large; undefined without keys. */
  sizeBytesAt(ratio: number): number | undefined {
    let left = Math.max(1, Math.ceil(this.itemCount * ratio));
    for (let index = 0; index < SIZE_CLASSES; index++) {
      left -= this.#sizes[index] as number;
      if (left <= 0) {
        return Math.min(this.sizeBytesMax, sizeClassHighest(index));
      }
    }
    return undefined;
  }

  /** Mean TTL of the keys that expire. */
  get ttlMeanS(): number | undefined {
    const expiring = this.itemCount - this.neverExpires;
    return expiring === 0 ? undefined : this.ttlSumS / expiring;
  }

  /** Mean idle time. */
  get idleMeanS(): number | undefined {
    return this.idleKnown === 0 ? undefined : this.idleSumS / this.idleKnown;
  }

  /** Part of the keys that nobody has read. */
  get neverFetchedRatio(): number | undefined {
    return this.fetchedKnown === 0 ? undefined : this.neverFetched / this.fetchedKnown;
  }
}

function addAt(counts: Float64Array | Uint32Array, index: number, count: number): void {
  counts[index] = (counts[index] as number) + count;
}

function addAll(counts: Float64Array | Uint32Array, others: Float64Array | Uint32Array): void {
  others.forEach((count, index) => {
    addAt(counts, index, count);
  });
}

function timeClass(seconds: number): number {
  const index = TIME_LIMITS_S.findIndex((limit) => seconds < limit);
  return index === -1 ? TIME_LIMITS_S.length : index;
}

function sizeClass(bytes: number): number {
  const size = Math.min(Math.max(bytes, 1), 2 ** 32 - 1);
  const power = 31 - Math.clz32(size);
  return power * SIZES_PER_POWER + Math.floor((size / 2 ** power - 1) * SIZES_PER_POWER);
}

/** Largest whole size in the class. */
function sizeClassHighest(index: number): number {
  const power = Math.floor(index / SIZES_PER_POWER);
  const step = (index % SIZES_PER_POWER) + 1;
  return Math.ceil(2 ** power * (1 + step / SIZES_PER_POWER)) - 1;
}
