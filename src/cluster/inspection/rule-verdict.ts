/** What the scores of rules mean. */
import { LUCK_MAX, type RuleEvidence } from "./rule-evidence.ts";
import type { RuleGroup } from "./rule-scores.ts";

/**
 * A rule that explains nearly all keys; several that do, which are not the same; fewer keys than that says anything of; a rule that
 * explains more than the others; none.
 */
export type RuleVerdict = "found" | "undecided" | "too-few" | "likely" | "none";

/** Keys that a right rule may not explain: what clients wrote while a node was away, what other clients wrote. */
export const FOUND_RATIO = 0.9;
/** Less is what a wrong rule may come to by chance, or two rules that have half of the keys each. */
const LIKELY_RATIO = 0.6;

/** Judges the best group. */
export function verdictOf(
  groups: readonly RuleGroup[],
  keyCount: number,
  { luck, keysEnough, alternatives }: Pick<RuleEvidence, "luck" | "keysEnough" | "alternatives">,
): RuleVerdict {
  const [best, second] = groups;
  const ratio = (best?.matched ?? 0) / keyCount;
  const isLuck = luck >= LUCK_MAX;
  if (isLuck && (keyCount < (keysEnough ?? 0) || ratio >= FOUND_RATIO)) {
    return keysEnough === undefined ? "undecided" : "too-few";
  }
  if (ratio >= FOUND_RATIO) {
    return alternatives.length > 1 || second?.matched === best?.matched ? "undecided" : "found";
  }
  const nextRatio = (second?.matched ?? 0) / keyCount;
  return ratio >= LIKELY_RATIO && ratio - nextRatio > (1 - LIKELY_RATIO) / 4 ? "likely" : "none";
}
