/** What all load threads measured in a phase, put together as it comes in. */

import { Recorder } from "../load/recorder.ts";
import type { IntervalReport, PhaseReport } from "../load/reports.ts";
import type { EndedThreads } from "../threads/run-threads.ts";
import type { SeriesPoint } from "./document.ts";
import { SelfTotals } from "./self-totals.ts";

/** The sums of a phase. */
export class PhaseTotals {
  /** By server. */
  readonly servers: readonly Recorder[];
  /** By load thread. */
  readonly threads: readonly SelfTotals[];

  constructor(serverCount: number, threadCount: number) {
    this.servers = Array.from({ length: serverCount }, () => new Recorder());
    this.threads = Array.from({ length: threadCount }, () => new SelfTotals());
  }

  /** Adds an interval of a thread. */
  add(thread: number, report: IntervalReport): void {
    report.servers.forEach((snapshot, server) => {
      this.servers[server]?.add(snapshot);
    });
    this.threads[thread]?.add(report.self);
  }

  /** All threads together. */
  get self(): SelfTotals {
    return SelfTotals.joined(this.threads);
  }
}

/** A phase that has ended. */
export interface EndedPhase extends EndedThreads<IntervalReport> {
  readonly totals: PhaseTotals;
  /** Second by second. */
  readonly points: readonly SeriesPoint[];
  /** When it began, in ms since 1970. */
  readonly startedUnixMs: number;
}

/** CPU time of the load threads, in ms; undefined when one is not known. */
export function threadCpuMs(reports: readonly PhaseReport[]): number | undefined {
  let sum = 0;
  for (const { usage } of reports) {
    if (usage.cpuMs === undefined) {
      return undefined;
    }
    sum += usage.cpuMs;
  }
  return sum;
}
