/** When a source is asked next: a pure function. */

/** An answer is not asked for again sooner than this, however short its life is said to be. */
const TTL_MS_MIN = 1000;

/** The first pause after a failure; it doubles with each further one. */
const RETRY_MS_MIN = 1000;

/** Many programs started together are not to ask together for ever: a tenth more or less. */
const JITTER_RATIO = 0.1;

/** What the delay depends on. */
export interface DelayFacts {
  /** How often the source is asked as a rule. */
  readonly everyMs: number;
  /** How long the last answer holds; undefined where it does not say. */
  readonly ttlMs: number | undefined;
  /** Failures since the last answer. */
  readonly failureCount: number;
  /** From 0 on, below 1. */
  readonly random: number;
}

/** In milliseconds. A short life of the answer makes it sooner, a long one never later than the rule. */
export function refreshDelayMs({ everyMs, ttlMs, failureCount, random }: DelayFacts): number {
  const heldMs = ttlMs === undefined ? everyMs : Math.min(everyMs, Math.max(ttlMs, TTL_MS_MIN));
  const retryMs = Math.min(everyMs, RETRY_MS_MIN * 2 ** Math.min(failureCount - 1, 20));
  const ms = failureCount > 0 ? retryMs : heldMs;
  return ms * (1 - JITTER_RATIO + 2 * JITTER_RATIO * random);
}
