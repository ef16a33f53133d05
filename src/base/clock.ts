/** Time as a value that is passed in, so that tests can hold it still; the one place that reads the real clocks. */

/** Two clocks: one that never goes back, for durations, and the calendar's. */
export interface Clock {
  /** Milliseconds since an arbitrary start, with fractions down to nanoseconds; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since 1970-01-01 UTC. */
  unixMs(): number;
}

/** The clocks of this machine. `monotonicMs` has its own start in every thread: compare only readings of one thread. */
export const systemClock: Clock = Object.freeze({
  monotonicMs: () => performance.now(),
  unixMs: () => Date.now(),
});

/**
 * Milliseconds of the machine's monotonic clock, the same scale in every thread of every process (unlike
 * `performance.now`, which starts at 0 in each thread). For moments that cross threads; 40 ns a reading.
 */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Microseconds since 1970-01-01 UTC; several threads agree as well as they agree on when they were started. */
export function unixMicroseconds(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1000);
}
