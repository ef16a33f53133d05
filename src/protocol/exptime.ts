/** Times to live on the wire: memcached takes seconds, and what it takes for too many of them as a moment. */

/** memcached reads a larger number of seconds as a Unix time (REALTIME_MAXDELTA): 30 days. Source: protocol.txt, "Expiration times". */
export const RELATIVE_SECONDS_MAX = 30 * 86_400;

/** The exptime of what ends so many seconds from now: the number itself, or the Unix time where it would be taken for one. */
export function exptimeAfter(seconds: number, unixMs: number): number {
  return seconds <= RELATIVE_SECONDS_MAX ? seconds : Math.floor(unixMs / 1000) + seconds;
}
