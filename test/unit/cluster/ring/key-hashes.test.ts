/** cluster/ring/key-hashes.ts: each name is the hash that libmemcached and twemproxy mean by it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isKeyHashName, KEY_HASH_NAMES, KEY_HASHES } from "../../../../src/cluster/ring/key-hashes.ts";

test("every name has its hash of key:0", () => {
  const bytes = new TextEncoder().encode("key:0");
  assert.deepEqual(Object.fromEntries(KEY_HASH_NAMES.map((name) => [name, KEY_HASHES[name](bytes, 0, bytes.length)])), {
    one_at_a_time: 3235172033,
    md5: 2192279263,
    crc: 31848,
    crc32a: 2087193466,
    fnv1_32: 2305095588,
    fnv1a_32: 1460932118,
    fnv1_64: 4257821444,
    fnv1a_64: 2519685398,
    murmur: 1895216676,
  });
});

test("nothing else is a name", () => {
  assert.ok(KEY_HASH_NAMES.every(isKeyHashName));
  assert.ok(!["", "MD5", "sha1", "toString", "__proto__"].some(isKeyHashName));
});
