/** Judges assertions by what servers answered. What could not be measured has not passed. */
import type { Comparison } from "../base/comparison.ts";
import { hasRestarted } from "../stats/rates.ts";
import { numberOf, type Scalar, type StatMap } from "../stats/stat-map.ts";
import { type FieldKind, type SummaryFieldName, totalOf } from "../stats/summary.ts";
import { type Assertion, passes, summaryFieldOf } from "./assertion.ts";
import type { StatViews } from "./changes.ts";
import type { ServerAnswer, ServerState, StatsSubcommand } from "./reading.ts";
import { summaryOf } from "./server-summary.ts";
import { behaviourOf } from "./stat-kinds.ts";

/** What was read of one server: now, and when the window began. */
export interface Observation {
  readonly now: ServerState;
  readonly earlier: ServerState | undefined;
}

/** How one assertion fared with one server, or with all together. */
export interface AssertionResult {
  /** As it was typed. */
  readonly assertion: string;
  /** An address, or `total`. */
  readonly server: string;
  readonly passed: boolean;
  readonly kind: FieldKind;
  readonly measured: Scalar | undefined;
  readonly operator: Comparison;
  readonly limit: number | string;
  /** Why nothing was measured. */
  readonly reason: string | undefined;
}

/** Where names that are no summary fields are looked for, in this order. */
const SUBCOMMANDS: readonly StatsSubcommand[] = ["", "settings", "items", "slabs"];

const TOTAL = "total";

/** A value, or why there is none. */
type Measured = { readonly value: Scalar } | { readonly reason: string };

/** Every name an assertion can be about: fields of the summary, and what any of the servers said. */
export function knownNames(observations: readonly Observation[]): string[] {
  const names = observations.flatMap(({ now }) =>
    now.up ? SUBCOMMANDS.flatMap((subcommand) => [...(now.views.get(subcommand)?.keys() ?? [])]) : [],
  );
  return [...new Set(names)];
}

/** Judges every assertion: in the order given, each server by each, or all together where the assertion says `total.`. */
export function checkAssertions(
  assertions: readonly Assertion[],
  observations: readonly Observation[],
): AssertionResult[] {
  return assertions.flatMap((assertion) =>
    assertion.scope === "total"
      ? [judge(assertion, TOTAL, measureTotal(assertion, observations))]
      : observations.map((observation) => judge(assertion, observation.now.address, measure(assertion, observation))),
  );
}

function judge(assertion: Assertion, server: string, measured: Measured): AssertionResult {
  const { text, kind, operator, limit } = assertion;
  const common = { assertion: text, server, kind, operator, limit };
  return "reason" in measured
    ? { ...common, passed: false, measured: undefined, reason: measured.reason }
    : { ...common, passed: passes(assertion, measured.value), measured: measured.value, reason: undefined };
}

function measure(assertion: Assertion, { now, earlier }: Observation): Measured {
  if (!now.up) {
    return { reason: "the server did not answer" };
  }
  const before = earlier?.up === true ? earlier : undefined;
  if (assertion.measure === "value") {
    const value = readValue(assertion.name, now, before);
    return value === undefined ? { reason: reasonOfNothing(assertion.name) } : { value };
  }
  if (before === undefined) {
    return { reason: "the server did not answer when the window began" };
  }
  return movement(assertion, before, now);
}

function reasonOfNothing(name: string): string {
  return summaryFieldOf(name)?.kind === "ratio" ? "nothing was counted yet" : "the server does not tell it";
}

function movement({ name, measure: kind }: Assertion, before: ServerAnswer, now: ServerAnswer): Measured {
  if (hasRestarted(generalOf(before.views), generalOf(now.views))) {
    return { reason: "the server restarted in the window" };
  }
  const [from, to] = [readValue(name, before, undefined), readValue(name, now, undefined)];
  if (from === undefined || to === undefined || typeof from === "string" || typeof to === "string") {
    return { reason: "the server does not tell it as a number" };
  }
  const gained = typeof from === "bigint" && typeof to === "bigint" ? to - from : Number(to) - Number(from);
  if (gained < 0 && isCounter(name, now)) {
    return { reason: "the counter went back in the window: somebody sent stats reset" };
  }
  const seconds = (now.atMs - before.atMs) / 1000;
  return { value: kind === "delta" ? gained : Number(gained) / seconds };
}

function isCounter(name: string, { views }: ServerAnswer): boolean {
  const subcommand = SUBCOMMANDS.find((candidate) => views.get(candidate)?.has(name) === true);
  return subcommand !== undefined && behaviourOf(subcommand, name) === "counter";
}

function measureTotal(assertion: Assertion, observations: readonly Observation[]): Measured {
  const live = observations.filter(({ now }) => now.up);
  if (live.length < observations.length) {
    return { reason: `only ${live.length} of ${observations.length} servers answered` };
  }
  if (assertion.measure === "value" && summaryFieldOf(assertion.name) !== undefined) {
    const summaries = live.flatMap(({ now, earlier }) => (now.up ? [summaryOf(now, upOf(earlier))] : []));
    const value = totalOf(summaries)[assertion.name as SummaryFieldName];
    return value === undefined ? { reason: reasonOfNothing(assertion.name) } : { value };
  }
  let total = 0;
  for (const observation of live) {
    const measured = measure(assertion, observation);
    if ("reason" in measured) {
      return { reason: `${observation.now.address}: ${measured.reason}` };
    }
    if (typeof measured.value === "string") {
      return { reason: "texts have no total" };
    }
    total += Number(measured.value);
  }
  return { value: total };
}

function upOf(state: ServerState | undefined): ServerAnswer | undefined {
  return state?.up === true ? state : undefined;
}

function generalOf(views: StatViews): StatMap {
  return views.get("") ?? new Map();
}

function readValue(name: string, now: ServerAnswer, earlier: ServerAnswer | undefined): Scalar | undefined {
  if (summaryFieldOf(name) !== undefined) {
    return summaryOf(now, earlier)[name as SummaryFieldName];
  }
  const subcommand = SUBCOMMANDS.find((candidate) => now.views.get(candidate)?.has(name) === true);
  const text = subcommand === undefined ? undefined : now.views.get(subcommand)?.get(name);
  return numberOf(text) ?? text;
}
