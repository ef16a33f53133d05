/** Marshal's way of writing small numbers: one byte where that is enough. */
import type { ByteCursor } from "./byte-cursor.ts";

/**
 * Reads one: 0 is 0, 1 to 4 and -1 to -4 tell how many bytes follow (little-endian; below 0 the missing ones are ff), anything
 * else is the number itself with 5 added or taken away.
 */
export function readMarshalLength(cursor: ByteCursor): number {
  const first = cursor.int8();
  if (first === 0) {
    return 0;
  }
  if (first > 4) {
    return first - 5;
  }
  if (first < -4) {
    return first + 5;
  }
  const count = Math.abs(first);
  let value = 0;
  for (let index = 0; index < count; index++) {
    value += cursor.uint8() * 256 ** index;
  }
  return first > 0 ? value : value - 256 ** count;
}
