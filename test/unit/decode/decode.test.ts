/** decode/decode.ts: values and flags together, the way callers see them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { decodeValue, explainFlags } from "../../../src/decode/decode.ts";
import { plainDecoded } from "../../../src/decode/plain.ts";
import { oneLine, packed, payloadsOf } from "../../support/decode-fixtures.ts";

/** Content on one line, then steps and warnings. */
function decoded(bytes: Uint8Array | string, flags = 0, options = {}): string[] {
  const { content, steps, warnings } = decodeValue(
    typeof bytes === "string" ? Buffer.from(bytes) : bytes,
    flags,
    options,
  );
  const shown =
    content.kind === "tree"
      ? oneLine(content.root)
      : content.kind === "hex"
        ? content.what
        : `${content.kind} ${content.text}`;
  return [shown, ...steps, ...warnings.map((warning) => `! ${warning}`)];
}

describe("a value with flags", () => {
  it("is what its flags say where the bytes agree", () => {
    assert.deepEqual(decoded("42", 1), ["number 42", "flags 1: integer (php-memcached)"]);
    assert.deepEqual(decoded("5", 4), ["number 5", "flags 4: long integer (pylibmc, pymemcache, python-memcached)"]);
    assert.deepEqual(decoded("", 3), ["false", "flags 3: boolean (php-memcached)", "boolean"]);
    assert.deepEqual(decoded(Buffer.from([1, 0]), 0x200), ["number 256", "flags 512: int (spymemcached)"]);
    assert.deepEqual(decoded("123", 16), ["text 123", "flags 16: text (pylibmc, pymemcache, python-memcached)"]);
  });

  it("is told apart by its bytes where flags have several meanings", () => {
    const pick = (language: "python" | "php" | "ruby" | "java", name: string): Uint8Array =>
      payloadsOf(language).get(name) as Uint8Array;
    const client = (bytes: Uint8Array): string | undefined => decoded(bytes, 1)[1];
    assert.equal(client(pick("python", "session / 4")), "flags 1: pickle (pylibmc, pymemcache, python-memcached)");
    assert.equal(client(pick("python", "session / 0")), "flags 1: pickle (pylibmc, pymemcache, python-memcached)");
    assert.equal(client(pick("php", "serialize / map")), "flags 1: serialized by PHP (pecl/memcache)");
    assert.equal(client(pick("ruby", "session")), "flags 1: serialized by Ruby (dalli)");
    assert.equal(client(pick("java", "map")), "flags 1: serialized by Java (spymemcached)");
  });

  it("is unpacked as its flags say", () => {
    assert.deepEqual(decoded(deflateSync('{"a":1}'), 24), [
      '{"a": 1}',
      "flags 24: text, packed with zlib (pylibmc, pymemcache, python-memcached)",
      "zlib: 15 bytes unpacked to 7",
      "JSON",
    ]);
    const [, flags, step] = decoded(packed("fastlz / short"), 80);
    assert.equal(flags, "flags 80: string, packed with FastLZ (php-memcached)");
    assert.equal(step, "php-memcached's FastLZ: 547 bytes unpacked to 3,000");
    assert.equal(decoded(gzipSync("text"), 2)[1], "flags 2: string, packed with zlib or gzip (dalli, spymemcached)");
  });

  it("that contradicts its flags is what it is, with a warning", () => {
    assert.deepEqual(decoded('{"a":1}', 1), ['{"a": 1}', "flags 1: serialized by Ruby (dalli)", "JSON"]);
    assert.deepEqual(decoded("plain text", 5), [
      "text plain text",
      "! flags 5 say igbinary, but the bytes are not that",
    ]);
    const pickle = payloadsOf("python").get("session / 4") as Uint8Array;
    assert.match(
      decoded(pickle.subarray(0, 40), 1).at(1) ?? "",
      /^binary data|^! flags 1 say pickle or integer or serialized by PHP/,
    );
    assert.deepEqual(decoded(Buffer.from([0xff, 0xfe]), 16), [
      "binary data",
      "binary data",
      "! flags 16 say text or string, packed with zlib or FastLZ, but the bytes are not that",
    ]);
  });

  it("of flags that no client uses is what it is", () => {
    assert.deepEqual(decoded("5", 0xf0f0), ["number 5"]);
    assert.deepEqual(decoded("5", 0), ["number 5"]);
  });
});

describe("limits", () => {
  it("can be chosen, and are told", () => {
    assert.deepEqual(decoded("[1,2,3]", 0, { nodesMax: 3 }), [
      "[1, 2, … it has more than 3 nodes]",
      "JSON, not all of it: it has more than 3 nodes",
    ]);
    assert.match(
      decoded(gzipSync(Buffer.alloc(5000)), 0, { unpackedBytesMax: 100 }).at(-1) ?? "",
      /more than 100 bytes/,
    );
  });

  it("hold for small values that repeat a long name or text again and again", () => {
    const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
    const long = "A".repeat(60_000);
    const size = "\xea\x60";
    const values = [
      latin1(`\x04\x08[\x03\x00\x00\x01:\x02\x60\xea${long}${";\0".repeat(65_535)}`),
      latin1(
        `\xac\xed\0\x05ur\0\x13[Ljava.lang.Object;${"\0".repeat(8)}\x02\0\0xp\0\x01\0\0sr${size}${long}${"\0".repeat(8)}\x02\0\0xp${"sq\0\x7e\0\x02".repeat(65_535)}`,
      ),
      latin1(`\x80\x04(\x8d\x60\xea${"\0".repeat(6)}${long}q\0${"h\0h\0\x93)R".repeat(15_000)}t.`),
      latin1(
        `\x80\x04(c_codecs\nencode\nq\x01Vlatin1\nq\x02\x8d\x60\xea${"\0".repeat(6)}${long}q\0${"h\x01h\0h\x02\x86R".repeat(15_000)}t.`,
      ),
    ];
    for (const value of values) {
      const result = decodeValue(value, 0);
      assert.equal(result.content.kind, "tree", JSON.stringify(result.warnings));
      // Written out, each would be hundreds of megabytes long.
      assert.ok(JSON.stringify(plainDecoded(result)).length < 30_000_000);
    }
  });

  it("hold for bombs of every kind", () => {
    const bombs = [
      gzipSync(Buffer.alloc(100_000_000)),
      packed("zstd / bomb"),
      packed("zstd / bomb of known size"),
      Buffer.from("[".repeat(1_000_000)),
      Buffer.from("a:9:{i:0;".repeat(100_000)),
      Buffer.from(`\x80\x04${"(".repeat(500_000)}.`, "latin1"),
      Buffer.from(`\x04\x08${"[\x06".repeat(300_000)}0`, "latin1"),
      Buffer.from(`\x00\x00\x00\x02${"\x14\x01\x06\x00".repeat(200_000)}\x00`, "latin1"),
    ];
    for (const bomb of bombs) {
      for (const flags of [0, 1, 2, 3, 4, 48]) decodeValue(bomb, flags);
    }
  });
});

it("flags are explained, those that fit first", () => {
  const explained = explainFlags(1, Buffer.from("42"));
  assert.deepEqual(
    explained.map(({ client, fits }) => [client, fits]),
    [
      ["php-memcached", true],
      ["pylibmc, pymemcache, python-memcached", false],
      ["pecl/memcache", false],
      ["dalli", true],
      ["spymemcached", false],
    ].sort((one, other) => Number(other[1]) - Number(one[1])),
  );
  assert.match(explained.at(-1)?.problem ?? "", /^Java serialization: /);
});
