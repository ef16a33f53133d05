/** What a load thread tells the runner, whatever it loads. */
import type { Failure } from "../failure.ts";
import type { SelfSnapshot } from "../load/self-recorder.ts";
import type { ThreadUsage } from "../load/thread-usage.ts";

/** What a load thread measured in one interval of a phase, beside what came of its requests. */
export interface ThreadInterval {
  /** Which interval: they are TICK_MS (limits.ts) long and count from the moment all threads began. */
  readonly interval: number;
  readonly self: SelfSnapshot;
  /** Requests in flight at its end. */
  readonly inFlight: number;
}

/** How a load thread ended a phase. */
export interface ThreadReport<Interval extends ThreadInterval> {
  /** What was measured since the last interval. */
  readonly last: Interval;
  /** When it began, and when its last reply was read, on the machine's clock in ms. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** Share of the time in which the thread was not waiting for the sockets, 0 .. 1; undefined in an open loop, which never waits. */
  readonly busyRatio: number | undefined;
  /** What the thread used of the machine. */
  readonly usage: ThreadUsage;
  /** Why the phase ended early. */
  readonly failure: Failure | undefined;
}
