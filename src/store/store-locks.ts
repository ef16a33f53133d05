/**
 * The locks of a store and their order: stripe, then class, then page pool. A stripe guards its hash buckets and the items in
 * them; a class guards its free chunks and its four queues. Whoever holds a class lock may only *try* a stripe (an evictor).
 * At most one stripe and one class are held at a time.
 */
import { SLAB_CLASS_MAX } from "../memory/limits.ts";
import { LockTable } from "../memory/locks.ts";

/** log2 of the number of stripes. */
export const STRIPE_BITS = 11;

/** Number of stripes, a power of two, at most the smallest hash table. */
export const STRIPE_COUNT = 1 << STRIPE_BITS;

const STRIPE_MASK = STRIPE_COUNT - 1;
const CLASS_LOCKS_START = STRIPE_COUNT;
const POOL_LOCK = CLASS_LOCKS_START + SLAB_CLASS_MAX + 1;
const FLUSH_LOCK = POOL_LOCK + 1;
const LOCK_COUNT = FLUSH_LOCK + 1;

/** One thread's view of the store's locks. */
export class StoreLocks {
  readonly table: LockTable;

  /** Allocates the locks, all free. */
  static create(): SharedArrayBuffer {
    return LockTable.create(LOCK_COUNT);
  }

  constructor(shared: SharedArrayBuffer, threadIndex: number) {
    this.table = new LockTable(shared, threadIndex + 1);
  }

  /** Takes the stripe of a key's hash. */
  lockStripe(hash: number): void {
    this.table.lock(hash & STRIPE_MASK);
  }

  /** Takes the stripe of a hash if it is free; the one way to take a stripe with a class lock held. */
  tryLockStripe(hash: number): boolean {
    return this.table.tryLock(hash & STRIPE_MASK);
  }

  unlockStripe(hash: number): void {
    this.table.unlock(hash & STRIPE_MASK);
  }

  lockClass(slabClass: number): void {
    this.table.lock(CLASS_LOCKS_START + slabClass);
  }

  /** Gives a class back. @returns whether another thread may have been waiting for it */
  unlockClass(slabClass: number): boolean {
    return this.table.unlock(CLASS_LOCKS_START + slabClass);
  }

  lockPool(): void {
    this.table.lock(POOL_LOCK);
  }

  unlockPool(): void {
    this.table.unlock(POOL_LOCK);
  }

  /** Orders `flush_all` commands. Taken before any other lock. */
  lockFlush(): void {
    this.table.lock(FLUSH_LOCK);
  }

  unlockFlush(): void {
    this.table.unlock(FLUSH_LOCK);
  }
}
