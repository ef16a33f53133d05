/** Every file of test/fixtures/placement, 200 keys that a real client put on real servers, by the rule of that client. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlacementServer } from "../../src/cluster/ring/placement.ts";
import { checkVectors, VECTOR_FILES } from "../support/placement-vectors.ts";

/** The client as `--client` takes it, and what else it was told about its servers. */
type Case = readonly [client: string, known?: (server: PlacementServer, index: number) => Partial<PlacementServer>];

const CASES: Readonly<Record<string, Case>> = {
  "dalli-default": ["dalli"],
  "dalli-default-w1-2-3": ["dalli"],
  "dalli-new-default": ["dalli"],
  "gomemcache-default": ["gomemcache"],
  "libmemcached-consistent": ["libmemcached:consistent"],
  "libmemcached-default": ["libmemcached"],
  "libmemcached-ketama": ["libmemcached:ketama"],
  "libmemcached-ketama_weighted": ["libmemcached:ketama_weighted"],
  "libmemcached-ketama_weighted-w1-2-3": ["libmemcached:ketama_weighted"],
  "libmemcached-modula-crc": ["libmemcached:crc"],
  "libmemcached-modula-fnv1a_32": ["libmemcached:hash=fnv1a_32"],
  "libmemcached-modula-md5": ["libmemcached:hash=md5"],
  "libmemcached-modula-murmur": ["libmemcached:hash=murmur"],
  "mcproxy-default": ["memcached-proxy"],
  "mcproxy-ring-default": ["memcached-proxy:ring"],
  "mcproxy-ring-ketama": ["memcached-proxy:ring,ketama,hash=md5"],
  "mcrouter-ch3": ["mcrouter"],
  "mcrouter-crc32": ["mcrouter:hash=Crc32"],
  "mcrouter-rendezvous": ["mcrouter:rendezvous"],
  "mcrouter-weightedch3-1-0.5-0.25-1-0.75": [
    "mcrouter:weightedch3",
    (_, index) => ({ weight: [1, 0.5, 0.25, 1, 0.75][index] as number }),
  ],
  "memjs-default": ["memjs"],
  "npm-memcache-default": ["npm-memcache"],
  "npm-memcached-default": ["npm-memcached"],
  "npm-memcached-w1-2-3": ["npm-memcached"],
  "perl-cache-memcached-default": ["perl-cache-memcached"],
  "perl-cache-memcached-fast-default": ["perl-cache-memcached-fast"],
  "perl-cache-memcached-fast-ketama150": ["perl-cache-memcached-fast:ketama_points=150"],
  "php-memcache-consistent-crc32": ["php-memcache:hash_strategy=consistent,hash_function=crc32"],
  "php-memcache-default": ["php-memcache"],
  "php-memcached-consistent": ["php-memcached:consistent"],
  "php-memcached-default": ["php-memcached"],
  "php-memcached-libketama_compatible": ["php-memcached:libketama_compatible"],
  "php-memcached-libketama_compatible-w1-2-3": ["php-memcached:libketama_compatible"],
  "pylibmc-consistent": ["pylibmc:distribution=consistent"],
  "pylibmc-default": ["pylibmc"],
  "pylibmc-ketama": ["pylibmc:ketama=1"],
  "pylibmc-ketama_weighted": ["pylibmc:ketama_weighted=1"],
  "pylibmc-ketama_weighted-w1-2-3": ["pylibmc:ketama_weighted=1"],
  "pymemcache-bytes-keys": ["pymemcache:bytes_keys"],
  "pymemcache-default": ["pymemcache"],
  "pymemcache-prefix": ["pymemcache:prefix=app:"],
  "python-memcached-default": ["python-memcached"],
  "python-memcached-w1-2-3": ["python-memcached"],
  "spymemcached-array_mod-crc_hash": ["spymemcached:hash=crc"],
  "spymemcached-default": ["spymemcached"],
  "spymemcached-ketama": ["spymemcached:ketama"],
  // The resolver of the machine called 127.0.0.1 so.
  "spymemcached-ketama-libmemcached": ["spymemcached:ketama,format=libmemcached", () => ({ name: "localhost" })],
  "spymemcached-ketama-w1-2-3": ["spymemcached:ketama"],
  "twemproxy-default": ["twemproxy"],
  "twemproxy-ketama-fnv1a_64": ["twemproxy:hash=fnv1a_64"],
  "twemproxy-ketama-md5": ["twemproxy:hash=md5"],
  "twemproxy-ketama-md5-w1-2-3": ["twemproxy:hash=md5"],
  "twemproxy-ketama-md5-hashtag": ["twemproxy:hash=md5,hash_tag={}"],
  "twemproxy-ketama-murmur": ["twemproxy:hash=murmur"],
  "twemproxy-modula-crc32a": ["twemproxy:modula,crc32a"],
  "twemproxy-modula-fnv1a_64": ["twemproxy:modula"],
};

for (const [file, [client, known]] of Object.entries(CASES)) {
  test(`${file} is ${client}`, () => {
    checkVectors(file, client, known);
  });
}

test("no file is left out", () => {
  assert.deepEqual(Object.keys(CASES).sort(), VECTOR_FILES);
});
