/**
 * The oldest rule, Cache::Memcached's of 2003: fifteen bits of the key's CRC-32, modulo a list in which each server stands as often as its
 * weight says. Perl's clients and python-memcached have it, and php-memcache if asked to; they part ways only where the
 * fifteen bits are 0.
 */
import { crc32Middle } from "../../base/hashkit.ts";
import type { NamedHash } from "./chooser.ts";

/** Perl's: 0 stays 0 (Cache/Memcached.pm, _hashfunc). */
export const CLASSIC_CRC: NamedHash = { name: "crc32>>16&0x7fff", hash: crc32Middle };

/** Python's and PHP's: 0 becomes 1 (memcache.py, cmemcache_hash; memcache_standard_hash.c). */
export const CLASSIC_CRC_ABOVE_0: NamedHash = {
  name: "crc32>>16&0x7fff",
  hash: (bytes, start, end) => crc32Middle(bytes, start, end) || 1,
};
