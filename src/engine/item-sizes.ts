/**
 * `stats sizes`: how many items there are of each size, in steps of 32 bytes. memcached counts at every change once -o track_sizes is
 * given; here the items are counted when somebody asks, so that nothing is paid for it otherwise.
 */
import type { Store } from "../store/store.ts";
import { visitStripe, WALK_STRIPES } from "../store/walk.ts";
import type { StatLine } from "./server-view.ts";

const STEP_BYTES = 32;

/** One line a size that occurs, rounded up, smallest first. */
export function itemSizes(store: Store): readonly StatLine[] {
  const counts = new Map<number, number>();
  const { items } = store;
  for (let stripe = 0; stripe < WALK_STRIPES; stripe++) {
    visitStripe(
      store,
      stripe,
      () => {},
      (ref) => {
        const size = Math.ceil(items.accountedSize(ref) / STEP_BYTES) * STEP_BYTES;
        counts.set(size, (counts.get(size) ?? 0) + 1);
      },
    );
  }
  const sorted = [...counts].sort(([one], [other]) => one - other);
  return sorted.map(([size, count]): StatLine => [String(size), count]);
}
