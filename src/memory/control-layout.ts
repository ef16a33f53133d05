/**
 * The control region: the words all threads share besides the arena, the hash table and the locks.
 *
 *     0     tag, version
 *     64    read by everybody, written rarely: clock, flush state, page limit
 *     128   the cas generator
 *     192   page pool (under the pool lock)
 *     256   counters of the maintainer, what commands tune, the orders to the crawler and to the page mover
 *     512   class blocks, 512 bytes each (under the lock of the class)
 *     then  one byte per page (under the pool lock): its slab class, or one of PAGE_MARK
 */
import { SLAB_CLASS_MAX } from "./limits.ts";

/** Value of the tag word: "MTST". A thread that attaches checks it. */
export const CONTROL_TAG = 0x4d545354;

/** Changes whenever the meaning of any shared word does. */
export const CONTROL_VERSION = 2;

/** Offsets of the global words, in 32-bit words. */
export const CONTROL = {
  tag: 0,
  version: 1,
  /** Seconds since `processStarted`. */
  now: 16,
  /** Number (16 bits) of immediate flushes; an item of another epoch is dead. */
  epoch: 17,
  /** Moment of the last delayed flush: items last touched at or before it are dead once it has come. 0 none. */
  oldestLive: 18,
  /** Latest moment of the delayed flushes before that which had come when they were replaced. */
  flushedUpTo: 19,
  pageLimit: 20,
  /** Seconds by which the clock is ahead of the world's, and whether it stands (debugtime). */
  clockAhead: 21,
  clockStopped: 22,
  casLow: 32,
  /** How often `casLow` has crossed a multiple of 2^31. */
  casHalves: 33,
  /** Pages that belong to classes or wait in the pool; the limit is on these. */
  pagesTaken: 48,
  /** Pages of {@link CONTROL.pagesTaken} that no class has. */
  pagesPooled: 49,
  /** Pages of the arena, page 0 included. */
  pageCount: 50,
  juggles: 64,
  /** What commands tune, see store/tuning. */
  segmented: 66,
  temporaryTtl: 67,
  hotPct: 68,
  warmPct: 69,
  crawlerEnabled: 70,
  crawlerSleepUs: 71,
  crawlerItemsMax: 72,
  /** Who walks the store, and the classes that were ordered, see store/crawl-order. */
  crawlState: 73,
  crawlClassesLow: 74,
  crawlClassesHigh: 75,
  /** The order to the page mover and how it goes, see store/page-move-order. */
  moveState: 88,
  moveSource: 89,
  moveTarget: 90,
  moveBusyStatus: 91,
  /** The class from which `slabs reassign -1` took its last page. */
  movePick: 92,
  /** See store/tuning. */
  automove: 93,
  automoveWindow: 94,
  /** 1 while pages are given back because the memory limit was lowered. */
  shrinking: 95,
} as const;

/** Offsets of global 64-bit floats: words 80 to 87. */
export const CONTROL_FLOAT = { hotMaxFactor: 40, warmMaxFactor: 41, automoveRatio: 42, memoryLimitBytes: 43 } as const;

/** What the byte of a page says when it is not a slab class. */
export const PAGE_MARK = { unused: 0, pooled: 254, neverUsed: 255 } as const;

const CLASS_BLOCKS_BYTES_START = 512;
const CLASS_BLOCK_BYTES = 512;

/** Words of a class block, in 32-bit words from the block's start. LRU words are four each, in the order of LRU. */
export const CLASS = {
  freeHead: 0,
  freeCount: 1,
  /** First chunk of the newest page that was never handed out, and how many such there are. */
  freshNext: 2,
  freshCount: 3,
  pages: 4,
  /** The page that is being emptied (0 none), its chunks that are out of use, and how many, see store/page-drain. */
  drainedPage: 5,
  drainedHead: 6,
  drainedCount: 7,
  heads: 8,
  tails: 12,
  counts: 16,
  /** Free chunks that are known not to be in that page, and whether the others are still being looked through. */
  sievedHead: 20,
  sieving: 21,
} as const;

/** Counters of a class block, in 64-bit floats from the block's start. `bytes` is four, in the order of LRU. */
export const CLASS_FLOAT = {
  bytes: 16,
  evicted: 20,
  evictedNonzero: 21,
  evictedTime: 22,
  outOfMemory: 23,
  tailRepairs: 24,
  reclaimed: 25,
  expiredUnfetched: 26,
  evictedUnfetched: 27,
  evictedActive: 28,
  crawlerReclaimed: 29,
  crawlerItemsChecked: 30,
  lruTailReflocked: 31,
  movesToCold: 32,
  movesToWarm: 33,
  movesWithinLru: 34,
  directReclaims: 35,
} as const;

/** Index of the first 32-bit word of a class's block. */
export function classWord(slabClass: number): number {
  return (CLASS_BLOCKS_BYTES_START + slabClass * CLASS_BLOCK_BYTES) >> 2;
}

/** Index of the first 64-bit float of a class's block. */
export function classFloat(slabClass: number): number {
  return (CLASS_BLOCKS_BYTES_START + slabClass * CLASS_BLOCK_BYTES) >> 3;
}

/** Byte offset of the page table. */
export const PAGE_TABLE_START = CLASS_BLOCKS_BYTES_START + (SLAB_CLASS_MAX + 1) * CLASS_BLOCK_BYTES;

/** Bytes of a control region for an arena of `pageCount` pages. */
export function controlBytes(pageCount: number): number {
  return PAGE_TABLE_START + Math.ceil(pageCount / 8) * 8;
}
