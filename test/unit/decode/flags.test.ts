/** decode/flags.ts: what clients mean by flags. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readFlags } from "../../../src/decode/flags.ts";

function meanings(flags: number): Record<string, string> {
  return Object.fromEntries(readFlags(flags).map(({ client, meaning }) => [client, meaning]));
}

const PYTHON = "pylibmc, pymemcache, python-memcached";

test("one number has several meanings", () => {
  assert.deepEqual(meanings(0), {});
  assert.deepEqual(meanings(1), {
    [PYTHON]: "pickle",
    "php-memcached": "integer",
    "pecl/memcache": "serialized by PHP",
    dalli: "serialized by Ruby",
    spymemcached: "serialized by Java",
  });
  assert.deepEqual(meanings(3), {
    "php-memcached": "boolean",
    "pecl/memcache": "serialized by PHP, packed with zlib",
    dalli: "serialized by Ruby, packed with zlib or gzip",
    spymemcached: "serialized by Java, packed with gzip",
  });
});

test("every client's types", () => {
  assert.equal(meanings(24)[PYTHON], "text, packed with zlib");
  assert.equal(meanings(4)[PYTHON], "long integer");
  assert.equal(meanings(5)[PYTHON], undefined);
  assert.equal(meanings(80)["php-memcached"], "string, packed with FastLZ");
  assert.equal(meanings(48 + 5)["php-memcached"], "igbinary, packed with zlib");
  assert.equal(meanings(16 + 128 + 6)["php-memcached"], "JSON, packed with Zstandard");
  assert.equal(meanings((77 << 16) + 7)["php-memcached"], "MessagePack, user flags 77");
  assert.equal(meanings(16)["php-memcached"], "string, packed with zlib or FastLZ");
  assert.equal(meanings(8)["php-memcached"], undefined);
  assert.equal(meanings(0x300)["pecl/memcache"], "integer");
  assert.equal(meanings(4)["dalli"], undefined);
  assert.equal(meanings(0x200)["spymemcached"], "int");
  assert.equal(meanings(0x802)["spymemcached"], "byte array, packed with gzip");
  assert.equal(meanings(0x109)["EnyimMemcached"], "Int32");
  assert.equal(meanings(0xfa52)["EnyimMemcached"], "byte array");
  assert.equal(meanings(8)["memcached (npm)"], "number");
});

test("any flags can be read", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (flags) => {
      for (const { meaning, forms } of readFlags(flags)) assert.ok(meaning !== "" && forms.length > 0);
    }),
  );
});
