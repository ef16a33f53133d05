/** keys/metadump-line.ts: the lines of 1.4.31, 1.6.18 and 1.6.45, any key, and what is no such line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isMetadumpLine, parseMetadumpLine } from "../../../src/keys/metadump-line.ts";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";
import { DUMP_LINE_BYTES_MAX, writeMetadumpLine } from "../../../src/protocol/text/write-dump-line.ts";
import { keyEntry } from "../../support/key-entries.ts";

function parse(line: string | Buffer): ReturnType<typeof parseMetadumpLine> {
  const bytes = Buffer.concat([Buffer.from("before "), Buffer.from(line), Buffer.from(" after=1%")]);
  return parseMetadumpLine(bytes, 7, bytes.length - 9);
}

test("a line of memcached 1.6.18", () => {
  assert.deepEqual(
    parse("key=a%25b%2Fc exp=1795657479 la=1795657379 cas=2 fetch=yes cls=1 size=65"),
    keyEntry("a%b/c", {
      exptime: 1795657479,
      lastAccess: 1795657379,
      cas: 2n,
      fetched: true,
      sizeBytes: 65,
      flags: undefined,
    }),
  );
});

test("a line of memcached 1.6.45, with flags and a space at its end, of a binary key", () => {
  assert.deepEqual(
    parse(
      "key=%00%01%20%1B%5B exp=-1 la=1795657385 cas=18446744073709551615 fetch=no cls=63 size=1048576 flags=4294967295 ",
    ),
    keyEntry("\x00\x01 \x1b[", {
      lastAccess: 1795657385,
      cas: 18446744073709551615n,
      slabClass: 63,
      sizeBytes: 1048576,
      flags: 4294967295,
    }),
  );
});

test("an older server tells less, a newer one may tell more", () => {
  const less = {
    lastAccess: undefined,
    cas: undefined,
    fetched: undefined,
    slabClass: undefined,
    sizeBytes: 0,
    flags: undefined,
  };
  assert.deepEqual(parse("key=foo exp=-1"), keyEntry("foo", less));
  assert.deepEqual(parse("key=foo exp=5 heat=0.5 la=7"), keyEntry("foo", { ...less, exptime: 5, lastAccess: 7 }));
});

test("what is no line of a metadump is told from one", () => {
  for (const line of [
    "END",
    "key=",
    "key= exp=-1",
    "key=a",
    "key=a%2 exp=-1",
    "key=a%GG exp=-1",
    "key=a exp=soon",
    "key=a exp=-",
    "key=a exp=-1 la",
    "key=a exp=-1 cas=-2",
    "key=a exp=-1 size=1e3",
    "key=a exp=99999999999999999",
  ]) {
    assert.equal(parse(line), undefined, line);
  }
  assert.equal(isMetadumpLine(Buffer.from("key=a exp=-1"), 0, 12), true);
  assert.equal(isMetadumpLine(Buffer.from("keys"), 0, 4), false);
});

test("what our own server writes is read back, whatever bytes the key has", () => {
  const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
  const item = fc.record({
    exptime: fc.integer({ min: 0, max: 4_000_000_000 }),
    lastAccess: uint32,
    casLow: uint32,
    casHigh: uint32,
    fetched: fc.boolean(),
    slabClass: fc.integer({ min: 1, max: 63 }),
    size: uint32,
    flags: uint32,
  });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 250 }), item, (key, dumped) => {
      const reply = new ReplyBuffer();
      reply.reserve(DUMP_LINE_BYTES_MAX);
      writeMetadumpLine(reply, key, 0, key.length, dumped);
      const bytes = Buffer.from(reply.bytes.buffer, reply.bytes.byteOffset, reply.length);
      assert.deepEqual(parseMetadumpLine(bytes, 0, bytes.length - 1), {
        key: Buffer.from(key),
        exptime: dumped.exptime === 0 ? -1 : dumped.exptime,
        lastAccess: dumped.lastAccess,
        cas: (BigInt(dumped.casHigh) << 32n) | BigInt(dumped.casLow),
        fetched: dumped.fetched,
        slabClass: dumped.slabClass,
        sizeBytes: dumped.size,
        flags: dumped.flags,
      });
    }),
  );
});
