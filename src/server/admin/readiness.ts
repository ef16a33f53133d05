/**
 * Whether the server takes requests, as a list of named conditions: each part of it that can stand in the way adds one when it is
 * opened. Conditions are asked when somebody wants to know, so nobody has to tell of changes.
 */

/** What a condition says now. */
export interface ConditionState {
  /** False keeps clients away. */
  readonly ready: boolean;
  /** Why not; or, where it is ready all the same, what is wrong or still going on. */
  readonly reason?: string;
}

/** A condition that was asked. */
export interface Condition extends ConditionState {
  readonly name: string;
}

/** All conditions at a moment. */
export interface ReadinessReport {
  /** Every condition is. */
  readonly ready: boolean;
  readonly conditions: readonly Condition[];
}

/** See the head of the file. */
export class Readiness {
  readonly #checks = new Map<string, () => ConditionState>();

  /** Adds a condition, in place of one that has its name. `check` must be quick, and must not throw. */
  add(name: string, check: () => ConditionState): void {
    this.#checks.set(name, check);
  }

  /** Asks all, in the order in which they were added. */
  report(): ReadinessReport {
    const conditions = [...this.#checks].map(([name, check]) => ({ name, ...check() }));
    return { ready: conditions.every(({ ready }) => ready), conditions };
  }
}
