/** The store's own numbers, under memcached's names and in its order: `stats items`, `stats slabs`, and its share of `stats`. */
import { CLASS_FLOAT, CONTROL, classFloat } from "../memory/control-layout.ts";
import { PAGE_BYTES } from "../memory/limits.ts";
import { SLAB_COUNTER } from "../stats/counter-names.ts";
import { type CounterSums, LRU_HITS_OFFSET } from "../stats/thread-counters.ts";
import { LRU } from "./item-layout.ts";
import { tailAgeLocked } from "./lru-age.ts";
import type { StoreParts } from "./parts.ts";
import type { Store } from "./store.ts";

/** Name and number of one `STAT` line. */
export type StoreStat = readonly [name: string, value: number];

const QUEUES = [LRU.hot, LRU.warm, LRU.cold, LRU.temp] as const;

/** Counters of `stats items` that stand in every class block, in the order they are printed; the bracketed ones are segmented only. */
const ITEM_COUNTERS_BEFORE = [
  ["evicted", CLASS_FLOAT.evicted],
  ["evicted_nonzero", CLASS_FLOAT.evictedNonzero],
  ["evicted_time", CLASS_FLOAT.evictedTime],
  ["outofmemory", CLASS_FLOAT.outOfMemory],
  ["tailrepairs", CLASS_FLOAT.tailRepairs],
  ["reclaimed", CLASS_FLOAT.reclaimed],
  ["expired_unfetched", CLASS_FLOAT.expiredUnfetched],
  ["evicted_unfetched", CLASS_FLOAT.evictedUnfetched],
] as const;
const ITEM_COUNTERS_AFTER = [
  ["crawler_reclaimed", CLASS_FLOAT.crawlerReclaimed],
  ["crawler_items_checked", CLASS_FLOAT.crawlerItemsChecked],
  ["lrutail_reflocked", CLASS_FLOAT.lruTailReflocked],
] as const;
const ITEM_COUNTERS_SEGMENTED = [
  ["moves_to_cold", CLASS_FLOAT.movesToCold],
  ["moves_to_warm", CLASS_FLOAT.movesToWarm],
  ["moves_within_lru", CLASS_FLOAT.movesWithinLru],
  ["direct_reclaims", CLASS_FLOAT.directReclaims],
] as const;
const HITS = [
  ["hits_to_hot", LRU.hot],
  ["hits_to_warm", LRU.warm],
  ["hits_to_cold", LRU.cold],
  ["hits_to_temp", LRU.temp],
] as const;

/** `stats items`: for each class with items, names like `items:1:number`. Taken class by class under its lock. */
export function itemsStats(store: Store, sums: CounterSums): StoreStat[] {
  const { slabs, lists, locks } = store.parts;
  const stats: StoreStat[] = [];
  for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
    locks.lockClass(slabClass);
    const number = QUEUES.reduce<number>((sum, lru) => sum + lists.count(slabClass, lru), 0);
    const classStats = number === 0 ? [] : itemsOfClass(store.parts, slabClass, number, sums);
    locks.unlockClass(slabClass);
    for (const [name, value] of classStats) {
      stats.push([`items:${slabClass}:${name}`, value]);
    }
  }
  return stats;
}

function itemsOfClass(parts: StoreParts, slabClass: number, number: number, sums: CounterSums): StoreStat[] {
  const { control, lists, tuning } = parts;
  // As the server was started: `lru mode flat` takes no names away.
  const segmented = parts.options.segmentedLru;
  const counter = ([name, offset]: readonly [string, number]): StoreStat => [
    name,
    control.float(classFloat(slabClass) + offset),
  ];
  const stats: StoreStat[] = [["number", number]];
  if (segmented) {
    stats.push(["number_hot", lists.count(slabClass, LRU.hot)]);
    stats.push(["number_warm", lists.count(slabClass, LRU.warm)]);
    stats.push(["number_cold", lists.count(slabClass, LRU.cold)]);
    if (tuning.temporaryTtl >= 0) {
      stats.push(["number_temp", lists.count(slabClass, LRU.temp)]);
    }
    stats.push(["age_hot", tailAgeLocked(parts, slabClass, LRU.hot)]);
    stats.push(["age_warm", tailAgeLocked(parts, slabClass, LRU.warm)]);
  }
  stats.push(["age", tailAgeLocked(parts, slabClass, LRU.cold)]);
  stats.push(["mem_requested", QUEUES.reduce<number>((sum, lru) => sum + lists.bytes(slabClass, lru), 0)]);
  stats.push(...ITEM_COUNTERS_BEFORE.map(counter));
  if (segmented) {
    stats.push(counter(["evicted_active", CLASS_FLOAT.evictedActive]));
  }
  stats.push(...ITEM_COUNTERS_AFTER.map(counter));
  if (segmented) {
    stats.push(...ITEM_COUNTERS_SEGMENTED.map(counter));
    const hits = sums.slabs(slabClass);
    stats.push(...HITS.map(([name, lru]): StoreStat => [name, hits[LRU_HITS_OFFSET + lru] as number]));
  }
  return stats;
}

