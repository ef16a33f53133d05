/** The hash functions of the placement rules under the names libmemcached and twemproxy give them. */
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
import { md5Hash } from "../../base/md5.ts";

/** Every hash by its name; `crc` is 15 bits of the CRC-32, `crc32a` all of it. */
export const KEY_HASHES = {
  one_at_a_time: oneAtATime,
  md5: md5Hash,
  crc: crc32Middle,
  crc32a: crc32,
  fnv1_32: fnv1Of32,
  fnv1a_32: fnv1aOf32,
  fnv1_64: fnv1Of64,
  fnv1a_64: fnv1aOf64,
  murmur: murmur2,
} as const satisfies Record<string, KeyHash>;

/** A name of {@link KEY_HASHES}. */
export type KeyHashName = keyof typeof KEY_HASHES;

/** All names. */
export const KEY_HASH_NAMES = Object.keys(KEY_HASHES) as readonly KeyHashName[];

/** Whether `text` is one of them. */
export function isKeyHashName(text: string): text is KeyHashName {
  return Object.hasOwn(KEY_HASHES, text);
}
