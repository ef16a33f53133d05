/** decode/unpack.ts: one layer off, as clients put it on. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { sniffPacking, unpack } from "../../../src/decode/unpack.ts";
import { packed } from "../../support/decode-fixtures.ts";

const TEXT = Buffer.from("a".repeat(100));

function measured(length: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  return Buffer.concat([head, bytes]);
}

describe("a packed value", () => {
  it("is unpacked, and both lengths are told", () => {
    const zlib = deflateSync(TEXT);
    assert.deepEqual(unpack("zlib", zlib, 1000), {
      value: { bytes: TEXT, step: `zlib: ${zlib.length} bytes unpacked to 100` },
    });
    assert.ok("value" in unpack("gzip", gzipSync(TEXT), 1000));
    assert.ok("value" in unpack("zstd", packed("zstd / small"), 1000));
    assert.deepEqual(unpack("php zlib", measured(100, zlib), 1000), {
      value: { bytes: TEXT, step: `php-memcached's zlib: ${zlib.length + 4} bytes unpacked to 100` },
    });
    assert.ok("value" in unpack("php fastlz", packed("fastlz / short"), 100_000));
    assert.ok("value" in unpack("php zstd", measured(17, packed("zstd / small")), 1000));
  });

  it("of php-memcached has to be as long as it says, and not too long", () => {
    assert.deepEqual(unpack("php zlib", measured(99, deflateSync(TEXT)), 1000), {
      problem: "php-memcached's zlib: it unpacks to more than 99 bytes, the limit",
    });
    assert.deepEqual(unpack("php zlib", measured(101, deflateSync(TEXT)), 1000), {
      problem: "php-memcached's zlib: it unpacks to 100 bytes and announces 101",
    });
    assert.deepEqual(unpack("php fastlz", measured(0xffffffff, Buffer.from("00")), 1000), {
      problem: "php-memcached's FastLZ: it unpacks to more than 1,000 bytes, the limit",
    });
    assert.match(JSON.stringify(unpack("php fastlz", Buffer.from("ab"), 1000)), /4 bytes are announced, 2 are left/);
  });
});

it("packing is known by the first bytes, behind a length too", () => {
  assert.equal(sniffPacking(deflateSync(TEXT)), "zlib");
  assert.equal(sniffPacking(gzipSync(TEXT)), "gzip");
  assert.equal(sniffPacking(packed("zstd / small")), "zstd");
  assert.equal(sniffPacking(measured(100, deflateSync(TEXT))), "php zlib");
  assert.equal(sniffPacking(measured(17, packed("zstd / small"))), "php zstd");
  assert.equal(sniffPacking(packed("fastlz / short")), undefined);
  assert.equal(sniffPacking(Buffer.from("plain text")), undefined);
  assert.equal(sniffPacking(Buffer.from("")), undefined);
});
