/** Jump consistent hash (Lamping and Veach, 2014): a bucket of a 64-bit hash, without a ring; memcached's proxy has it (proxy_jump_hash.c). */

const MULTIPLIER = 2862933555777941757n;

/** The bucket, 0 to `bucketCount - 1`, of an unsigned 64-bit hash. */
export function jumpHash(hash: bigint, bucketCount: number): number {
  let state = hash;
  let bucket = -1;
  let next = 0;
  while (next < bucketCount) {
    bucket = next;
    state = BigInt.asUintN(64, state * MULTIPLIER + 1n);
    next = Math.floor((bucket + 1) * (2 ** 31 / (Number(state >> 33n) + 1)));
  }
  return bucket;
}
