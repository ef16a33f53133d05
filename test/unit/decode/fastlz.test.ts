/** decode/fastlz.ts: what php-memcached packed, in both levels, and what it would not. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { unpackFastlz } from "../../../src/decode/fastlz.ts";
import { packed, packedMd5 } from "../../support/decode-fixtures.ts";

function unpack(hex: string, length: number): string {
  const result = unpackFastlz(Buffer.from(hex.replaceAll(" ", ""), "hex"), length);
  return "problem" in result ? result.problem : Buffer.from(result.value).toString("latin1");
}

describe("FastLZ of php-memcached", () => {
  for (const name of ["fastlz / short", "fastlz / long", "fastlz / repeated", "fastlz / far"]) {
    it(`is unpacked: ${name}`, () => {
      const bytes = Buffer.from(packed(name));
      const result = unpackFastlz(bytes.subarray(4), bytes.readUInt32LE(0));
      assert.ok("value" in result, JSON.stringify(result));
      assert.equal(createHash("md5").update(result.value).digest("hex"), packedMd5(name));
    });
  }

  it("is of both levels in these fixtures", () => {
    const levels = ["fastlz / short", "fastlz / long"].map((name) => (packed(name)[4] as number) >> 5);
    assert.deepEqual(levels, [0, 1]);
  });
});

describe("an instruction", () => {
  it("copies from before, also what it makes itself", () => {
    assert.equal(unpack("02 616263 20 02", 6), "abcabc");
    assert.equal(unpack("00 61 e0 05 00", 15), "a".repeat(15));
  });

  it("of level 2 takes lengths byte by byte", () => {
    assert.equal(unpack("20 61 e0 ff 01 00", 266), "a".repeat(266));
  });

  it("of level 2 takes distances beyond 8,191", () => {
    const far = `20 61 e0 ${"ff".repeat(32)} 17 00`;
    const length = 1 + 9 + 32 * 255 + 23;
    assert.equal(length, 8193);
    const text = unpack(`${far} 3f ff 0000`, length + 3);
    assert.equal(text, "a".repeat(length + 3));
    assert.match(unpack(`${far} 3f ff 0002`, length + 3), /a copy begins before the first byte/);
  });

  it("that does not fit is refused", () => {
    assert.match(unpack("", 5), /no level of FastLZ stands/);
    assert.match(unpack("60 61", 1), /no level of FastLZ stands/);
    assert.match(unpack("03 61", 4), /4 bytes are announced, 1 are left/);
    assert.match(unpack("00 61 20 05", 4), /a copy begins before the first byte/);
    assert.match(unpack("00 61 e0 ff 00", 4), /it unpacks to more than it announces/);
    assert.match(unpack("00 61", 4), /only 1 of the announced bytes are there/);
  });
});
