/** The values that client tests send there and back. */

import { randomBytes } from "node:crypto";

/** Length of the largest value. */
export const LARGEST_VALUE_BYTES = 1024 * 1024 - 1024;

const LARGE_EVERY = 500;
const SMALL_VALUE_BYTES_MAX = 1500;

/**
 * Small values of every length and of every byte, and large ones of ASCII, the largest among them; key-0 is empty. (The
 * package memcached sends a buffer as the UTF-8 of its Latin-1 text, so that random bytes grow by half on the wire.)
 */
export function makeValues(count: number): Map<string, Buffer> {
  const small = randomBytes(SMALL_VALUE_BYTES_MAX);
  const large = Buffer.from(randomBytes(LARGEST_VALUE_BYTES).toString("base64"));
  const values = new Map<string, Buffer>();
  for (let index = 0; index < count; index++) {
    const isLarge = index % LARGE_EVERY === LARGE_EVERY - 1;
    const largeLength = LARGEST_VALUE_BYTES - (index - LARGE_EVERY + 1) * 40;
    const value = isLarge ? large.subarray(0, largeLength) : small.subarray(0, (index * 7) % SMALL_VALUE_BYTES_MAX);
    values.set(`key-${index}`, value);
  }
  return values;
}
