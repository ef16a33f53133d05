/** cluster/ring/libmemcached.ts against what the real libmemcached, pylibmc, php-memcached and others did with 200 keys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyHash } from "../../../../src/base/hashkit.ts";
import { KEY_HASHES } from "../../../../src/cluster/ring/key-hashes.ts";
import {
  libmemcachedKetama,
  libmemcachedKetamaWeighted,
  libmemcachedModula,
} from "../../../../src/cluster/ring/libmemcached.ts";
import { checkVectors, ownerOfText } from "../../../support/placement-vectors.ts";

const KEYS = Array.from({ length: 2000 }, (_, index) => `user:${index}`);

describe("BEHAVIOR_KETAMA and the consistent distribution", () => {
  for (const file of [
    "libmemcached-ketama",
    "libmemcached-consistent",
    "pylibmc-ketama",
    "pylibmc-consistent",
    "php-memcached-consistent",
  ]) {
    it(`is ${file}`, () => {
      checkVectors(file, (servers) => libmemcachedKetama(servers, KEY_HASHES.one_at_a_time));
    });
  }
  it("with one weight above 1 takes libketama's points and keeps the hash of the keys", () => {
    checkVectors("libmemcached-ketama_weighted-w1-2-3", (servers) => libmemcachedKetama(servers, KEY_HASHES.md5));
    const servers = [1, 2].map((weight) => ({ host: `cache-${weight}`, port: 11211, weight }));
    const [half, whole] = [libmemcachedKetama(servers, KEY_HASHES.one_at_a_time), libmemcachedKetamaWeighted(servers)];
    assert.ok(KEYS.some((key) => ownerOfText(half, key) !== ownerOfText(whole, key)));
  });
});

describe("BEHAVIOR_KETAMA_WEIGHTED", () => {
  for (const file of [
    "libmemcached-ketama_weighted",
    "libmemcached-ketama_weighted-w1-2-3",
    "pylibmc-ketama_weighted",
    "pylibmc-ketama_weighted-w1-2-3",
    "php-memcached-libketama_compatible",
    "php-memcached-libketama_compatible-w1-2-3",
  ]) {
    it(`is ${file}`, () => {
      checkVectors(file, libmemcachedKetamaWeighted);
    });
  }
});

describe("the modula distribution", () => {
  const FILES: Readonly<Record<string, KeyHash>> = {
    "libmemcached-default": KEY_HASHES.one_at_a_time,
    "pylibmc-default": KEY_HASHES.one_at_a_time,
    "php-memcached-default": KEY_HASHES.one_at_a_time,
    "libmemcached-modula-md5": KEY_HASHES.md5,
    "libmemcached-modula-crc": KEY_HASHES.crc,
    "libmemcached-modula-fnv1a_32": KEY_HASHES.fnv1a_32,
    "libmemcached-modula-murmur": KEY_HASHES.murmur,
    "twemproxy-modula-fnv1a_64": KEY_HASHES.fnv1a_64,
    "twemproxy-modula-crc32a": KEY_HASHES.crc32a,
    "gomemcache-default": KEY_HASHES.crc32a,
  };
  for (const [file, hash] of Object.entries(FILES)) {
    it(`is ${file}`, () => {
      checkVectors(file, (servers) => libmemcachedModula(servers, hash));
    });
  }
  it("pays no heed to weights", () => {
    const servers = [1, 9, 1].map((weight) => ({ host: "cache", port: 11211, weight }));
    const placement = libmemcachedModula(servers, () => 4);
    assert.equal(ownerOfText(placement, "any"), 1);
  });
});
