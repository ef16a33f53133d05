/** decode/zlib.ts: zlib and gzip with a limit. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { looksLikeGzip, looksLikeZlib, tooLong, unpackGzip, unpackZlib } from "../../../src/decode/zlib.ts";

const TEXT = "text ".repeat(1000);

describe("zlib and gzip", () => {
  it("are unpacked", () => {
    assert.deepEqual(unpackZlib(deflateSync(TEXT), 5000), { value: Buffer.from(TEXT) });
    assert.deepEqual(unpackGzip(gzipSync(TEXT), 5000), { value: Buffer.from(TEXT) });
  });

  it("stop at the limit", () => {
    const expected = { problem: tooLong(4999) };
    assert.deepEqual(unpackZlib(deflateSync(TEXT), 4999), expected);
    assert.deepEqual(unpackGzip(gzipSync(TEXT), 4999), expected);
    assert.match(tooLong(4999), /more than 4,999 bytes/);
  });

  it("are refused when cut or damaged", () => {
    const zlib = deflateSync(TEXT);
    assert.match(JSON.stringify(unpackZlib(zlib.subarray(0, -1), 5000)), /unexpected end of file/);
    zlib[zlib.length - 1] = (zlib.at(-1) as number) ^ 1;
    assert.match(JSON.stringify(unpackZlib(zlib, 5000)), /incorrect data check/);
    const gzip = gzipSync(TEXT);
    gzip[gzip.length - 5] = (gzip.at(-5) as number) ^ 1;
    assert.match(JSON.stringify(unpackGzip(gzip, 5000)), /incorrect data check/);
  });
});

it("zlib is known by a header divisible by 31, at every level", () => {
  for (let level = 0; level <= 9; level++) {
    assert.ok(looksLikeZlib(deflateSync(TEXT, { level })), `level ${level}`);
  }
  assert.ok(looksLikeZlib(deflateSync(TEXT, { windowBits: 9 })));
  assert.ok(!looksLikeZlib(deflateRawSync(TEXT)));
  assert.ok(!looksLikeZlib(Buffer.from("x\x9d.", "latin1")));
  assert.ok(!looksLikeZlib(Buffer.from([])));
});

it("gzip is known by its magic number", () => {
  assert.ok(looksLikeGzip(gzipSync("")));
  assert.ok(!looksLikeGzip(Buffer.from("1f8b09", "hex")));
});
