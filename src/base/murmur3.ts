/** MurmurHash3 of 32 bits (Appleby, MurmurHash3_x86_32): libmemcached's `murmur3`, and the scores of pymemcache. */

const FIRST_MULTIPLIER = 0xcc9e2d51;
const SECOND_MULTIPLIER = 0x1b873593;

/** Hashes `bytes[start..end)` to an unsigned 32-bit number; `seed` is any 32-bit number. */
export function murmur3(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed | 0;
  let at = start;
  for (; end - at >= 4; at += 4) {
    hash = Math.imul(turn(hash ^ scrambled(bytes, at, at + 4), 13), 5) + 0xe6546b64;
  }
  if (at < end) {
    hash ^= scrambled(bytes, at, end);
  }
  hash ^= end - start;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Up to four bytes as a little-endian number, mixed. */
function scrambled(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let index = end - 1; index >= start; index--) {
    word = (word << 8) | (bytes[index] as number);
  }
  return Math.imul(turn(Math.imul(word, FIRST_MULTIPLIER), 15), SECOND_MULTIPLIER);
}

function turn(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
