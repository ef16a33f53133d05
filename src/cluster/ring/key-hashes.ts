/** The hash functions of the placement rules under the names libmemcached and twemproxy give them. */
import { crc16 } from "../../base/crc16.ts";
import {
  crc32,
  crc32Middle,
  fnv1aOf32,
  fnv1aOf64,
  fnv1Of32,
  fnv1Of64,
  type KeyHash,
  murmur2,
  oneAtATime,
} from "../../base/hashkit.ts";
import { lookup3 } from "../../base/lookup3.ts";
import { md5Hash } from "../../base/md5.ts";
import { murmur3 } from "../../base/murmur3.ts";
import { superFastHash } from "../../base/super-fast-hash.ts";

/** libhashkit's seed of murmur3 is this times the length (libhashkit/murmur3.cc). */
const MURMUR3_SEED_PER_BYTE = 0xdeadbeef;

/** Every hash by its name; `crc` is 15 bits of the CRC-32, `crc32a` all of it. */
export const KEY_HASHES = {
  one_at_a_time: oneAtATime,
  md5: md5Hash,
  crc: crc32Middle,
  crc32a: crc32,
  crc16,
  fnv1_32: fnv1Of32,
  fnv1a_32: fnv1aOf32,
  fnv1_64: fnv1Of64,
  fnv1a_64: fnv1aOf64,
  hsieh: superFastHash,
  murmur: murmur2,
  murmur3: (bytes, start, end) => murmur3(bytes, start, end, Math.imul(MURMUR3_SEED_PER_BYTE, end - start)),
  jenkins: lookup3,
} as const satisfies Record<string, KeyHash>;

/** A name of {@link KEY_HASHES}. */
export type KeyHashName = keyof typeof KEY_HASHES;

/** All names. */
export const KEY_HASH_NAMES = Object.keys(KEY_HASHES) as readonly KeyHashName[];
