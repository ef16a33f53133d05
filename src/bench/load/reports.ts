/** What a load thread of memcached servers tells the runner. */
import type { ThreadInterval, ThreadReport } from "../threads/reports.ts";
import type { RecorderSnapshot } from "./recorder.ts";

/** What a load thread measured in one interval of a phase. */
export interface IntervalReport extends ThreadInterval {
  /** By server. */
  readonly servers: readonly RecorderSnapshot[];
}

/** How a load thread ended a phase. */
export type PhaseReport = ThreadReport<IntervalReport>;
