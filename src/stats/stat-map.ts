/** The reply of a `stats` command as a map of names to values, and the numbers in it. Counters are unsigned 64 bit: bigint. */

/** Stat names and values as the server sent them. */
export type StatMap = ReadonlyMap<string, string>;

/** A value derived from stats: text, an exact counter, or a ratio, rate or duration. */
export type Scalar = string | number | bigint;

const UNSIGNED_DIGITS_MAX = 20;

/** The counter called `name`; undefined when the server does not have it or sent something else than digits. */
export function readCounter(stats: StatMap, name: string): bigint | undefined {
  const text = stats.get(name);
  return text !== undefined && text.length <= UNSIGNED_DIGITS_MAX && /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
}

/** `part / (part + rest)`, 0 to 1; undefined when nothing was counted or a number is missing. */
export function ratioOf(part: Scalar | undefined, rest: Scalar | undefined): number | undefined {
  if (typeof part !== "bigint" || typeof rest !== "bigint" || part + rest === 0n) {
    return undefined;
  }
  return Number(part) / Number(part + rest);
}

/** The number a statistic's text stands for; undefined when it stands for none. */
export function numberOf(text: string | undefined): Exclude<Scalar, string> | undefined {
  if (text === undefined || text.length > 40) {
    return undefined;
  }
  if (/^-?[0-9]{1,20}$/.test(text)) {
    return BigInt(text);
  }
  return /^-?[0-9]{1,20}\.[0-9]{1,12}$/.test(text) ? Number(text) : undefined;
}
