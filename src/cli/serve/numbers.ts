/** Numbers as memcached reads them from its command line, and values of memtool's own options. */
import { MemtoolError } from "../../base/errors.ts";

const SAFE_DIGITS_MAX = 15;

/** C's atoi(): blanks, a sign, digits; what follows is ignored, and without digits it is 0. */
export function atoi(text: string): number {
  const found = /^\s*([+-]?\d+)/.exec(text);
  return found === null ? 0 : Number(found[1]?.slice(0, SAFE_DIGITS_MAX));
}

/** A whole decimal number without a sign, as memcached's safe_strtoul reads it; undefined for anything else. */
export function unsignedNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** A decimal number with or without a fraction; undefined for anything else. */
export function fraction(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** What `read` makes of an option's value; where that is none, the error says whose. @param typed the option, as it was given */
export function namedValue<Value>(typed: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MemtoolError) || error.code !== "USAGE") {
      throw error;
    }
    const { message, hint } = error;
    throw new MemtoolError("USAGE", `${typed}: ${message}`, hint === undefined ? {} : { hint });
  }
}
