/** The values of stats as JSON: numbers as numbers, except where digits only look like one. */
import type { Scalar } from "../../stats/stat-map.ts";
import type { JsonValue } from "../output/json.ts";

/** Stats that are names or masks, whatever their digits. */
const TEXT_STATS: ReadonlySet<string> = new Set(["version", "libevent", "umask", "inter", "domain_socket"]);

/** A stat's value: digits become a number (a string beyond 2^53, see jsonDocument), all else stays text. */
export function statJson(name: string, value: string): Scalar {
  if (TEXT_STATS.has(name)) {
    return value;
  }
  if (/^-?(?:0|[1-9][0-9]{0,19})$/.test(value)) {
    return BigInt(value);
  }
  return /^-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,12}$/.test(value) ? Number(value) : value;
}

/** All stats of a map as one object. */
export function statsJson(stats: ReadonlyMap<string, string>): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries([...stats].map(([name, value]) => [name, statJson(name, value)]));
}
