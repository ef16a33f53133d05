/** base/md5.ts against RFC 1321's test suite and node:crypto. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { md5Hash, md5Words } from "../../../src/base/md5.ts";

function hex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const digest = Buffer.alloc(16);
  for (const [index, word] of md5Words(bytes, start, end).entries()) {
    digest.writeInt32LE(word, 4 * index);
  }
  return digest.toString("hex");
}

test("RFC 1321, appendix A.5", () => {
  const SUITE = {
    "": "d41d8cd98f00b204e9800998ecf8427e",
    a: "0cc175b9c0f1b6a831c399e269772661",
    abc: "900150983cd24fb0d6963f7d28e17f72",
    "message digest": "f96b697d7cb7938d525a2f31aaf161d0",
    abcdefghijklmnopqrstuvwxyz: "c3fcd3d76192e4007dfb496cca67e13b",
    ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: "d174ab98d277d9f5a5611c2c9f419d9f",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890":
      "57edf4a22be3c955ac49da2e2107b67a",
  };
  for (const [text, digest] of Object.entries(SUITE)) {
    assert.equal(hex(Buffer.from(text)), digest, text);
  }
});

test("every length up to four blocks is node:crypto's, and so is any range of any bytes", () => {
  const expected = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");
  for (let length = 0; length <= 256; length++) {
    const bytes = Buffer.alloc(length, 0xe9);
    assert.equal(hex(bytes), expected(bytes), `${length} bytes`);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(100), fc.nat(100), (bytes, before, after) => {
      const start = Math.min(before, bytes.length);
      const end = Math.max(start, bytes.length - after);
      assert.equal(hex(bytes, start, end), expected(bytes.subarray(start, end)));
    }),
  );
});

test("the hash is the first four digest bytes, little-endian and unsigned", () => {
  const bytes = new TextEncoder().encode("get user:1000:profile\r\n");
  assert.equal(md5Hash(bytes, 4, bytes.length - 2), 2585628903);
});
