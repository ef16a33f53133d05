/** Looking at living items without disturbing them: the whole store stripe by stripe, or one class's COLD queue. */
import { ITEM, type ItemRef, LRU } from "./item-layout.ts";
import type { Store } from "./store.ts";
import { STRIPE_COUNT } from "./store-locks.ts";

/** Stripes of the hash index: {@link visitStripe} takes 0 to this less one. */
export const WALK_STRIPES = STRIPE_COUNT;

/**
 * Calls `visit` for each living item of a stripe, its lock held: it must neither throw nor wait. An item that exists throughout a walk
 * over all stripes is met exactly once.
 * @param prepare is told, without any lock, how many items there are about to be; called again when there are more by then
 */
export function visitStripe(
  store: Store,
  stripe: number,
  prepare: (itemCount: number) => void,
  visit: (ref: ItemRef) => void,
): void {
  const { assoc, items, locks, clock } = store.parts;
  for (;;) {
    const expected = assoc.itemsOfStripe(stripe);
    prepare(expected);
    locks.lockStripe(stripe);
    if (assoc.itemsOfStripe(stripe) <= expected) {
      break;
    }
    locks.unlockStripe(stripe);
  }
  const buckets = assoc.bucketsOfStripe(stripe);
  for (let position = 0; position < buckets; position++) {
    for (let ref = assoc.chainOf(stripe, position); ref !== 0; ref = items.word(ref, ITEM.hashNext)) {
      if (!clock.isExpired(items.exptime(ref)) && !clock.isFlushed(items.epoch(ref), items.time(ref))) {
        visit(ref);
      }
    }
  }
  locks.unlockStripe(stripe);
}

/**
 * Calls `visit` for the items of a class's COLD queue (everything in a flat LRU), newest first, until it says false. The class lock is
 * held: key, length and exptime may be read, and nothing else may be done.
 */
export function visitCold(store: Store, slabClass: number, visit: (ref: ItemRef) => boolean): void {
  const { items, lists, locks, slabs } = store.parts;
  if (slabClass < 1 || slabClass > slabs.largestClass) {
    return;
  }
  locks.lockClass(slabClass);
  let ref = lists.head(slabClass, LRU.cold);
  while (ref !== 0 && visit(ref)) {
    ref = items.word(ref, ITEM.lruNext);
  }
  locks.unlockClass(slabClass);
}
