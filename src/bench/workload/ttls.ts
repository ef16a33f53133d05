/** How long values live: `--ttl`, in whole seconds, because memcached counts in them. */
import { MemtoolError } from "../../base/errors.ts";
import { parseDurationMs } from "../../base/units.ts";
import { TTL_SECONDS_MAX } from "../limits.ts";
import type { NumberLaw } from "./key-numbers.ts";
import { formatNumbers, type NumberUnit, parseNumbers } from "./number-spelling.ts";

const HINT = "write 0 (never expires), 90s, 1m-1h or 1d:0.65,14d:0.27,12h:0.08 (time or range, then its share)";

const UNIT_SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

function formatSeconds(seconds: number): string {
  const fitting = Object.entries(UNIT_SECONDS).find(([, size]) => seconds % size === 0);
  return fitting === undefined || seconds === 0 ? String(seconds) : `${seconds / fitting[1]}${fitting[0]}`;
}

const TTL: NumberUnit = {
  name: "TTL",
  hint: HINT,
  parse: (word) => {
    const seconds = parseDurationMs(word) / 1000;
    if (!Number.isInteger(seconds) || seconds > TTL_SECONDS_MAX) {
      throw new MemtoolError("USAGE", "a TTL is whole seconds, up to 30 days (memcached takes more for a date)");
    }
    return seconds;
  },
  format: formatSeconds,
  paretoMaxDefault: undefined,
  min: 0,
};

/**
 * Reads one duration, a range, or a list of them with shares, as numbers of seconds; 0 never expires.
 * @throws MemtoolError USAGE
 */
export function parseTtls(text: string): NumberLaw {
  const law = parseNumbers(text, TTL);
  if (law.kind === "parts" && law.parts.some(({ from, to }) => from === 0 && to > 0)) {
    throw new MemtoolError(
      "USAGE",
      `cannot use the TTL ${JSON.stringify(text)}: 0 never expires, so no range starts there`,
      {
        hint: HINT,
      },
    );
  }
  return law;
}

/** Writes TTLs so that {@link parseTtls} reads them back. */
export function formatTtls(law: NumberLaw): string {
  return formatNumbers(law, TTL);
}
