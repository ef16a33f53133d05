/**
 * What a load thread measured of itself: how late it was, how evenly it sent, how much it had to hold back. Everything by which a run is judged
 * to be the server's performance or the client's.
 */
import { Histogram } from "../../stats/histogram.ts";
import { Spacing, type SpacingSums } from "./spacing.ts";

/** Its state as it travels between threads. */
export interface SelfSnapshot {
  /** The packed histogram of own delays: from when a request was due and a connection was free for it to sending it. */
  readonly ownDelay: Float64Array<ArrayBuffer>;
  /** The packed histogram of how late the heartbeat was. */
  readonly loopDelay: Float64Array<ArrayBuffer>;
  /** Gaps between the moments requests were due, and between those they were sent. */
  readonly intendedGaps: SpacingSums;
  readonly sentGaps: SpacingSums;
  /** Requests that came due. */
  readonly due: number;
  /** Requests that were sent; those that follow from replies are left out, as in all of these. */
  readonly sent: number;
  /** Requests that had to wait because no connection was free. */
  readonly blocked: number;
  /** Requests that came due and that this thread did not get to before the end. */
  readonly skipped: number;
  /** Pauses in which this thread did not get to work, and the longest, in ms. */
  readonly stalls: number;
  readonly stallMsMax: number;
}

/** The recorder. */
export class SelfRecorder {
  readonly ownDelay: Histogram = Histogram.create();
  readonly intendedGaps = new Spacing();
  readonly sentGaps = new Spacing();
  due = 0;
  sent = 0;
  blocked = 0;
  skipped = 0;
  #stalls = 0;
  #stallMsMax = 0;

  /** This thread was away for `stalledMs`. */
  countStall(stalledMs: number): void {
    this.#stalls++;
    this.#stallMsMax = Math.max(this.#stallMsMax, stalledMs);
  }

  /** The state; the recorder, and `loopDelay`, start over. */
  take(loopDelay: Histogram): SelfSnapshot {
    const snapshot = {
      ownDelay: this.ownDelay.pack(),
      loopDelay: loopDelay.pack(),
      intendedGaps: this.intendedGaps.take(),
      sentGaps: this.sentGaps.take(),
      due: this.due,
      sent: this.sent,
      blocked: this.blocked,
      skipped: this.skipped,
      stalls: this.#stalls,
      stallMsMax: this.#stallMsMax,
    };
    this.ownDelay.reset();
    loopDelay.reset();
    this.due = 0;
    this.sent = 0;
    this.blocked = 0;
    this.skipped = 0;
    this.#stalls = 0;
    this.#stallMsMax = 0;
    return snapshot;
  }
}
