/** What the live screen of a load knows: the moment it was last told of, and the phases that are over. A pure reducer. */
import type { PhaseKind } from "../../bench/plan.ts";
import type { Progress } from "../../bench/progress.ts";

/** What is loaded, and how, in the words of who started it. */
export interface BenchTitle {
  readonly target: string;
  /** The most important first. */
  readonly load: readonly string[];
}

/** A phase that is over. */
export interface FinishedPhase {
  readonly phase: PhaseKind;
  readonly elapsedMs: number;
}

/** The state. */
export interface BenchState {
  readonly title: BenchTitle;
  readonly finished: readonly FinishedPhase[];
  /** Undefined before the first phase. */
  readonly progress: Progress | undefined;
}

/** Before anything was told. */
export function initialBench(title: BenchTitle): BenchState {
  return { title, finished: [], progress: undefined };
}

/** The state after being told of `progress`. */
export function reduceBench(state: BenchState, progress: Progress): BenchState {
  const { progress: before, finished } = state;
  const hasEnded = before !== undefined && before.phase !== progress.phase;
  return {
    ...state,
    progress,
    finished: hasEnded ? [...finished, { phase: before.phase, elapsedMs: before.elapsedMs }] : finished,
  };
}
