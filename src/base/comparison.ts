/** Comparisons as people write them in checks: `p99<5ms`, `hit_ratio > 0.9`. The same in `bench --threshold` and `stats --assert`. */

/** The comparisons, by how they are written. */
export const COMPARISONS = {
  "<": (actual, limit) => actual < limit,
  "<=": (actual, limit) => actual <= limit,
  ">": (actual, limit) => actual > limit,
  ">=": (actual, limit) => actual >= limit,
  "==": (actual, limit) => actual === limit,
  "!=": (actual, limit) => actual !== limit,
} as const satisfies Readonly<Record<string, (actual: number, limit: number) => boolean>>;

/** One of {@link COMPARISONS}. */
export type Comparison = keyof typeof COMPARISONS;

/** A check taken apart; the sides are trimmed and may be empty. */
export interface ComparisonParts {
  readonly left: string;
  readonly operator: Comparison;
  readonly right: string;
}

/** Takes a check apart. @returns what is wrong with it, in words that continue "cannot use ...: ", when there is no comparison in it */
export function splitComparison(text: string): ComparisonParts | string {
  const [, left = "", operator = "", right = ""] = /^([^<>=!]*)([<>=!]*)(.*)$/s.exec(text.trim()) ?? [];
  if (!isComparison(operator)) {
    return operator === "" ? "a comparison is missing" : `there is no comparison ${JSON.stringify(operator)}`;
  }
  return { left: left.trim(), operator, right: right.trim() };
}

function isComparison(word: string): word is Comparison {
  return Object.hasOwn(COMPARISONS, word);
}
