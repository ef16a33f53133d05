/**
 * Counters without locks: every thread counts in a block of its own, and whoever wants a sum adds the blocks up.
 *
 * A block is: the THREAD_COUNTERS, then for each slab class 0..63 the SLAB_COUNTERS and four LRU hit counters
 * (hot, warm, cold, temp). Blocks start on 64-byte lines.
 */
import { SLAB_CLASS_MAX } from "../memory/limits.ts";
import { allocateShared } from "../memory/shared.ts";
import { SLAB_COUNTERS, THREAD_COUNTERS } from "./counter-names.ts";

/** Where the hits per LRU (hot, warm, cold, temp) stand within a class's counters. */
export const LRU_HITS_OFFSET = SLAB_COUNTERS.length;

/** Counters of one slab class. */
const SLAB_BLOCK_LENGTH = SLAB_COUNTERS.length + 4;

const LINE_FLOATS = 8;
const BLOCK_LENGTH =
  Math.ceil((THREAD_COUNTERS.length + (SLAB_CLASS_MAX + 1) * SLAB_BLOCK_LENGTH) / LINE_FLOATS) * LINE_FLOATS;

/** One thread's counters. */
export class ThreadCounters {
  /** This thread's block: `values[COUNTER.get_hits]++`. Only this thread writes it (a reset apart). */
  readonly values: Float64Array;

  /** Allocates the blocks of `threadCount` threads, all zero. */
  static create(threadCount: number): SharedArrayBuffer {
    return allocateShared(threadCount * BLOCK_LENGTH * 8);
  }

  /** The block of thread `threadIndex` (from 0). */
  static attach(shared: SharedArrayBuffer, threadIndex: number): ThreadCounters {
    return new ThreadCounters(new Float64Array(shared, threadIndex * BLOCK_LENGTH * 8, BLOCK_LENGTH));
  }

  private constructor(values: Float64Array) {
    this.values = values;
  }

  /** Start of a class's counters: `values[slabOffset(c) + SLAB_COUNTER.get_hits]++`. */
  slabOffset(slabClass: number): number {
    return THREAD_COUNTERS.length + slabClass * SLAB_BLOCK_LENGTH;
  }

  /** Adds one to counter `index`. */
  count(index: number): void {
    this.values[index] = (this.values[index] as number) + 1;
  }

  /** Adds an amount to counter `index`. */
  add(index: number, amount: number): void {
    this.values[index] = (this.values[index] as number) + amount;
  }
}

/** The sum over all threads. */
export interface CounterSums {
  /** By COUNTER. */
  readonly totals: Float64Array;
  /** By SLAB_COUNTER, then LRU_HITS_OFFSET + LRU. */
  slabs(slabClass: number): Float64Array;
}

/** Adds the blocks of all threads up. Threads go on counting meanwhile, so sums of different counters may differ by a moment. */
export function sumCounters(shared: SharedArrayBuffer): CounterSums {
  const all = new Float64Array(shared);
  const sum = new Float64Array(BLOCK_LENGTH);
  for (let index = 0; index < all.length; index++) {
    const within = index % BLOCK_LENGTH;
    sum[within] = (sum[within] as number) + (all[index] as number);
  }
  return {
    totals: sum.subarray(0, THREAD_COUNTERS.length),
    slabs: (slabClass) => {
      const start = THREAD_COUNTERS.length + slabClass * SLAB_BLOCK_LENGTH;
      return sum.subarray(start, start + SLAB_BLOCK_LENGTH);
    },
  };
}

/** Sets every counter of every thread to zero (`stats reset`). A count that happens at this very moment may survive or be lost. */
export function resetCounters(shared: SharedArrayBuffer): void {
  new Float64Array(shared).fill(0);
}
