/**
 * Who is told of every change that commands make to the store, under the stripe lock of the item, so that the changes of a key come in
 * the order in which they happened. Eviction and expiry are not changes: a durable copy outlives the one, and knows the other by itself.
 */
import type { ItemRef } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { Values } from "./values.ts";

/** See the head of the file. Methods may wait, for a bounded time, and must not throw or take a lock of the store. */
export interface ChangeLog {
  /** Whether this thread is in the middle of telling a change, and others have to wait for it. */
  readonly isHoldingLock: boolean;
  /** The item as it is now: new, replaced, or changed in place. */
  storedLocked(items: Items, values: Values, ref: ItemRef): void;
  /** The item of a key is taken out, or one that is only on disk is not wanted any more; `epoch` is that of the flushes. */
  removedLocked(keyBytes: Uint8Array, keyStart: number, keyLength: number, hash: number, epoch: number): void;
  /**
   * A flush_all. What was stored in an earlier epoch is dead; what was last touched up to relative second `moment` is dead from that second
   * on (0: no such order); earlier orders have killed what was last touched up to `flushedUpTo`. No lock is held but that of flushes.
   */
  flushed(epoch: number, moment: number, flushedUpTo: number): void;
}
