/** What a store is built with: memcached's settings of the same meaning, checked and completed. */
import { MemtoolError } from "../base/errors.ts";
import { PAGE_BYTES, PAGE_COUNT_MAX, REF_UNIT_BYTES, SLAB_CLASS_MAX } from "../memory/limits.ts";

/** How eagerly pages move between classes: off, slowly, on every eviction. */
export type AutomoveLevel = 0 | 1 | 2;

/** Settings of a store. Only the start time has to be given; the others default to memcached's defaults. */
export interface StoreOptions {
  /** When the process started, Unix seconds. */
  readonly startTimeUnix: number;
  /** -m, in bytes. Default 64 MiB. */
  readonly memoryLimitBytes?: number;
  /** How far the limit may be raised later, in bytes: address space, not memory. Default the limit itself. */
  readonly memoryLimitBytesMax?: number;
  /** -I, in bytes. Default 1 MiB. */
  readonly itemSizeMax?: number;
  /** -f. Default 1.25. */
  readonly growthFactor?: number;
  /** -n, bytes of key, flags and value in the smallest class. Default 48. */
  readonly slabMinSize?: number;
  /** -o slab_chunk_max, in bytes. Default half a page. */
  readonly slabChunkMax?: number;
  /** -o slab_sizes: chunk sizes instead of those that follow from factor and smallest size. */
  readonly slabSizes?: readonly number[] | undefined;
  /** False keeps the hash table at its first size. Default true. */
  readonly hashExpansion?: boolean;
  /** False for -C: every cas is 0. Default true. */
  readonly casEnabled?: boolean;
  /** False for -M: a full store refuses. Default true. */
  readonly evictions?: boolean;
  /** log2 of the buckets to start with, 12..28. Default 16. */
  readonly hashPower?: number | undefined;
  /** Queues HOT, WARM and COLD; false is -o no_lru_maintainer's flat LRU. Default true. */
  readonly segmentedLru?: boolean;
  /** Percent of a class's bytes that HOT and WARM may hold. Defaults 20 and 40. */
  readonly hotLruPct?: number;
  readonly warmLruPct?: number;
  /** Age of HOT's and WARM's tail relative to COLD's from which items move on. Defaults 0.2 and 2. */
  readonly hotMaxFactor?: number;
  readonly warmMaxFactor?: number;
  /** -o temporary_ttl: items that live at most this many seconds go to TEMP. Default -1: off. */
  readonly temporaryTtl?: number;
  /** False for -o no_slab_reassign: pages stay in their classes. Default true. */
  readonly pageMoves?: boolean;
  /** Pages that move by themselves: 0 none, 1 as ages and free memory say, 2 on every eviction too. Default 1. */
  readonly automove?: AutomoveLevel;
  /** A page moves when the youngest class's age is below this part of the oldest's. Default 0.8. */
  readonly automoveRatio?: number;
  /** Seconds over which ages and evictions are looked at. Default 10. */
  readonly automoveWindow?: number;
  /** The crawler: whether it runs, microseconds between items, items a run looks at in each class (0 all). Defaults true, 100, 0. */
  readonly crawlerEnabled?: boolean;
  readonly crawlerSleepUs?: number;
  readonly crawlerItemsMax?: number;
}

/** {@link StoreOptions} with nothing left open. */
export interface ResolvedStoreOptions extends Required<StoreOptions> {
  readonly hashPower: number;
}

/** Lower bound of `hashPower`, memcached's. */
const HASH_POWER_MIN = 12;
/** Upper bound of `hashPower`: a bucket is 32 bits, and the table one buffer of at most 1 GiB. */
export const HASH_POWER_MAX = 28;
/** memcached's. A table that is made for more items than there are costs a cache miss for each access. */
const HASH_POWER_DEFAULT = 16;

const ITEM_SIZE_MIN = 1024;
const ITEM_SIZE_LIMIT = 1024 * PAGE_BYTES;
const MEGABYTE = 1024 * 1024;

/** Largest memory limit that 32-bit references can address beside the first page of every class. */
const MEMORY_LIMIT_BYTES_MAX = (PAGE_COUNT_MAX - SLAB_CLASS_MAX - 1) * PAGE_BYTES;

/** Completes `options`; throws USAGE when a value is out of its range or two contradict each other. */
export function resolveStoreOptions(options: StoreOptions): ResolvedStoreOptions {
  const memoryLimitBytes = options.memoryLimitBytes ?? 64 * MEGABYTE;
  const resolved: ResolvedStoreOptions = {
    startTimeUnix: options.startTimeUnix,
    memoryLimitBytes,
    memoryLimitBytesMax: Math.min(MEMORY_LIMIT_BYTES_MAX, Math.max(memoryLimitBytes, options.memoryLimitBytesMax ?? 0)),
    itemSizeMax: options.itemSizeMax ?? MEGABYTE,
    growthFactor: options.growthFactor ?? 1.25,
    slabMinSize: options.slabMinSize ?? 48,
    slabChunkMax: options.slabChunkMax ?? PAGE_BYTES / 2,
    slabSizes: options.slabSizes,
    hashExpansion: options.hashExpansion ?? true,
    casEnabled: options.casEnabled ?? true,
    evictions: options.evictions ?? true,
    hashPower: options.hashPower ?? HASH_POWER_DEFAULT,
    segmentedLru: options.segmentedLru ?? true,
    hotLruPct: options.hotLruPct ?? 20,
    warmLruPct: options.warmLruPct ?? 40,
    hotMaxFactor: options.hotMaxFactor ?? 0.2,
    warmMaxFactor: options.warmMaxFactor ?? 2,
    temporaryTtl: options.temporaryTtl ?? -1,
    pageMoves: options.pageMoves ?? true,
    automove: options.automove ?? 1,
    automoveRatio: options.automoveRatio ?? 0.8,
    automoveWindow: options.automoveWindow ?? 10,
    crawlerEnabled: options.crawlerEnabled ?? true,
    crawlerSleepUs: options.crawlerSleepUs ?? 100,
    crawlerItemsMax: options.crawlerItemsMax ?? 0,
  };
  check(resolved);
  return resolved;
}

function check(options: ResolvedStoreOptions): void {
  const { memoryLimitBytes, itemSizeMax, slabChunkMax, hashPower } = options;
  require(memoryLimitBytes >= 1, "the memory limit must be above 0");
  require(memoryLimitBytes <=
    MEMORY_LIMIT_BYTES_MAX, `the memory limit must be at most ${MEMORY_LIMIT_BYTES_MAX} bytes`);
  require(itemSizeMax >= ITEM_SIZE_MIN, "the item size limit must be at least 1024 bytes");
  require(itemSizeMax <= ITEM_SIZE_LIMIT, "the item size limit must be at most 1 GiB");
  require(options.growthFactor > 1, "the slab growth factor must be greater than 1");
  require(options.slabMinSize >= 1, "the smallest slab size must be at least 1 byte");
  require(slabChunkMax % REF_UNIT_BYTES === 0 && slabChunkMax >= 1024, "slab_chunk_max must be at least 1 KiB");
  require(PAGE_BYTES % slabChunkMax === 0, "slab_chunk_max must divide 1 MiB");
  require(Number.isInteger(hashPower) &&
    hashPower >= HASH_POWER_MIN &&
    hashPower <= HASH_POWER_MAX, `the hash power must be between ${HASH_POWER_MIN} and ${HASH_POWER_MAX}`);
}

function require(condition: boolean, message: string): void {
  if (!condition) {
    throw new MemtoolError("USAGE", message);
  }
}
