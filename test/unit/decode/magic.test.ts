/** decode/magic.ts: binary data by its first bytes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { magicName } from "../../../src/decode/magic.ts";

test("common kinds of files are named, images with their size", () => {
  const png = Buffer.from("89504e470d0a1a0a0000000d49484452000000100000002008060000", "hex");
  for (const [bytes, name] of [
    [png, "PNG image, 16 x 32"],
    [png.subarray(0, 12), "PNG image"],
    [Buffer.from("ffd8ffe000104a464946", "hex"), "JPEG image"],
    [Buffer.from("GIF89a\x05\x00\x06\x00", "latin1"), "GIF image, 5 x 6"],
    [Buffer.from("RIFF\x10\0\0\0WEBPVP8 "), "WebP image"],
    [Buffer.from("%PDF-1.7"), "PDF document"],
    [gzipSync("x"), "gzip data"],
    [Buffer.from("04224d1864", "hex"), "LZ4 data"],
    [Buffer.from("PK\x03\x04"), "zip archive"],
  ] as const) {
    assert.equal(magicName(bytes), name);
  }
});

test("nothing else is named", () => {
  for (const bytes of [Buffer.from(""), Buffer.from("text"), Buffer.from([0xff, 0xd8]), new Uint8Array(100)]) {
    assert.equal(magicName(bytes), undefined);
  }
});
