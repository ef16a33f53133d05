/** Fills the record a meta reply picks its flags from. */

import { type MetaFacts, TTL_NONE } from "../protocol/meta/facts.ts";
import { ITEM_FLAG } from "../store/item-layout.ts";
import type { Store } from "../store/store.ts";

/** Seconds until relative second `exptime`; {@link TTL_NONE} for an item that never expires. */
export function secondsLeft(store: Store, exptime: number): number {
  return exptime === 0 ? TTL_NONE : exptime - store.now();
}

/** Everything about an item, as it is before the present command touches it. */
export function describeItem(store: Store, ref: number, facts: MetaFacts): void {
  const { items } = store;
  const flags = items.itemFlags(ref);
  facts.valueLength = items.valueLength(ref);
  facts.ttlBefore = secondsLeft(store, items.exptime(ref));
  facts.created = false;
  facts.ttlAfter = facts.ttlBefore;
  facts.casLow = items.casLow(ref);
  facts.casHigh = items.casHigh(ref);
  facts.clientFlags = items.flags(ref);
  facts.lastAccessSeconds = store.now() - items.time(ref);
  facts.hitBefore = (flags & ITEM_FLAG.fetched) !== 0;
  facts.keyIsBinary = (flags & ITEM_FLAG.keyBinary) !== 0;
  facts.stale = (flags & ITEM_FLAG.stale) !== 0;
  facts.tokenSent = (flags & ITEM_FLAG.tokenSent) !== 0;
  facts.won = false;
}

/** An item that the present command has just created: before N acted it would have lived for ever. */
export function describeCreated(store: Store, ref: number, facts: MetaFacts): void {
  describeItem(store, ref, facts);
  facts.created = true;
  facts.ttlCreated = facts.ttlBefore;
  facts.ttlBefore = TTL_NONE;
}
