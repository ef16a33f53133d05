/**
 * The store's clock, and the two ways `flush_all` kills.
 *
 * Time is a shared word: seconds since the process started less 62, as in memcached (memcached.c, ITEM_UPDATE_INTERVAL + 2), so
 * that 0 can mean "never" and 1 "long ago". One thread ticks; tests move it. memcached tells items stored before an immediate
 * flush_all from those stored after it in the same second by their cas, which fails without cas and with assigned cas; here every
 * item carries the number of the flush epoch it was stored in.
 */
import { CONTROL } from "../memory/control-layout.ts";

/** Seconds by which the recorded start lies before the real one. */
export const START_OFFSET_SECONDS = 62;

/** Longest exptime that counts from now: 30 days (memcached REALTIME_MAXDELTA). Greater ones are Unix times. */
export const RELATIVE_EXPTIME_MAX = 60 * 60 * 24 * 30;

/** Bits of the epoch an item has room for. */
const EPOCH_MASK = 0xffff;

/** Epochs after which the dead are swept out, so that the 16 bits of an item never stand for two epochs. */
const SWEEP_EVERY_EPOCHS = 0x8000;

const MOMENT_MAX = 0x7fffffff;
const EXPTIME_MAX = 0xffffffff;
const LONG_AGO = 1;

/** Unix second that relative second 0 stands for, in a process that started at `startTimeUnix`. */
export function processStarted(startTimeUnix: number): number {
  return Math.trunc(startTimeUnix) - START_OFFSET_SECONDS;
}

/** One thread's view of the clock. */
export class Clock {
  readonly #words: Int32Array;
  /** Unix second that relative second 0 stands for. */
  readonly processStarted: number;

  constructor(controlWords: Int32Array, startTimeUnix: number) {
    this.#words = controlWords;
    this.processStarted = processStarted(startTimeUnix);
  }

  /** The present relative second. */
  now(): number {
    return this.#words[CONTROL.now] as number;
  }

  /** Sets the clock to a Unix second; it never goes back. For the one thread that owns the clock. */
  tick(unixSeconds: number): void {
    const words = this.#words;
    const now = Math.trunc(unixSeconds) - this.processStarted + (words[CONTROL.clockAhead] as number);
    if (now > this.now() && words[CONTROL.clockStopped] === 0) {
      Atomics.store(this.#words, CONTROL.now, now);
    }
  }

  /** Moves the clock forward for good, from any thread; for tests. */
  advance(seconds: number): void {
    Atomics.add(this.#words, CONTROL.clockAhead, seconds);
    Atomics.add(this.#words, CONTROL.now, seconds);
  }

  /** Lets ticks pass without effect, or lets them move the clock again; for tests. */
  set isStopped(value: boolean) {
    Atomics.store(this.#words, CONTROL.clockStopped, value ? 1 : 0);
  }

  /**
   * The relative second an exptime of the wire means (memcached realtime()): 0 never, negative long ago, up to 30 days from now,
   * else a Unix time, which is long ago at or before the recorded start.
   */
  realTime(exptime: number): number {
    if (exptime === 0) {
      return 0;
    }
    if (exptime < 0) {
      return LONG_AGO;
    }
    if (exptime <= RELATIVE_EXPTIME_MAX) {
      return exptime + this.now();
    }
    const relative = exptime - this.processStarted;
    return relative <= 0 ? LONG_AGO : Math.min(relative, EXPTIME_MAX);
  }

  /** Number of the present flush epoch, 16 bits. */
  epoch(): number {
    return (this.#words[CONTROL.epoch] as number) & EPOCH_MASK;
  }

  /** What was last touched up to this relative second is dead by orders that were replaced since; 0 for nothing. */
  flushedUpTo(): number {
    return this.#words[CONTROL.flushedUpTo] as number;
  }

  /** Whether an item of this epoch, last touched at `time`, was flushed. */
  isFlushed(epoch: number, time: number): boolean {
    const words = this.#words;
    if (epoch !== ((words[CONTROL.epoch] as number) & EPOCH_MASK)) {
      return true;
    }
    if (time <= (words[CONTROL.flushedUpTo] as number)) {
      return true;
    }
    const oldestLive = words[CONTROL.oldestLive] as number;
    return oldestLive !== 0 && time <= oldestLive && oldestLive <= (words[CONTROL.now] as number);
  }

  /** Whether an item that dies at `exptime` (relative, 0 never, signed or not) is dead now. */
  isExpired(exptime: number): boolean {
    return exptime !== 0 && exptime >>> 0 <= (this.#words[CONTROL.now] as number);
  }

  /** Kills everything stored so far and forgets a pending delayed flush. True when the dead must now be swept out. */
  flushNow(): boolean {
    const sweep = this.#startEpoch();
    Atomics.store(this.#words, CONTROL.oldestLive, 0);
    return sweep;
  }

  /**
   * Kills, from relative second `moment` on, everything last touched at or before it. Replaces an earlier order that has not
   * come yet; what an earlier one killed stays dead (in memcached it comes back if nobody has looked at it).
   * True when the dead must now be swept out.
   */
  flushAt(moment: number): boolean {
    const words = this.#words;
    const pending = words[CONTROL.oldestLive] as number;
    const now = this.now();
    let sweep = false;
    if (pending === now) {
      sweep = this.#startEpoch();
    } else if (pending < now) {
      Atomics.store(words, CONTROL.flushedUpTo, Math.max(pending, words[CONTROL.flushedUpTo] as number));
    }
    Atomics.store(words, CONTROL.oldestLive, Math.max(1, Math.min(moment, MOMENT_MAX)));
    return sweep;
  }

  #startEpoch(): boolean {
    const epochs = Atomics.add(this.#words, CONTROL.epoch, 1) + 1;
    return epochs % SWEEP_EVERY_EPOCHS === 0;
  }
}
