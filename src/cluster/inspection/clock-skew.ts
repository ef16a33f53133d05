/**
 * How far a server's clock is from ours, as an interval: it tells whole seconds, and the answer was some time on its way.
 * A server with a wrong clock expires items at the wrong time wherever a client gives a Unix time.
 */

/** The server's clock minus ours, in seconds: somewhere between the two. */
export interface ClockSkew {
  readonly lowS: number;
  readonly highS: number;
}

/** When a server was asked for its time. Our clock, in milliseconds since 1970-01-01 UTC. */
export interface TimeQuestion {
  readonly sentUnixMs: number;
  readonly tookMs: number;
  /** `time` of its stats. */
  readonly serverTimeS: number;
}

/**
 * What memcached tells is whole seconds of a monotonic clock, cut down, since a start that was cut down to a whole second too, as of its
 * last tick, up to a second ago: its true time is between one second less and three more (memcached.c, clock_handler: current_time,
 * monotonic_start and process_started). Seen on one machine: up to 2.2 s behind.
 */
const EARLY_S = 1;
const LATE_S = 3;

/** The interval in which the skew is. */
export function clockSkew({ sentUnixMs, tookMs, serverTimeS }: TimeQuestion): ClockSkew {
  const sentS = sentUnixMs / 1000;
  return {
    lowS: milliseconds(serverTimeS - EARLY_S - (sentS + tookMs / 1000)),
    highS: milliseconds(serverTimeS + LATE_S - sentS),
  };
}

/** No clock here is more exact than this. */
function milliseconds(seconds: number): number {
  return Number(seconds.toFixed(3));
}

/** The least skew that explains what was seen, with its sign; 0 when the clocks may agree. */
export function leastSkewS({ lowS, highS }: ClockSkew): number {
  return lowS > 0 ? lowS : Math.min(0, highS);
}

/** `+95 s ±1 s`; `0 s ±1 s` where the clocks may agree. */
export function skewText(skew: ClockSkew): string {
  const { lowS, highS } = skew;
  // A bound is rounded up.
  const bound = Math.ceil((highS - lowS) * 5 - 1e-6) / 10;
  const middle = leastSkewS(skew) === 0 ? 0 : (lowS + highS) / 2;
  return `${middle > 0 ? "+" : ""}${tenths(middle)} s ±${bound} s`;
}

function tenths(seconds: number): string {
  return String(Number(seconds.toFixed(1)));
}
