/** MurmurHash64A (Appleby), a 64-bit MurmurHash2: mcrouter's hash of keys (mcrouter/lib/fbi/hash.c). */
import { littleEndian64, word64 } from "./wide-words.ts";

const MULTIPLIER = 0xc6a4a7935bd1e995n;
const SHIFT = 47n;

/** Hashes `bytes[start..end)`; `seed` is a number of up to 64 bits. */
export function murmur64a(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  let hash = word64(seed ^ (BigInt(end - start) * MULTIPLIER));
  let at = start;
  for (; end - at >= 8; at += 8) {
    let word = word64(littleEndian64(bytes, at, at + 8) * MULTIPLIER);
    word = word64((word ^ (word >> SHIFT)) * MULTIPLIER);
    hash = word64((hash ^ word) * MULTIPLIER);
  }
  if (at < end) {
    hash = word64((hash ^ littleEndian64(bytes, at, end)) * MULTIPLIER);
  }
  hash = word64((hash ^ (hash >> SHIFT)) * MULTIPLIER);
  return hash ^ (hash >> SHIFT);
}
