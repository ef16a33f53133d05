/** decode/zstd.ts: frames of the zstd program, and frames that promise too much. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { looksLikeZstd, unpackZstd } from "../../../src/decode/zstd.ts";
import { packed, packedMd5 } from "../../support/decode-fixtures.ts";

const MAX = 200_000;

function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

function problemOf(bytes: Uint8Array, bytesMax = MAX): string {
  const result = unpackZstd(bytes, bytesMax);
  return "problem" in result ? result.problem : `no problem: ${result.value.length} bytes`;
}

function unpacked(name: string): Uint8Array {
  const result = unpackZstd(packed(name), MAX);
  assert.ok("value" in result, JSON.stringify(result));
  return result.value;
}

describe("a frame of zstd", () => {
  it("is unpacked, with and without its size and a checksum", () => {
    assert.equal(md5Of(unpacked("zstd / short")), packedMd5("fastlz / short"));
    assert.equal(md5Of(unpacked("zstd / of known size")), packedMd5("fastlz / short"));
    assert.equal(md5Of(unpacked("zstd / high")), packedMd5("fastlz / long"));
    assert.equal(Buffer.from(unpacked("zstd / small")).toString(), "hello hello hello");
    assert.equal(Buffer.from(unpacked("zstd / large of known size")).toString(), "ab".repeat(50_000));
  });

  it("may be followed by another", () => {
    assert.equal(Buffer.from(unpacked("zstd / two frames")).toString(), "one two");
  });

  it("stops at the limit, told or not told how long it is", () => {
    assert.match(problemOf(packed("zstd / bomb")), /it unpacks to more than 200,000 bytes, the limit/);
    assert.match(problemOf(packed("zstd / bomb of known size")), /it unpacks to more than 200,000 bytes, the limit/);
    assert.match(problemOf(packed("zstd / two frames"), 6), /more than 6 bytes/);
  });

  it("with a window beyond 8 MiB is refused before the window is allocated", () => {
    assert.match(problemOf(packed("zstd / long window")), /its window is larger than 8 MiB/);
  });

  it("that is cut, damaged, or needs a dictionary is refused", () => {
    const frame = packed("zstd / short");
    assert.match(problemOf(frame.subarray(0, frame.length - 1)), /4 bytes are announced, 3 are left/);
    assert.match(problemOf(frame.subarray(0, 20)), /bytes are announced/);
    assert.match(problemOf(Buffer.concat([frame, Buffer.from("more")])), /no frame of Zstandard stands/);
    const withDictionary = Buffer.from(frame);
    withDictionary[4] = 0x05;
    assert.match(problemOf(withDictionary), /dictionary/);
    const reserved = Buffer.from("28b52ffd2001070000", "hex");
    assert.match(problemOf(reserved), /no block of Zstandard stands/);
    const damaged = Buffer.from("28b52ffd2010250000ffffffff", "hex");
    assert.match(problemOf(damaged), /the frame is damaged/);
  });
});

it("zstd is known by its magic number", () => {
  assert.ok(looksLikeZstd(packed("zstd / small")));
  assert.ok(!looksLikeZstd(Buffer.from("28b52ffd", "hex")));
});
