/** An item as `peek` finds it, for tests. */
import type { PeekedItem } from "../../src/repl/peek.ts";

/** A byte that was never read; `facts` replaces what a test is about. */
export function peekedItem(facts: Partial<PeekedItem> = {}): PeekedItem {
  return {
    value: Buffer.from("v"),
    flags: 0,
    cas: "5",
    ttlSeconds: -1,
    lastAccessSeconds: 3,
    wasHit: false,
    isStale: false,
    slabClass: 1,
    memoryBytes: 60,
    leftTrace: false,
    ...facts,
  };
}
