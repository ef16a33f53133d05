/** cluster/ring/key-hashes.ts: each name is the hash that libmemcached and twemproxy mean by it, bytes of 0x80 and more included. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY_HASH_NAMES, KEY_HASHES, type KeyHashName } from "../../../../src/cluster/ring/key-hashes.ts";

const KEYS = ["a", "key:0", "user:1000:profile", "héllo"];

/** What libhashkit 1.1.4 and twemproxy 0.5 made of KEYS on x86. */
const VALUES: Readonly<Record<KeyHashName, readonly number[]>> = {
  one_at_a_time: [3392050242, 3235172033, 522545543, 1540699185],
  md5: [3111502092, 2192279263, 2585628903, 1206407358],
  crc: [26807, 31848, 471, 7739],
  crc32a: [3904355907, 2087193466, 30907001, 2654700086],
  crc16: [31879, 1880263200, 2691867350, 2851318581],
  fnv1_32: [84696446, 2305095588, 2253373212, 1671187102],
  fnv1a_32: [3826002220, 1460932118, 66513402, 3948832576],
  fnv1_64: [2248259518, 4257821444, 1037178972, 4139542302],
  fnv1a_64: [2248273036, 2519685398, 1426878874, 3574771936],
  hsieh: [2472816263, 3284678739, 1203955876, 3573354347],
  murmur: [1262581116, 1895216676, 78543240, 3090904040],
  murmur3: [2289228744, 3747422412, 3295730489, 3579198119],
  jenkins: [3768813200, 232089112, 886310305, 1775288643],
};

for (const name of KEY_HASH_NAMES) {
  test(`${name} has the clients' values`, () => {
    const values = KEYS.map((key) => {
      const bytes = new TextEncoder().encode(`get ${key}\r\n`);
      return KEY_HASHES[name](bytes, 4, bytes.length - 2);
    });
    assert.deepEqual(values, VALUES[name]);
  });
}
