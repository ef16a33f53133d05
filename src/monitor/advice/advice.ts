/**
 * What the numbers mean in words: advice, each piece with the numbers that led to it. A rule that finds no evidence says nothing,
 * and what happened lately counts more than what happened since the start.
 */
import type { ServerAnswer } from "../reading.ts";
import { type Advice, type AdviceRule, evidenceOf, type Severity } from "./evidence.ts";
import { LIMIT_RULES } from "./limits.ts";
import { MEMORY_RULES } from "./memory.ts";
import { TRAFFIC_RULES } from "./traffic.ts";

const RULES: readonly AdviceRule[] = [...LIMIT_RULES, ...MEMORY_RULES, ...TRAFFIC_RULES];

const ORDER: Readonly<Record<Severity, number>> = { bad: 0, warn: 1, info: 2 };

/** The statistics that the rules look at; where a server does not give some, the rules that need them are silent. */
export const ADVICE_SUBCOMMANDS = ["", "items", "slabs", "settings"] as const;

/**
 * The advice for one server, the worst first.
 * @param earlier a reading before `now`: then counters are looked at over the time in between
 */
export function adviceFor(now: ServerAnswer, earlier?: ServerAnswer): Advice[] {
  const evidence = evidenceOf(now, earlier);
  return RULES.flatMap((rule) => rule(evidence) ?? []).sort(
    (left, right) => ORDER[left.severity] - ORDER[right.severity],
  );
}
