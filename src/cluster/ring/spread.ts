/** How evenly a rule spreads keys: what each node ought to have, how far a ring strays from it by its nature, and whether keys stray further. */
import type { Layout, PlacementServer } from "./placement.ts";

/** Keys that stray further than this many standard deviations do not stray by chance. */
const CHANCE_DEVIATIONS_MAX = 6;

/** The part of the keys that each server ought to have by its weight. */
export function weightShares(servers: readonly PlacementServer[]): number[] {
  const total = servers.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return servers.map(({ weight = 1 }) => weight / total);
}

/**
 * The standard deviation of a node's share, as a part of that share, where points fall on a circle by chance: the share of `points` of all
 * is distributed as Beta(points, others). 160 points of 800 make 7.1 %. 0 where there is no chance in it; undefined without points.
 */
export function chanceDeviation({ kind, parts }: Layout, node: number): number | undefined {
  if (kind !== "point") {
    return 0;
  }
  const points = parts[node] ?? 0;
  const total = parts.reduce((sum, part) => sum + part, 0);
  return points === 0 ? undefined : Math.sqrt((total - points) / (points * (total + 1)));
}

/**
 * The nodes whose part of real keys cannot be chance, given the part of all hashes they own: then the hash spreads these keys badly.
 * @param counts keys of each node
 */
export function strayingNodes({ shares }: Layout, counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [...counts.keys()].filter((node) => {
    const share = shares[node] ?? 0;
    const expected = share * total;
    const deviation = Math.sqrt(expected * (1 - share));
    return Math.abs((counts[node] ?? 0) - expected) > CHANCE_DEVIATIONS_MAX * Math.max(deviation, 1);
  });
}
