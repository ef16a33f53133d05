/** How old the oldest item of a queue is: what `stats items` tells, and what juggling and the automover go by. */
import { LRU, type Lru } from "./item-layout.ts";
import type { StoreParts } from "./parts.ts";

/** Seconds since the oldest item of a queue was touched, 0 when it is empty. The class lock is held, so it stays an item. */
export function tailAgeLocked({ lists, clock, items }: StoreParts, slabClass: number, lru: Lru): number {
  const tail = lists.tail(slabClass, lru);
  return tail === 0 ? 0 : clock.now() - items.time(tail);
}

/** The same for COLD, the age of a class. Takes the class lock. */
export function coldAge(parts: StoreParts, slabClass: number): number {
  parts.locks.lockClass(slabClass);
  const age = tailAgeLocked(parts, slabClass, LRU.cold);
  parts.locks.unlockClass(slabClass);
  return age;
}
