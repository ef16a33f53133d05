/** decode/msgpack.ts: what php-msgpack wrote, the types of the specification, and what is none. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readMsgpack } from "../../../src/decode/msgpack.ts";
import { payloadsOf, readShown } from "../../support/decode-fixtures.ts";
import { PHP_SHOWN } from "../../support/php-shown.ts";

const PAYLOADS = payloadsOf("php");
const SAME = [
  "null",
  "booleans",
  "integers",
  "nan",
  "texts",
  "binary",
  "list",
  "map",
  "empty",
  "repeated texts",
  "object",
  "standard",
  "many",
];

function shown(hex: string): string {
  return readShown(readMsgpack, Buffer.from(hex, "hex"));
}

describe("a value of php-msgpack", () => {
  for (const name of SAME) {
    it(`shows ${name}`, () => {
      assert.equal(readShown(readMsgpack, PAYLOADS.get(`msgpack / ${name}`) as Uint8Array), PHP_SHOWN[name]);
    });
  }
});

describe("a type of the specification", () => {
  for (const [hex, expected] of [
    ["7f", "127"],
    ["e0", "-32"],
    ["cfffffffffffffffff", "18446744073709551615"],
    ["d38000000000000000", "-9223372036854775808"],
    ["d080", "-128"],
    ["d18000", "-32768"],
    ["d280000000", "-2147483648"],
    ["ca3fc00000", "1.5"],
    ["c403010203", 'b"\\x01\\x02\\x03"'],
    ["c50001ff", 'b"\\xff"'],
    ["c600000001ff", 'b"\\xff"'],
    ["d90161", '"a"'],
    ["da000161", '"a"'],
    ["db0000000161", '"a"'],
    ["dc0001c0", "[null]"],
    ["dd00000001c0", "[null]"],
    ["de000101c3", "{1: true}"],
    ["df0000000101c2", "{1: false}"],
    ["d401ff", 'extension 1(b"\\xff")'],
    ["c7020561ff", 'extension 5(b"a\\xff")'],
    ["d6ff69a0e5c0", "2026-02-27T00:30:56Z"],
    ["d7ff0000000469a0e5c0", "2026-02-27T00:30:56.000000001Z"],
    ["c70cff000000010000000069a0e5c0", "2026-02-27T00:30:56.000000001Z"],
    ["c70cffffffffff0000000000000000", 'extension -1(b"\\xff\\xff\\xff\\xff\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00")'],
  ] as const) {
    it(`${hex} is ${expected}`, () => {
      assert.equal(shown(hex), expected);
    });
  }
});

describe("what is not MessagePack", () => {
  for (const [hex, problem] of [
    ["", /0 are left/],
    ["c1", /no type of MessagePack stands at byte 0/],
    ["93c0", /0 are left/],
    ["dfffffffff", /0 are left/],
    ["dbffffffff61", /4,294,967,295 bytes are announced, 1 are left/],
    ["c0c0", /1 bytes follow its end/],
  ] as const) {
    it(`is refused: "${hex}"`, () => {
      assert.match(shown(hex), problem);
    });
  }
});
