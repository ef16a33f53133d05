/** Properties of the client's codecs: what is encoded is what the server's parser reads; no bytes confuse the reply parser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkMetaKey, isBinaryKey } from "../../src/protocol/key.ts";
import { encodeMeta } from "../../src/protocol/meta/encode-request.ts";
import type { Expectation, ReplyLimits } from "../../src/protocol/reply.ts";
import { RequestBuffer } from "../../src/protocol/request-buffer.ts";
import { encodeGet, encodeStorage } from "../../src/protocol/text/encode-request.ts";
import { readReply } from "../support/read-reply.ts";

const key = fc
  .oneof(fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }), fc.uint8Array({ minLength: 1, maxLength: 120 }))
  .filter((candidate) => !isBinaryKey(candidate) && Buffer.byteLength(Buffer.from(candidate)) <= 250);
const value = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(Buffer.from("\r\nEND\r\n"), Buffer.from("VALUE x 0 1\r\n"), Buffer.alloc(70_000, "\n")),
);
const item = fc.record({
  key,
  value,
  flags: fc.nat(0xffff_ffff),
  cas: fc.option(fc.bigInt(0n, 2n ** 64n - 1n), { nil: undefined }),
});
const cutSeed = fc.array(fc.nat(1_000_000), { maxLength: 6 });

function cutsOf(seeds: readonly number[], length: number): number[] {
  return [...new Set(seeds.map((seed) => seed % (length + 1)))].sort((a, b) => a - b);
}

test("a multiget reply of any items, cut anywhere, reads back as these items", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(item, { maxLength: 8, selector: (each) => Buffer.from(each.key).toString("hex") }),
      cutSeed,
      (items, seeds) => {
        const parts = items.flatMap(({ key, value, flags, cas }) => [
          Buffer.from("VALUE "),
          Buffer.from(key),
          Buffer.from(` ${flags} ${value.length}${cas === undefined ? "" : ` ${cas}`}\r\n`),
          value,
          Buffer.from("\r\n"),
        ]);
        const bytes = Buffer.concat([...parts, Buffer.from("END\r\n")]);
        const { reply, fault } = readReply(
          { shape: "values", keys: items.map(({ key }) => key) },
          bytes,
          cutsOf(seeds, bytes.length),
        );
        assert.equal(fault, undefined);
        assert.ok(reply?.kind === "values");
        assert.deepEqual(
          reply.entries.map((each) => ({ ...each, value: Buffer.from(each.value) })),
          items.map((each) => ({ key: each.key, flags: each.flags, cas: each.cas, value: Buffer.from(each.value) })),
        );
      },
    ),
  );
});

const EXPECTATIONS: readonly Expectation[] = [
  { shape: "line" },
  { shape: "number" },
  { shape: "values", keys: ["a", "b"] },
  { shape: "stats" },
  { shape: "dump" },
  { shape: "noreply" },
  { shape: "meta", opaque: undefined },
  { shape: "quietMeta", opaque: "O1" },
];
const LIMITS: ReplyLimits = { lineBytesMax: 40, valueBytesMax: 30, listBytesMax: 400 };
const noise = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(
          "VALUE a 0 3\r\n",
          "VALUE b 1 0 9\r\n",
          "abc\r\n",
          "END\r\n",
          "STAT a b\r\n",
          "VA 3 O1\r\n",
          "HD\r\n",
          "MN\r\n",
          "EN\r\n",
          "ERROR\r\n",
          "VERSION 1\r\n",
          "\r\n",
          "\n",
          "12\r\n",
        )
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 12 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

test("any bytes give the same outcome however they are cut, and never an exception", () => {
  fc.assert(
    fc.property(fc.constantFrom(...EXPECTATIONS), noise, cutSeed, (expectation, bytes, seeds) => {
      const whole = readReply(expectation, bytes, [], LIMITS);
      const cut = readReply(expectation, bytes, cutsOf(seeds, bytes.length), LIMITS);
      assert.deepEqual(cut.reply, whole.reply);
      assert.equal(cut.fault === undefined, whole.fault === undefined);
      if (whole.reply !== undefined) {
        assert.equal(cut.used, whole.used);
      }
    }),
    { numRuns: 2000 },
  );
});

test("storage and retrieval lines are written byte for byte as the protocol says", () => {
  fc.assert(
    fc.property(item, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (each, exptime) => {
      const buffer = new RequestBuffer();
      encodeStorage(buffer, "cas", each.key, each.value, { flags: each.flags, exptime, cas: each.cas ?? 0n });
      encodeGet(buffer, "gets", [each.key, each.key]);
      const sent = Buffer.concat(buffer.pieces());
      const name = Buffer.from(each.key).toString("latin1");
      const line = `cas ${name} ${each.flags} ${exptime} ${each.value.length} ${each.cas ?? 0n}\r\n`;
      const expected = `${line}${Buffer.from(each.value).toString("latin1")}\r\ngets ${name} ${name}\r\n`;
      assert.equal(sent.toString("latin1"), expected);
      assert.equal(buffer.length, expected.length);
    }),
  );
});

test("any key that a meta command takes can be read back from its line", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 186 }), (bytes) => {
      const isBinary = checkMetaKey(bytes);
      const buffer = new RequestBuffer();
      encodeMeta(buffer, "mg", bytes, isBinary, ["v"]);
      const sent = Buffer.concat(buffer.pieces()).toString("latin1");
      const words = /^mg ([^ \r\n]{1,250})( b)? v\r\n$/.exec(sent);
      assert.ok(words?.[1] !== undefined, sent);
      const read = words[2] === undefined ? Buffer.from(words[1], "latin1") : Buffer.from(words[1], "base64");
      assert.deepEqual(read, Buffer.from(bytes));
    }),
  );
});
