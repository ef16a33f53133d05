/** What a server tells of its durable copy: numbers in shared memory, written by the persistence thread, read by all. */
import { allocateShared } from "../memory/shared.ts";

/** In the order of `stats persistence`. Gauges and counters; times in microseconds. */
export const PERSIST_COUNTERS = [
  /** 1 while items are read back after a start. */
  "persist_recovering",
  /** Items put back into memory at the start, and how long that took. */
  "persist_recovered",
  "persist_recovery_us",
  /** Items found at the start that stay on disk, because the memory is full. */
  "persist_left_on_disk",
  /** Items written, removed, and bytes written. */
  "persist_writes",
  "persist_deletes",
  "persist_bytes_written",
  /** Commits, their time in all, and the longest. */
  "persist_commits",
  "persist_commit_us",
  "persist_commit_us_max",
  /** Changes that are not on disk yet, and since when, in microseconds. */
  "persist_pending",
  "persist_lag_us",
  /** Looks at the disk for keys that are not in memory, and what they found. */
  "persist_reads",
  "persist_read_hits",
  "persist_read_misses",
  /** How long the oldest look that is under way has taken, and looks that took too long to be waited for. */
  "persist_read_wait_us",
  "persist_read_timeouts",
  /** Commits and reads that failed; 1 while nothing can be written. */
  "persist_errors",
  "persist_failing",
  /** Changes whose value was given up while nothing could be written. */
  "persist_values_dropped",
  /** Records that were damaged, dead (expired or flushed), or dropped for --persistence-limit. */
  "persist_damaged",
  "persist_expired",
  "persist_limit_dropped",
  /** About how many bytes the items take on disk. */
  "persist_disk_bytes",
] as const;

/** One of {@link PERSIST_COUNTERS}. */
export type PersistCounter = (typeof PERSIST_COUNTERS)[number];

const INDEX = Object.fromEntries(PERSIST_COUNTERS.map((name, index) => [name, index])) as Readonly<
  Record<PersistCounter, number>
>;

/** One thread's view of the numbers. */
export class PersistCounters {
  readonly #values: Float64Array;

  static create(): SharedArrayBuffer {
    return allocateShared(PERSIST_COUNTERS.length * 8);
  }

  constructor(shared: SharedArrayBuffer) {
    this.#values = new Float64Array(shared);
  }

  get(name: PersistCounter): number {
    return this.#values[INDEX[name]] as number;
  }

  set(name: PersistCounter, value: number): void {
    this.#values[INDEX[name]] = value;
  }

  add(name: PersistCounter, count: number): void {
    this.set(name, this.get(name) + count);
  }
}
