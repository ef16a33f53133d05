/** Arithmetic on unsigned 64-bit words as BigInts, for the hash functions that need all of their bits. */

/** A number modulo 2^64. */
export function word64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

/** Turns a 64-bit word to the left. */
export function turn64(word: bigint, bits: bigint): bigint {
  return BigInt.asUintN(64, word << bits) | (word >> (64n - bits));
}

/** Up to eight bytes of `bytes[start..end)` as a little-endian number. */
export function littleEndian64(bytes: Uint8Array, start: number, end: number): bigint {
  let low = 0;
  let high = 0;
  for (let index = Math.min(end, start + 8) - 1; index >= start; index--) {
    high = ((high << 8) | (low >>> 24)) >>> 0;
    low = ((low << 8) | (bytes[index] as number)) >>> 0;
  }
  return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low);
}
