/** decode/marshal.ts: what Marshal.dump wrote, and what it would not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { looksLikeMarshal, readMarshal } from "../../../src/decode/marshal.ts";
import { payloadsOf, readShown } from "../../support/decode-fixtures.ts";

const PAYLOADS = payloadsOf("ruby");

const SHOWN: Readonly<Record<string, string>> = {
  nil: "null",
  booleans: "[true, false]",
  integers: `[${[0, 1, -1, 122, 123, -123, -124, 255, 256, -256, -257, 65535, 65536, 2 ** 30 - 1, 2 ** 30, -(2 ** 30), -(2 ** 30) - 1, 2n ** 53n + 1n, 10n ** 30n, -(10n ** 30n)].join(", ")}]`,
  floats: "[0.0, -0.0, 1.5, 2.0, 1e300, 0.1, Infinity, -Infinity]",
  nan: "NaN",
  texts: `["", "plain", "Zoë 日本 🎉", "line\\nend \\"quoted\\" \\\\ \\e[31m", "ascii", "Grüße", "${"x".repeat(300)}"]`,
  binary: 'b"\\x00\\xff\\x80"',
  symbols: "[:a, :b, :a, :with space, :ü]",
  list: "[1, [2, [3]]]",
  hash: '{"a": 1, :b: {"c": null}, 3: [4]}',
  default: '{"a": 1, (default): 0}',
  range: '[Range {excl: false, begin: 1, end: 2}, Range {excl: true, begin: "a", end: "c"}]',
  regexp: "/a.b/mi",
  class: "[String, Kernel]",
  object: 'Account {@owner: "Zoë", @balance: 12345678901234567890, @tags: [:new, :vip, :new]}',
  struct: 'Point {x: 1, y: "two"}',
  "open struct": "OpenStruct({:a: 1})",
  subclass: 'Words(["a"])',
  extended: "[extended(Loud, Object {})]",
  marshal_dump: 'Dumped(["state", 1])',
  _dump: '[Packed("own form"), "after"]',
  variables: '(variables) {argument: "tagged", @language: "en"}',
  times: '[2026-02-28T23:59:58.123456Z, 2026-02-28T01:02:03+05:30, 1970-01-01T00:00:00.123456789Z, "after", "after"]',
  dates: "[2026-02-28]",
  decimal: "0.125e2",
  complex: "[Complex(1, 2), Rational(1, 3)]",
  set: "set [1, 2]",
  cycle: "&1 [1, *1]",
  shared: '["the same", "the same", 1.5, 1000000000000000000000000000000, "the same"]',
  session: '{"session_id": "abc", "user": {:id: 42, :roles: [:admin, :staff]}, "flash": []}',
};

describe("a value dumped by Ruby", () => {
  for (const [name, bytes] of PAYLOADS) {
    it(`shows ${name}`, () => {
      assert.equal(readShown(readMarshal, bytes), SHOWN[name]);
    });
  }
});

describe("what is not Marshal 4.8", () => {
  for (const [text, problem] of [
    ["\x04\x09i\x00", /no version 4.8 of Marshal stands/],
    ["\x04\x08", /0 are left/],
    ["\x04\x08?", /no type of Marshal stands at byte 2/],
    ["\x04\x08;\x00", /a symbol is referred to that is not there/],
    ["\x04\x08@\x06", /an object is referred to that is not there/],
    ['\x04\x08"\xfa', /a length is negative/],
    ['\x04\x08"\x04\xff\xff\xff\x7f', /2,147,483,647 bytes are announced, 0 are left/],
    ["\x04\x08[\x04\xff\xff\xff\x7f", /0 are left/],
    ["\x04\x08o0", /a symbol is missing/],
    ["\x04\x08f\x06x", /a float is missing/],
    ["\x04\x0800", /1 bytes follow its end/],
  ] as const) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      assert.match(readShown(readMarshal, text), problem);
    });
  }
});

it("Marshal is known by its version", () => {
  assert.ok(looksLikeMarshal(Buffer.from("\x04\x080", "latin1")));
  assert.ok(!looksLikeMarshal(Buffer.from("\x04\x08", "latin1")));
  assert.ok(!looksLikeMarshal(Buffer.from("\x04\x090", "latin1")));
});
