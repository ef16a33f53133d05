/** From a time to live as people write it to memcached's exptime. Pure; the clock's reading is passed in. */
import { MemtoolError } from "../../base/errors.ts";
import { parseDurationMs } from "../../base/units.ts";
import { exptimeAfter } from "../../protocol/exptime.ts";

/** An exptime is a signed 32-bit number: 2038-01-19. */
const EXPTIME_MAX = 2 ** 31 - 1;

const NEVER = 0;
const EXPIRED = -1;

const FORMS = "write it like 60, 90s, 5m, 12h or 45d; never (or 0) for no end, -1 for expired at once";

/** How a time to live may be written, for the help. */
export const TTL_FORMS = "seconds, or a duration such as 5m, 12h, 45d; never or 0: no end; -1: expired at once";

/**
 * Reads a time to live. A bare number is seconds; a part of a second counts as a whole one, because memcached knows no less.
 * @param name what the word is called in messages
 * @param unixMs now: beyond 30 days memcached takes the moment itself instead of a number of seconds
 * @throws MemtoolError USAGE for what is no time, for 0 with a unit (never, or at once?), and for a moment after 2038-01-19
 */
export function readExptime(text: string, name: string, unixMs: number): number {
  const word = text.trim().toLowerCase();
  if (word === "never" || word === "0") {
    return NEVER;
  }
  if (/^-\d+$/.test(word)) {
    return EXPIRED;
  }
  const durationMs = readDuration(word, name);
  if (durationMs === 0) {
    throw new MemtoolError("USAGE", `${name}: ${JSON.stringify(text)} may mean never or at once`, {
      hint: "write never, or -1 for expired at once",
    });
  }
  return exptimeOf(durationMs, name, unixMs);
}

/**
 * The exptime that is `durationMs` from now. @throws MemtoolError USAGE for a moment after 2038-01-19
 */
export function exptimeOf(durationMs: number, name: string, unixMs: number): number {
  const exptime = exptimeAfter(Math.ceil(durationMs / 1000), unixMs);
  if (exptime > EXPTIME_MAX) {
    throw new MemtoolError("USAGE", `${name} ends after 2038-01-19, which memcached cannot keep`, {
      hint: "never keeps the item until it is removed",
    });
  }
  return exptime;
}

function readDuration(word: string, name: string): number {
  try {
    return parseDurationMs(word, "s");
  } catch {
    throw new MemtoolError("USAGE", `${name}: ${JSON.stringify(word)} is not a time to live`, { hint: FORMS });
  }
}
