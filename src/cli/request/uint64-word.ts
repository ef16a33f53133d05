/** Numbers of 64 bits as words: cas numbers, counters and what is added to them. */
import { MemtoolError } from "../../base/errors.ts";

const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

/**
 * Reads a whole number from 0 to 2^64-1.
 * @param name what the word is called in messages
 * @throws MemtoolError USAGE
 */
export function readUint64(text: string, name: string, hint?: string): bigint {
  const value = /^\d{1,20}$/.test(text) ? BigInt(text) : -1n;
  if (value < 0n || value > UINT64_MAX) {
    const details = hint === undefined ? {} : { hint };
    throw new MemtoolError(
      "USAGE",
      `${name}: ${JSON.stringify(text)} is not a whole number from 0 to ${UINT64_MAX}`,
      details,
    );
  }
  return value;
}
