/**
 * Watches whether this thread gets to work: a timer that should fire every few milliseconds, and by how much it was late. While it is late,
 * replies may have lain in the kernel unread, so their times say nothing about the server.
 *
 * A pause that begins while sockets are polled ends with reading them: then the beat is overdue. One that begins elsewhere in Node's loop ends
 * with the timers: then the beat sees it, and what is read in the poll that follows was late.
 */
import type { Clock } from "../../base/clock.ts";
import { Histogram } from "../../stats/histogram.ts";
import { HEARTBEAT_MS, STALL_MS_MIN } from "../limits.ts";

/** The watch. */
export class Heartbeat {
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;
  #dueMs = 0;
  /** A pause was seen, and the sockets have not been polled since. */
  #isRecovering = false;
  /** When the beat was due that showed the pause. */
  #missedMs = 0;
  /** How late the beats were. */
  readonly delays: Histogram = Histogram.create();
  /** Called for each pause with its length. */
  onStall: (stalledMs: number) => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts beating. */
  start(): void {
    this.#dueMs = this.#clock.monotonicMs() + HEARTBEAT_MS;
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  /** Stops beating. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The last moment at which this thread was surely at work: now, or, after a pause, when the beat was due that did not come. */
  atWorkMs(nowMs: number): number {
    return this.isLate(nowMs) ? Math.min(nowMs, this.#isRecovering ? this.#missedMs : this.#dueMs) : nowMs;
  }

  /** Whether this thread has just been away so long that it cannot tell when things happened. */
  isLate(nowMs: number): boolean {
    return this.#timer !== undefined && (this.#isRecovering || nowMs - this.#dueMs > STALL_MS_MIN);
  }

  #beat(): void {
    const nowMs = this.#clock.monotonicMs();
    const lateMs = Math.max(0, nowMs - this.#dueMs);
    this.delays.record(lateMs * 1e6, 1);
    if (lateMs > STALL_MS_MIN) {
      this.onStall(lateMs);
      this.#isRecovering = true;
      this.#missedMs = this.#dueMs;
      setImmediate(() => {
        this.#isRecovering = false;
      });
    }
    this.#dueMs = nowMs + HEARTBEAT_MS;
  }
}
