/**
 * Why nodes have more or less than their share. Three things come together, and each is looked at by itself:
 *
 *   the rule gives a node a part of all hashes   ->  the layout: a ring is uneven by itself
 *   the hash spreads the keys over the hashes    ->  the hash: a weak one sends too many keys to some
 *   keys are where they belong, or not           ->  what is there: misplaced keys, evictions, other clients
 */
import type { ClientPlacement } from "../ring/placement.ts";
import { chiSquare } from "./chi-square.ts";
import { DEVIATION_MIN, type HashVerdict, isChance, judgeHash } from "./hash-verdict.ts";

/** What a rule makes of keys. */
export interface RuleBalance {
  /** The part of all hashes that each node has. */
  readonly layoutShares: readonly number[];
  /** The parts weights ask for. */
  readonly wantedShares: readonly number[];
  /** Relative standard deviation that rings with so many points have; undefined for rules without points. */
  readonly ringDeviation: number | undefined;
  /** Keys the rule gives each node. */
  readonly keys: readonly number[];
  /** The hash as the client calls it. */
  readonly hashName: string;
  /** The keys against the layout. */
  readonly hash: HashVerdict;
}

/**
 * How a placement spreads keys.
 * @param weights of the servers, which are wanted to have as much
 * @param judged the hash is judged by these keys of each node instead: what is left of `keys` may say nothing about it
 */
export function ruleBalance(
  placement: ClientPlacement,
  weights: readonly number[],
  keys: readonly number[],
  hashName: string,
  judged: readonly number[] = keys,
): RuleBalance {
  const { kind, parts, shares } = placement.layout();
  return {
    layoutShares: shares,
    wantedShares: sharesOf(weights),
    ringDeviation: kind === "point" ? ringDeviation(parts) : undefined,
    keys,
    hashName,
    hash: judgeHash(shares, judged),
  };
}

/** Whether counts differ from their shares by more than chance, and by so much that it matters. */
export function isUneven(observed: readonly number[], shares: readonly number[]): boolean {
  if (shares.some((share, index) => share === 0 && (observed[index] ?? 0) > 0)) {
    return true;
  }
  const test = chiSquare({ observed, shares });
  return test !== undefined && !isChance(test) && deviates(observed, shares);
}

function deviates(observed: readonly number[], shares: readonly number[]): boolean {
  const total = observed.reduce((sum, count) => sum + count, 0);
  return shares.some((share, index) => {
    return share > 0 && Math.abs((observed[index] ?? 0) / total / share - 1) > DEVIATION_MIN;
  });
}

/** Counts as parts of their sum; equal parts of nothing. */
export function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 1 / counts.length : count / total));
}

/**
 * The relative standard deviation of what a server of average points has of a ring of random points: n points cut the circle into
 * n spacings that are distributed as Dirichlet(1, ..., 1) (Pyke, Spacings, 1965), so the share of one with v of them is
 * Beta(v, n - v), and its deviation by its mean is sqrt((n - v) / (v (n + 1))).
 */
export function ringDeviation(parts: readonly number[]): number {
  const pointCount = parts.reduce((sum, count) => sum + count, 0);
  const average = pointCount / parts.length;
  return Math.sqrt((pointCount - average) / (average * (pointCount + 1)));
}
