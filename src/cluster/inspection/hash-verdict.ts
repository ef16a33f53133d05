/** Whether a hash spreads keys over the nodes as they own the hashes: the one judgement of `cluster ring` and `cluster balance`. */
import { type ChiSquare, chiSquare } from "./chi-square.ts";

/** Rarer than this is no chance. */
const CHANCE_MIN = 0.001;

/** A deviation that matters to somebody, as a part of the share: with millions of keys the smallest ones are no chance. */
export const DEVIATION_MIN = 0.05;

/** With fewer expected of a node the chi-square distribution does not hold (Cochran, Some methods for strengthening the common tests, 1954). */
const EXPECTED_MIN = 5;

/**
 * What is said of a hash.
 *
 *   even      as chance does
 *   slight    not by chance alone, but so little that it does not matter
 *   weak      some nodes get too many of these keys
 *   too-few   keys to say anything
 *   one-node  owns all hashes: nothing to spread
 */
export type HashVerdict =
  | { readonly kind: "even" | "slight" | "weak"; readonly spread: ChiSquare; readonly worst: WorstNode }
  | { readonly kind: "too-few"; readonly keysNeeded: number }
  | { readonly kind: "one-node" };

/** The node that gets most more than it owns of the hashes, by their parts. */
export interface WorstNode {
  readonly node: number;
  readonly owns: number;
  readonly has: number;
  /** The largest deviation of any node, as a part of its share. */
  readonly deviation: number;
}

/** Judges. @param shares the part of all hashes that each node has @param keys how many keys it gets */
export function judgeHash(shares: readonly number[], keys: readonly number[]): HashVerdict {
  const used = shares.filter((share) => share > 0);
  if (used.length < 2) {
    return { kind: "one-node" };
  }
  const keysNeeded = Math.ceil(EXPECTED_MIN / Math.min(...used));
  const total = keys.reduce((sum, count) => sum + count, 0);
  const spread = chiSquare({ observed: keys, shares });
  if (spread === undefined || total < keysNeeded) {
    return { kind: "too-few", keysNeeded };
  }
  const worst = worstOf(shares, keys, total);
  const kind = isChance(spread) ? "even" : worst.deviation > DEVIATION_MIN ? "weak" : "slight";
  return { kind, spread, worst };
}

/** Whether a fair draw differs as much often enough. */
export function isChance({ pValue }: ChiSquare): boolean {
  return pValue >= CHANCE_MIN;
}

function worstOf(shares: readonly number[], keys: readonly number[], total: number): WorstNode {
  const parts = shares.map((owns, node) => ({ node, owns, has: (keys[node] ?? 0) / total }));
  const deviation = Math.max(...parts.map(({ owns, has }) => (owns > 0 ? Math.abs(has / owns - 1) : 0)));
  const most = parts.reduce((worst, part) => (part.has - part.owns > worst.has - worst.owns ? part : worst));
  return { ...most, deviation };
}
