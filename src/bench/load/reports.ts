/** What a load thread tells the runner. */
import type { Failure } from "../failure.ts";
import type { RecorderSnapshot } from "./recorder.ts";
import type { SelfSnapshot } from "./self-recorder.ts";
import type { ThreadUsage } from "./thread-usage.ts";

/** What a load thread measured in one interval of a phase. */
export interface IntervalReport {
  /** Which interval: they are TICK_MS (limits.ts) long and count from the moment all threads began. */
  readonly interval: number;
  /** By server. */
  readonly servers: readonly RecorderSnapshot[];
  readonly self: SelfSnapshot;
  /** Requests in flight at its end. */
  readonly inFlight: number;
}

/** How a load thread ended a phase. */
export interface PhaseReport {
  /** What was measured since the last interval. */
  readonly last: IntervalReport;
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
