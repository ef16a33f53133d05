/** base/hashkit.ts against values of the real libhashkit and twemproxy on x86, bytes of 0x80 and more included. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
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
} from "../../../src/base/hashkit.ts";

const KEYS = ["a", "key:0", "user:1000:profile", "héllo"];
/** What each function makes of KEYS. */
const VALUES: readonly (readonly [KeyHash, readonly number[]])[] = [
  [oneAtATime, [3392050242, 3235172033, 522545543, 1540699185]],
  [crc32Middle, [26807, 31848, 471, 7739]],
  [crc32, [3904355907, 2087193466, 30907001, 2654700086]],
  [fnv1Of64, [2248259518, 4257821444, 1037178972, 4139542302]],
  [fnv1aOf64, [2248273036, 2519685398, 1426878874, 3574771936]],
  [fnv1Of32, [84696446, 2305095588, 2253373212, 1671187102]],
  [fnv1aOf32, [3826002220, 1460932118, 66513402, 3948832576]],
  [murmur2, [1262581116, 1895216676, 78543240, 3090904040]],
];

for (const [hash, values] of VALUES) {
  test(`${hash.name} has libhashkit's values`, () => {
    const found = KEYS.map((key) => {
      const bytes = new TextEncoder().encode(key);
      return hash(bytes, 0, bytes.length);
    });
    assert.deepEqual(found, values);
  });
  test(`${hash.name} hashes exactly the given range to an unsigned 32-bit number`, () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array(), (before, key, after) => {
        const bytes = Uint8Array.of(...before, ...key, ...after);
        const value = hash(bytes, before.length, before.length + key.length);
        assert.equal(value, hash(key, 0, key.length));
        assert.equal(value, value >>> 0);
      }),
    );
  });
}

test("fnv1Of64 is the low half of the 64-bit FNV-1", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (key) => {
      let hash = 0xcbf29ce484222325n;
      for (const byte of Int8Array.from(key)) {
        hash = BigInt.asUintN(64, hash * 0x100000001b3n) ^ BigInt.asUintN(64, BigInt(byte));
      }
      assert.equal(BigInt(fnv1Of64(key, 0, key.length)), BigInt.asUintN(32, hash));
    }),
  );
});

test("crc32 has the check value of the catalogue of CRCs", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789"), 0, 9), 0xcbf43926);
});
