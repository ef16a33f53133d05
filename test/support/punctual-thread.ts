/** For threads that have to be on time: asking the machine to prefer their process, and finding out whether it let them run. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import { machineMs } from "../../src/base/clock.ts";
import { Histogram } from "../../src/stats/histogram.ts";

/** How punctual a thread was. */
export interface Punctuality {
  /** How long after it was due each thing was done, in ns. */
  readonly lateness?: Histogram;
  /**
   * How long the turns of its event loop took while it did not sleep, in ns, each counted once for every microsecond it took: how
   * long the turn was at a random moment. What came then was noticed at most so much late.
   */
  readonly turns: Histogram;
}

/**
 * Lets this process, and what it starts meanwhile, run before others, if this user may (on Linux; elsewhere, or without the right to,
 * nothing changes). All its threads: one that is preferred alone waits for helpers, of garbage collection, that never get a turn. And
 * its session: the kernel shares the machine evenly between sessions first, and looks at processes only within each (man 7 sched).
 * @returns what undoes it; processes that were started stay preferred
 */
export function preferThisProcess(): () => void {
  const before = getPriority();
  setOwnPriority(constants.priority.PRIORITY_HIGHEST);
  return () => setOwnPriority(before);
}

function setOwnPriority(priority: number): void {
  const threads = "/proc/self/task";
  for (const thread of existsSync(threads) ? readdirSync(threads) : []) {
    attempt(() => setPriority(Number(thread), priority));
  }
  attempt(() => writeFileSync("/proc/self/autogroup", String(priority), { flag: "r+" }));
}

/** What is not allowed, or not there, is left undone. */
function attempt(change: () => void): void {
  try {
    change();
  } catch {
    // The caller finds out whether the machine is punctual all the same.
  }
}

/** Measures the turns of an event loop that does not sleep. */
export class TurnWatch {
  readonly turns = Histogram.create();
  #lastMs: number | undefined;

  /** To be called once a turn. */
  turn(): void {
    const nowMs = machineMs();
    if (this.#lastMs !== undefined) {
      const turnMs = nowMs - this.#lastMs;
      this.turns.record(turnMs * 1e6, Math.ceil(turnMs * 1000));
    }
    this.#lastMs = nowMs;
  }

  /** The loop sleeps now; the time until the next turn is not one. */
  rest(): void {
    this.#lastMs = undefined;
  }

  /** Starts over. */
  reset(): void {
    this.turns.reset();
    this.#lastMs = undefined;
  }
}

/**
 * Whether the machine kept a thread from being on time: a sentence if fewer than `percentile` percent of all things were done within
 * `toleranceMs` of when they were due, or might have been noticed that late; undefined if all is well. To be asked before anybody is
 * blamed: for 99 (the default) when tails are judged, for less when medians are.
 */
export function machineTrouble(
  { lateness, turns }: Punctuality,
  toleranceMs: number,
  percentile = 99,
): string | undefined {
  for (const [what, histogram] of [
    ["what was due was done late", lateness],
    ["its thread was away", turns],
  ] as const) {
    const [reachedNs = 0] = histogram?.percentilesNs([percentile]) ?? [];
    if (reachedNs / 1e6 > toleranceMs) {
      const [reached, worst] = [reachedNs, histogram?.maxNs ?? 0].map((ns) => (ns / 1e6).toFixed(3));
      const figures = `p${percentile} ${reached} ms, worst ${worst} ms, tolerated ${toleranceMs} ms`;
      return `this machine is too busy to judge: ${what} (${figures})`;
    }
  }
  return undefined;
}
