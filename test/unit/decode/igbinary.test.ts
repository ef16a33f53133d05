/** decode/igbinary.ts: what igbinary wrote, and bytes that only begin like it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { looksLikeIgbinary, readIgbinary } from "../../../src/decode/igbinary.ts";
import { payloadsOf, readShown } from "../../support/decode-fixtures.ts";
import { PHP_SHOWN } from "../../support/php-shown.ts";

const PAYLOADS = payloadsOf("php");

describe("a value of igbinary", () => {
  for (const [name, expected] of Object.entries(PHP_SHOWN)) {
    it(`shows ${name}`, () => {
      assert.equal(readShown(readIgbinary, PAYLOADS.get(`igbinary / ${name}`) as Uint8Array), expected);
    });
  }

  it("shows floats", () => {
    const floats = PAYLOADS.get("igbinary / floats") as Uint8Array;
    assert.equal(readShown(readIgbinary, floats), "[0.0, -0.0, 1.0, 0.1, 1.5e+300, -2.5e-7, Infinity, -Infinity]");
  });

  it("may have strings beyond 64 KiB", () => {
    const head = Buffer.from([0, 0, 0, 2, 0x13, 0, 1, 0, 0]);
    const text = readShown(readIgbinary, Buffer.concat([head, Buffer.alloc(65_536, "y")]));
    assert.equal(text, `"${"y".repeat(65_536)}"`);
  });
});

describe("what is not igbinary", () => {
  for (const [hex, problem] of [
    ["00000003", /no version of igbinary stands at byte 0/],
    ["00000002", /1 bytes are announced, 0 are left/],
    ["00000002ff", /no type of igbinary stands at byte 4/],
    ["000000020e07", /a string is referred to that is not there/],
    ["000000020105", /a value is referred to that is not there/],
    ["0000000216ffffffff", /0 are left/],
    ["00000002140100", /no key of an array stands/],
    ["0000000217014100", /an object has no properties/],
    ["0000000217014127", /0 are left/],
    ["000000020000", /1 bytes follow its end/],
  ] as const) {
    it(`is refused: ${hex}`, () => {
      assert.match(readShown(readIgbinary, Buffer.from(hex, "hex")), problem);
    });
  }
});

it("igbinary is known by its version", () => {
  assert.ok(looksLikeIgbinary(Buffer.from("0000000200", "hex")));
  assert.ok(!looksLikeIgbinary(Buffer.from("0000000300", "hex")));
  assert.ok(!looksLikeIgbinary(Buffer.from("00000002", "hex")));
});
