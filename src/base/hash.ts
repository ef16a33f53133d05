/**
 * The key hash of the server's index: FNV-1a with a random start value, finished by murmur3's mixer.
 *
 * FNV-1a takes one byte at a time, so a parser can hash a key in the very loop that looks for its end; the finaliser
 * mends FNV's weak high bits. The seed is random per process, so that nobody can aim many keys at one bucket.
 */

/** FNV-1a 32-bit offset basis (http://www.isthe.com/chongo/tech/comp/fnv/). */
const FNV_OFFSET_BASIS = 0x811c9dc5;

/** FNV-1a 32-bit prime. */
const FNV_PRIME = 0x01000193;

/** The state before the first byte, for a seed of any 32-bit value. */
export function hashStart(seed: number): number {
  return FNV_OFFSET_BASIS ^ seed;
}

/** The state after one more byte. */
export function hashStep(state: number, byte: number): number {
  return Math.imul(state ^ byte, FNV_PRIME);
}

/** The hash, a signed 32-bit integer, from the state after the last byte (murmur3's fmix32). */
export function hashFinish(state: number): number {
  let hash = state;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The hash of `length` bytes from `start`, a signed 32-bit integer; equal to start, step for each byte, finish. */
export function hashKey(bytes: Uint8Array, start: number, length: number, seed: number): number {
  const end = start + length;
  let state = hashStart(seed);
  for (let index = start; index < end; index++) {
    state = hashStep(state, bytes[index] as number);
  }
  return hashFinish(state);
}