/** `stats slabs`: for each class with a page, names like `1:chunk_size`; then active_slabs and total_malloced. */
export function slabsStats(store: Store, sums: CounterSums): StoreStat[] {
  const { slabs, locks } = store.parts;
  const stats: StoreStat[] = [];
  let active = 0;
  for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
    locks.lockClass(slabClass);
    const pages = slabs.pages(slabClass);
    const free = slabs.freeChunks(slabClass);
    locks.unlockClass(slabClass);
    if (pages === 0) {
      continue;
    }
    active++;
    const chunks = pages * slabs.chunksPerPage(slabClass);
    const counters = sums.slabs(slabClass);
    const named: StoreStat[] = [
      ["chunk_size", slabs.chunkSize(slabClass)],
      ["chunks_per_page", slabs.chunksPerPage(slabClass)],
      ["total_pages", pages],
      ["total_chunks", chunks],
      ["used_chunks", chunks - free],
      ["free_chunks", free],
      ["free_chunks_end", 0],
      ["get_hits", counters[SLAB_COUNTER.get_hits] as number],
      ["cmd_set", counters[SLAB_COUNTER.cmd_set] as number],
      ["delete_hits", counters[SLAB_COUNTER.delete_hits] as number],
      ["incr_hits", counters[SLAB_COUNTER.incr_hits] as number],
      ["decr_hits", counters[SLAB_COUNTER.decr_hits] as number],
      ["cas_hits", counters[SLAB_COUNTER.cas_hits] as number],
      ["cas_badval", counters[SLAB_COUNTER.cas_badval] as number],
      ["touch_hits", counters[SLAB_COUNTER.touch_hits] as number],
    ];
    for (const [name, value] of named) {
      stats.push([`${slabClass}:${name}`, value]);
    }
  }
  stats.push(["active_slabs", active], ["total_malloced", store.parts.pool.pagesTaken * PAGE_BYTES]);
  return stats;
}

/** The store's share of `stats`. Names are memcached's; the reply chooses the order. */
export interface StoreTotals {
  readonly bytes: number;
  readonly curr_items: number;
  readonly limit_maxbytes: number;
  readonly hash_power_level: number;
  readonly hash_bytes: number;
  readonly hash_is_expanding: number;
  readonly slab_global_page_pool: number;
  readonly lru_maintainer_juggles: number;
  readonly malloc_fails: number;
  readonly expired_unfetched: number;
  readonly evicted_unfetched: number;
  readonly evicted_active: number;
  readonly evictions: number;
  readonly reclaimed: number;
  readonly crawler_reclaimed: number;
  readonly crawler_items_checked: number;
  readonly lrutail_reflocked: number;
  readonly moves_to_cold: number;
  readonly moves_to_warm: number;
  readonly moves_within_lru: number;
  readonly direct_reclaims: number;
}

/** Bytes memcached says a hash bucket has. */
const HASH_BUCKET_BYTES = 8;

/** Sums over all classes, read without locks: numbers of one moment each, not of the same moment. */
export function storeTotals(store: Store): StoreTotals {
  const { control, slabs, lists, assoc, pool } = store.parts;
  const sum = (offset: number): number => {
    let total = 0;
    for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
      total += control.float(classFloat(slabClass) + offset);
    }
    return total;
  };
  let bytes = 0;
  for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
    bytes += lists.segmentedBytes(slabClass) + lists.bytes(slabClass, LRU.temp);
  }
  const hashPower = Math.floor(Math.log2(assoc.bucketCount()));
  return {
    bytes,
    curr_items: assoc.itemCount(),
    limit_maxbytes: pool.memoryLimitBytes,
    hash_power_level: hashPower,
    hash_bytes: HASH_BUCKET_BYTES * 2 ** hashPower,
    hash_is_expanding: assoc.isGrowing() ? 1 : 0,
    slab_global_page_pool: pool.pagesPooled,
    lru_maintainer_juggles: Atomics.load(control.words, CONTROL.juggles),
    malloc_fails: 0,
    expired_unfetched: sum(CLASS_FLOAT.expiredUnfetched),
    evicted_unfetched: sum(CLASS_FLOAT.evictedUnfetched),
    evicted_active: sum(CLASS_FLOAT.evictedActive),
    evictions: sum(CLASS_FLOAT.evicted),
    reclaimed: sum(CLASS_FLOAT.reclaimed),
    crawler_reclaimed: sum(CLASS_FLOAT.crawlerReclaimed),
    crawler_items_checked: sum(CLASS_FLOAT.crawlerItemsChecked),
    lrutail_reflocked: sum(CLASS_FLOAT.lruTailReflocked),
    moves_to_cold: sum(CLASS_FLOAT.movesToCold),
    moves_to_warm: sum(CLASS_FLOAT.movesToWarm),
    moves_within_lru: sum(CLASS_FLOAT.movesWithinLru),
    direct_reclaims: sum(CLASS_FLOAT.directReclaims),
  };
}

/** `stats reset` for the classes: events go to zero, what is stored now stays. */
export function resetStoreStats(store: Store): void {
  const { slabs, locks, control } = store.parts;
  for (let slabClass = 1; slabClass <= slabs.largestClass; slabClass++) {
    locks.lockClass(slabClass);
    const block = classFloat(slabClass);
    control.floats.fill(0, block + CLASS_FLOAT.evicted, block + CLASS_FLOAT.directReclaims + 1);
    locks.unlockClass(slabClass);
  }
}
