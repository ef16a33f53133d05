/** What a load thread measured of itself over a whole phase: the sum of its intervals. */
import { Histogram } from "../../stats/histogram.ts";
import type { SelfSnapshot } from "../load/self-recorder.ts";
import { addSpacings, NO_GAPS, type SpacingSums } from "../load/spacing.ts";

/** The sum. */
export class SelfTotals {
  readonly ownDelay: Histogram = Histogram.create();
  readonly loopDelay: Histogram = Histogram.create();
  intendedGaps: SpacingSums = NO_GAPS;
  sentGaps: SpacingSums = NO_GAPS;
  due = 0;
  sent = 0;
  blocked = 0;
  skipped = 0;
  stalls = 0;
  stallMsMax = 0;

  /** Of several threads together. */
  static joined(threads: readonly SelfTotals[]): SelfTotals {
    const all = new SelfTotals();
    for (const thread of threads) {
      all.merge(thread);
    }
    return all;
  }

  /** Adds an interval. */
  add(snapshot: SelfSnapshot): void {
    this.ownDelay.addPacked(snapshot.ownDelay);
    this.loopDelay.addPacked(snapshot.loopDelay);
    this.intendedGaps = addSpacings(this.intendedGaps, snapshot.intendedGaps);
    this.sentGaps = addSpacings(this.sentGaps, snapshot.sentGaps);
    this.due += snapshot.due;
    this.sent += snapshot.sent;
    this.blocked += snapshot.blocked;
    this.skipped += snapshot.skipped;
    this.stalls += snapshot.stalls;
    this.stallMsMax = Math.max(this.stallMsMax, snapshot.stallMsMax);
  }

  /** Adds another thread's. */
  merge(other: SelfTotals): void {
    this.ownDelay.add(other.ownDelay);
    this.loopDelay.add(other.loopDelay);
    this.intendedGaps = addSpacings(this.intendedGaps, other.intendedGaps);
    this.sentGaps = addSpacings(this.sentGaps, other.sentGaps);
    this.due += other.due;
    this.sent += other.sent;
    this.blocked += other.blocked;
    this.skipped += other.skipped;
    this.stalls += other.stalls;
    this.stallMsMax = Math.max(this.stallMsMax, other.stallMsMax);
  }
}
