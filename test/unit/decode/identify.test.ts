/** decode/identify.ts: bytes that nothing is known of. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { contentStep, identify, plainContent, readableText } from "../../../src/decode/identify.ts";
import { DECODE_LIMITS } from "../../../src/decode/limits.ts";
import { packed } from "../../support/decode-fixtures.ts";

function identified(bytes: Uint8Array | string) {
  return identify(typeof bytes === "string" ? Buffer.from(bytes) : bytes, DECODE_LIMITS);
}

describe("a value", () => {
  it("may be text, a number or binary", () => {
    assert.deepEqual(identified("Zoë\n").content, { kind: "text", text: "Zoë\n" });
    assert.deepEqual(identified("").content, { kind: "text", text: "" });
    for (const number of ["0", "-12", "12345678901234567890123", "1.50", "1e9"]) {
      assert.deepEqual(identified(number).content, { kind: "number", text: number });
    }
    for (const text of ["1.", ".5", "+1", "0x10", "1 2", "9".repeat(401)]) {
      assert.equal(identified(text).content.kind, "text", text);
    }
    const bytes = Buffer.from([0, 1, 2, 0xff]);
    assert.deepEqual(identified(bytes).content, { kind: "hex", what: "binary data", bytes });
  });

  it("is taken out of its layers, and every one is told", () => {
    const inner = Buffer.from('{"a":1}');
    const { content, steps, warnings } = identified(gzipSync(deflateSync(inner)));
    assert.equal(content.kind, "tree");
    assert.match(steps.join("; "), /^gzip: \d+ bytes unpacked to \d+; zlib: \d+ bytes unpacked to 7; JSON$/);
    assert.deepEqual(warnings, []);
    assert.equal(identified(packed("zstd / small")).content.kind, "text");
    assert.match(identified(packed("zlib / short")).steps[0] ?? "", /^php-memcached's zlib: .* unpacked to 3,000$/);
  });

  it("of too many layers is left packed at some point", () => {
    let bytes: Uint8Array = Buffer.from("text");
    for (let layer = 0; layer < 5; layer++) bytes = gzipSync(bytes);
    const { content, steps } = identified(bytes);
    assert.deepEqual([content.kind, steps.length, steps.at(-1)], ["hex", 4, "gzip data"]);
  });

  it("that unpacks to too much stays packed, with a warning", () => {
    const bomb = gzipSync(Buffer.alloc(200_000));
    const { content, warnings } = identify(bomb, { ...DECODE_LIMITS, unpackedBytesMax: 100_000 });
    assert.deepEqual(content.kind, "hex");
    assert.deepEqual(warnings, [
      "it seems packed, but is left as it is: gzip: it unpacks to more than 100,000 bytes, the limit",
    ]);
  });

  it("that only begins like something says so, unless it is text", () => {
    const broken = identified(Buffer.from("\x04\x08[\x08i\x06", "latin1"));
    assert.match(
      broken.warnings[0] ?? "",
      /^it begins like Ruby Marshal, but is not: Ruby Marshal: 1 bytes are announced/,
    );
    const text = identified("x^2 + y^2");
    assert.deepEqual([text.content.kind, text.warnings], ["text", []]);
  });
});

it("text may have line ends and a few other controls, but no NUL", () => {
  assert.equal(readableText(Buffer.from("a\r\n\tb")), "a\r\n\tb");
  assert.equal(readableText(Buffer.from(`\x1b[31m${"red".repeat(10)}\x1b[0m`))?.length, 39);
  assert.equal(readableText(Buffer.from("\x01\x02\x03abc")), undefined);
  assert.equal(readableText(Buffer.from("text\0text")), undefined);
  assert.equal(readableText(Buffer.from([0xe9])), undefined);
});

it("the end of the steps names trees and binary data", () => {
  assert.equal(contentStep(plainContent(Buffer.from("text"))), undefined);
  assert.equal(contentStep(plainContent(Buffer.from([0xff, 0xd8, 0xff, 0]))), "JPEG image");
  const cut = { kind: "tree", format: "JSON", root: { kind: "null" }, cut: "it is long" } as const;
  assert.equal(contentStep(cut), "JSON, not all of it: it is long");
});
