/** How evenly a rule spreads keys: what each node ought to have, and how far a ring strays from it by its nature. */
import type { Layout, PlacementServer } from "./placement.ts";

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
