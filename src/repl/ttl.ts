/** Times to live as people type them: `60`, `5m`, `1h30m`, `never`, `-1`. */
import { systemClock } from "../base/clock.ts";
import { parseDurationMs } from "../base/units.ts";
import { exptimeAfter } from "../protocol/exptime.ts";

/** A plain number from here on (2001) is meant as a Unix time: as a time to live it would be 31 years. */
const UNIX_SECONDS_MIN = 1_000_000_000;

/** How a time to live may be written, for messages. */
export const TTL_FORMS = "60, 5m, 2h, 1d, never, or -1 for expired";

/** The calendar's seconds now. */
export type NowSeconds = () => number;

/** The machine's. */
export const systemSeconds: NowSeconds = () => Math.floor(systemClock.unixMs() / 1000);

/**
 * The exptime to send: a plain number counts seconds, units are those of durations. What is longer than 30 days is sent as the
 * Unix time it ends at, because memcached would take the number for one. Undefined when the text is no time.
 */
export function parseTtl(text: string, nowSeconds: NowSeconds): number | undefined {
  if (/^(never|none)$/i.test(text)) {
    return 0;
  }
  const seconds = /^-?\d{1,15}$/.test(text) ? Number(text) : durationSeconds(text);
  if (seconds === undefined || seconds >= UNIX_SECONDS_MIN) {
    return seconds;
  }
  return exptimeAfter(Math.max(seconds, -1), nowSeconds() * 1000);
}

/** Whole seconds, at least one: 0 would mean for ever. */
function durationSeconds(text: string): number | undefined {
  try {
    const seconds = Math.ceil(parseDurationMs(text) / 1000);
    return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : undefined;
  } catch {
    return undefined;
  }
}
