/**
 * A node's standing in a list, as a pure function of what the list's keeper says. Whatever it is, the node serves: clients that know it
 * go on using it, and the list is only where others find it.
 *
 *     new ──> registered <──> away (not answered), refused, taken
 *                 └── lost (its lease has run out, the directory has begun anew) ──> joins again at once
 */
import { formatDurationMs } from "../../base/format-units.ts";
import { HEARTBEATS_A_LEASE } from "../../directory/limits.ts";
import type { RegistrarOutcome } from "./registrar.ts";

/** How the node stands. */
export interface Membership {
  readonly phase: "new" | "registered" | "lost" | "away" | "taken" | "refused";
  /** It was in the list before. */
  readonly wasRegistered: boolean;
  /** Attempts in a row that nobody answered. */
  readonly failures: number;
  /** Since when it is in this phase, on the monotonic clock. */
  readonly sinceMs: number;
  /** What is wrong, for people; empty when nothing is. */
  readonly problem: string;
  /** Of the list, when it was heard of last. */
  readonly version: number | string | undefined;
}

/** What became of an attempt; a text says why there was no answer. */
export type Attempt = RegistrarOutcome | { readonly kind: "unanswered"; readonly reason: string };

/** What else counts. */
export interface MembershipFacts {
  readonly nowMs: number;
  readonly leaseMs: number;
  /** From 0 to 1. */
  readonly random: number;
  /** Whose list it is, and what the node is called there. */
  readonly registrar: string;
  readonly node: string;
}

/** The next standing, when to try again, and what to say about it, if anything. */
export interface MembershipStep {
  readonly state: Membership;
  readonly delayMs: number;
  readonly line: string | undefined;
}

/** First wait after an attempt that was not answered; each further one takes twice as long. */
const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 5000;

/** Before the first attempt. */
export function newMembership(nowMs: number): Membership {
  return { phase: "new", wasRegistered: false, failures: 0, sinceMs: nowMs, problem: "", version: undefined };
}

/** See the head of the file. */
export function afterAttempt(state: Membership, attempt: Attempt, facts: MembershipFacts): MembershipStep {
  const heartbeatMs = facts.leaseMs / HEARTBEATS_A_LEASE;
  switch (attempt.kind) {
    case "registered":
      return {
        state: {
          ...moved(state, "registered", "", facts.nowMs),
          wasRegistered: true,
          failures: 0,
          version: attempt.version,
        },
        delayMs: heartbeatMs,
        line: registeredLine(state, attempt.version, facts),
      };
    case "lost":
      return { state: moved(state, "lost", "", facts.nowMs), delayMs: 0, line: undefined };
    case "taken":
      return problem(
        state,
        "taken",
        `another node that is alive has the name ${facts.node} or the address there: ${attempt.by}`,
        heartbeatMs,
        facts,
      );
    case "refused":
      return problem(state, "refused", attempt.reason, heartbeatMs, facts);
    case "unanswered": {
      const longest = Math.min(BACKOFF_MS_MAX, heartbeatMs);
      const waitMs = Math.min(BACKOFF_MS_MIN * 2 ** Math.min(state.failures, 16), longest);
      // Nodes that lost their directory at the same moment do not come back at the same moment.
      const step = problem(state, "away", attempt.reason, waitMs * (0.5 + facts.random / 2), facts);
      return { ...step, state: { ...step.state, failures: state.failures + 1 } };
    }
  }
}

function moved(state: Membership, phase: Membership["phase"], problemText: string, nowMs: number): Membership {
  const sinceMs = state.phase === phase ? state.sinceMs : nowMs;
  return { ...state, phase, problem: problemText, sinceMs };
}

/** Said once for each spell of it. */
function problem(
  state: Membership,
  phase: "away" | "taken" | "refused",
  reason: string,
  delayMs: number,
  { nowMs, registrar }: MembershipFacts,
): MembershipStep {
  const line =
    state.phase === phase
      ? undefined
      : `WARNING: not in the list of ${registrar}: ${reason}; the cache serves all the same, trying again`;
  return { state: moved(state, phase, reason, nowMs), delayMs, line };
}

function registeredLine(
  { phase, wasRegistered, sinceMs }: Membership,
  version: number | string,
  { nowMs, registrar, node }: MembershipFacts,
): string | undefined {
  if (phase === "registered") {
    return undefined;
  }
  const again = wasRegistered ? " again" : "";
  const reason = phase === "lost" ? ", which had lost it" : "";
  const after = phase === "new" || phase === "lost" ? "" : ` after ${formatDurationMs(nowMs - sinceMs)}`;
  return `registered${again} as ${node} in the list of ${registrar}${reason}${after}; list version ${version}`;
}
