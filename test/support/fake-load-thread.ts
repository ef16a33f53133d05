/** A load thread without a thread: it says what the test says, and notes what it is told. */
import type { ThreadInterval, ThreadReport } from "../../src/bench/threads/reports.ts";
import type { PhaseThread } from "../../src/bench/threads/run-threads.ts";

/** See the head of the file. */
export class FakeThread<Phase extends { readonly kind: string }, Interval extends ThreadInterval>
  implements PhaseThread<Phase, Interval>
{
  readonly told: string[] = [];
  onInterval: (report: Interval) => void = () => {};
  #resolve: (report: ThreadReport<Interval>) => void = () => {};

  run(phase: Phase): Promise<ThreadReport<Interval>> {
    this.told.push(phase.kind);
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Ends the phase. */
  end(report: ThreadReport<Interval>): void {
    this.#resolve(report);
  }

  stop(): void {
    this.told.push("stop");
  }

  close(): void {
    this.told.push("close");
  }
}
