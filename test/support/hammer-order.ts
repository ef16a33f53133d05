/** What the threads test and its workers say to each other. */
import type { StoreRegion } from "../../src/store/region.ts";

/** What a hammer is given. */
export interface HammerOrder {
  readonly region: StoreRegion;
  readonly counters: SharedArrayBuffer;
  readonly threadIndex: number;
  readonly seconds: number;
}

/** What a hammer tells. */
export interface HammerReport {
  readonly operations: number;
  /** Successful incr by one, over all counter keys. */
  readonly increments: number;
  /** Successful compare-and-swaps that added one to the cas key. */
  readonly casStored: number;
  readonly casLost: number;
  readonly reads: number;
  /** Values that were no whole value. */
  readonly torn: number;
  readonly noMemory: number;
  readonly pinned: number;
}

/** Keys of the numbers; their class has room for all, so they are never evicted. */
export const COUNTER_KEYS = ["counter0", "counter1", "counter2"] as const;
/** Key of the number that is changed by compare-and-swap only. */
export const CAS_KEY = "cas-counter";
