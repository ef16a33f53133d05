/**
 * How much keys say for a rule. Whoever tries hundreds of rules finds one that explains a few keys by luck, and rules that place a few
 * keys alike may place others apart.
 */
import { createPlacement, parseClient } from "../ring/clients.ts";
import type { LocatedKey } from "./located-key.ts";
import type { RuleGroup, ScoredRule, ServerArrangement } from "./rule-scores.ts";

/** Keys like those that were seen: so many tell placements apart. */
const SIMILAR_COUNT = 1000;
/** Placements that differ for less of them are the same for those who use them. */
const DIFFERENT_RATIO_MIN = 0.01;
/** With more keys than this nobody's patience is tried. */
const ENOUGH_MAX = 10_000;

/** What the keys say for the best rule. */
export interface RuleEvidence {
  /** The part of these keys that a wrong rule would have where they are: more where they are on few nodes, or the rule's hash is weak. */
  readonly chanceRatio: number;
  /** How likely any of the rules that were tried would explain as many keys, were they all wrong. At most 1. */
  readonly luck: number;
  /** Keys of which 90 % would have to match for less than 1 % of luck; undefined where no number is enough. */
  readonly keysEnough: number | undefined;
  /** A rule, with its arrangement, for each of the placements that the keys cannot tell apart. */
  readonly alternatives: readonly ScoredRule[];
}

/** Less luck than this is no luck. */
export const LUCK_MAX = 0.01;

/** Weighs it. @param shares what each node is due by its weight @param matchRatio keys of a sample that a right rule explains */
export function ruleEvidence(
  keys: readonly LocatedKey[],
  groups: readonly RuleGroup[],
  arrangements: readonly ServerArrangement[],
  shares: readonly number[],
  matchRatio: number,
): RuleEvidence {
  const [best] = groups;
  const placements = best === undefined ? [] : placementsOf(best, similarKeys(keys), arrangements);
  const found = shares.map((_, node) => keys.filter((key) => key.node === node).length / keys.length);
  const chanceOf = (parts: readonly number[]): number =>
    found.reduce((sum, part, node) => sum + part * (parts[node] ?? 0), 0);
  const own = placements.map(({ owners }) =>
    chanceOf(shares.map((_, node) => owners.filter((owner) => owner === node).length / owners.length)),
  );
  // Of rules that the keys cannot tell apart, the one with the best hash: that the others stay possible is said by `alternatives`.
  const chanceRatio = Math.max(chanceOf(shares), Math.min(1, ...own));
  const ruleCount = groups.reduce(
    (sum, { rules }) => sum + rules.reduce((count, rule) => count + rule.arrangements.length, 0),
    0,
  );
  const luckOf = (keyCount: number, matched: number): number =>
    Math.min(1, ruleCount * binomialTail(keyCount, matched, chanceRatio));
  return {
    chanceRatio,
    luck: luckOf(keys.length, best?.matched ?? 0),
    keysEnough: keysEnough((count) => luckOf(count, Math.ceil(count * matchRatio))),
    alternatives: placements.map(({ rule }) => rule),
  };
}

function keysEnough(luckOf: (count: number) => number): number | undefined {
  for (let count = 1; count <= ENOUGH_MAX; count = Math.ceil(count * 1.1)) {
    if (luckOf(count) < LUCK_MAX) {
      return count;
    }
  }
  return undefined;
}

/** The chance of `hits` or more of `count` tries that succeed with `chance` each. */
export function binomialTail(count: number, hits: number, chance: number): number {
  if (hits <= 0 || chance >= 1) {
    return 1;
  }
  if (chance <= 0) {
    return 0;
  }
  let [log, sum] = [0, 0];
  for (let index = 0; index <= count; index++) {
    // C(n, k) p^k q^(n - k), of which only the logarithm is not too small.
    log += index === 0 ? count * Math.log1p(-chance) : Math.log((count - index + 1) / index) + logOdds(chance);
    sum += index >= hits ? Math.exp(log) : 0;
  }
  return Math.min(1, sum);
}

function logOdds(chance: number): number {
  return Math.log(chance) - Math.log1p(-chance);
}

/** The keys with other ends: prefixes and parts in braces are kept. */
function similarKeys(keys: readonly LocatedKey[]): Uint8Array[] {
  return Array.from({ length: SIMILAR_COUNT }, (_, index) => {
    return Buffer.concat([keys[index % keys.length]?.key ?? Buffer.alloc(0), Buffer.from(`:${index}`)]);
  });
}

interface TriedPlacement {
  readonly rule: ScoredRule;
  readonly owners: Uint32Array;
}

/** One rule of each placement. */
function placementsOf(
  { rules }: RuleGroup,
  keys: readonly Uint8Array[],
  arrangements: readonly ServerArrangement[],
): TriedPlacement[] {
  const different: TriedPlacement[] = [];
  for (const { client, arrangements: labels } of rules) {
    for (const label of labels) {
      const { servers, nodes } = arrangements.find((one) => one.label === label) ?? { servers: [], nodes: [] };
      const place = createPlacement(parseClient(client), servers);
      const owners = Uint32Array.from(keys, (key) => nodes[place(key, 0, key.length)] as number);
      if (different.every((other) => differs(other.owners, owners))) {
        different.push({ rule: { client, arrangements: [label] }, owners });
      }
    }
  }
  return different;
}

function differs(one: Uint32Array, other: Uint32Array): boolean {
  return one.filter((owner, index) => owner !== other[index]).length > one.length * DIFFERENT_RATIO_MIN;
}
