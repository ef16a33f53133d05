/**
 * Books the replies of one connection as they are read: which request each answers, how long that took, how it ended. Replies of one
 * kind that answer requests of one batch at one moment took equally long, so they are booked together.
 */
import type { Recorder } from "../load/recorder.ts";
import { OUTCOME_COUNT } from "../workload/operations.ts";
import type { RequestWindow } from "./request-window.ts";
import type { Verifier } from "./verifier.ts";

/** Who wants to know of single replies, because further requests follow from them. */
export interface ReplyObserver {
  /** The oldest request of the window ended with `outcome`; it is still in the window. */
  onReply(operation: number, outcome: number, nowMs: number): void;
  /** A key of a request for several is missing. */
  onMissingKey(key: number, nowMs: number): void;
}

/** The ledger. */
export class ReplyLedger {
  readonly window: RequestWindow;
  recorder: Recorder;
  observer: ReplyObserver | undefined;
  /** Checks values; undefined without `--verify`. */
  readonly verifier: Verifier | undefined;
  /** Whether requests have a moment at which they are due: an open loop. */
  isPaced = false;
  /** Set while replies are read which may have waited for this process: then nobody knows when they came. */
  isLate = false;
  /** Requests ended with no reply to them yet booked. */
  #runSlot = 0;
  #runCount = 0;

  constructor(window: RequestWindow, recorder: Recorder, verifier?: Verifier) {
    this.window = window;
    this.verifier = verifier;
    this.recorder = recorder;
  }

  /** The oldest request is answered. */
  settle(outcome: number, nowMs: number): void {
    const { window } = this;
    const slot = window.operation * OUTCOME_COUNT + outcome;
    if (slot !== this.#runSlot) {
      this.flush(nowMs);
      this.#runSlot = slot;
    }
    this.#runCount++;
    const { sentMs } = window;
    if (this.isPaced) {
      this.recorder.recordDue(slot, window.dueMs, sentMs, nowMs);
    }
    this.verifier?.settle(window.operation, outcome, window.key, window.version);
    this.observer?.onReply(window.operation, outcome, nowMs);
    if (window.shift()) {
      this.#record(nowMs, sentMs);
    }
  }

  /** The oldest request is none that is measured: drops it. */
  skip(nowMs: number): void {
    this.flush(nowMs);
    this.window.shift();
  }

  /** A key of the oldest request, which asks for several, is missing. */
  missKey(key: number, nowMs: number): void {
    this.observer?.onMissingKey(key, nowMs);
  }

  /** A request that gets no reply unless it fails has failed: the server said `text`. */
  settleUnconfirmed(text: string): void {
    this.recorder.failUnconfirmed(text);
  }

  /** Books what is still gathered; `nowMs` is when it was read. */
  flush(nowMs: number): void {
    if (this.#runCount > 0) {
      this.#record(nowMs, this.window.sentMs);
    }
  }

  #record(nowMs: number, sentMs: number): void {
    if (this.isLate) {
      this.recorder.countUntimed(this.#runSlot, this.#runCount);
    } else {
      this.recorder.recordService(this.#runSlot, nowMs - sentMs, this.#runCount);
    }
    this.#runCount = 0;
  }
}
