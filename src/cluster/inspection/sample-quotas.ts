/** How many keys of each node a sample takes, so that it looks like the pool. */

/** In proportion to their items, one at least of a node that has any; all that there are if those are fewer. */
export function sampleQuotas(itemCounts: readonly number[], sampleSize: number): number[] {
  const total = itemCounts.reduce((sum, count) => sum + count, 0);
  return itemCounts.map((count) =>
    count === 0 ? 0 : Math.min(count, Math.max(1, Math.round((sampleSize * count) / total))),
  );
}
