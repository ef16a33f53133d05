/** Taking every flushed item out of the store, stripe by stripe. Needed once in 32768 flushes; see Clock. */
import { ITEM } from "./item-layout.ts";
import type { StoreParts } from "./parts.ts";
import { STRIPE_COUNT } from "./store-locks.ts";

/** Unlinks all flushed items. Takes one stripe after the other. */
export function sweepFlushed(parts: StoreParts): void {
  for (let stripe = 0; stripe < STRIPE_COUNT; stripe++) {
    parts.locks.lockStripe(stripe);
    sweepStripeLocked(parts, stripe);
    parts.locks.unlockStripe(stripe);
  }
}

function sweepStripeLocked(parts: StoreParts, stripe: number): void {
  const { assoc, items, clock, linker } = parts;
  const buckets = assoc.bucketsOfStripe(stripe);
  for (let position = 0; position < buckets; position++) {
    let ref = assoc.chainOf(stripe, position);
    while (ref !== 0) {
      const next = items.word(ref, ITEM.hashNext);
      if (clock.isFlushed(items.epoch(ref), items.time(ref))) {
        linker.unlinkLocked(ref, items.hash(ref));
      }
      ref = next;
    }
  }
}
