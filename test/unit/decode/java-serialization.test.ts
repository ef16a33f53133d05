/** decode/java-serialization.ts: what ObjectOutputStream wrote, and what it would not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { looksLikeJava, readJava } from "../../../src/decode/java-serialization.ts";
import { payloadsOf, readShown } from "../../support/decode-fixtures.ts";

const PAYLOADS = payloadsOf("java");
const ACCOUNT = (next: string): string =>
  `MakeJava$Account {letter: "é", number: 7, ratio: 1.5, small: -3, tiny: -4, active: true, balance: -9223372036854775808, rate: 0.1, next: ${next}, numbers: [1, 2, 3], owner: "Zoë 🎉\\x00", raw: b"\\x00\\x01\\xff", tags: java.lang.String[] ["a", null, "a"]}`;

const SHOWN: Readonly<Record<string, string>> = {
  null: "null",
  text: '"Zoë 🎉"',
  integer: "42",
  boxed: '[9007199254740992, 2, 3, 1.5, 2.5, true, "c"]',
  list: 'ArrayList ["a", "b", 1]',
  map: 'LinkedHashMap {"k": List [1, 2]}',
  "hash map": 'HashMap {"a": 1}',
  "tree map": 'TreeMap {"a": 1, "b": 2}',
  set: 'HashSet ["x"]',
  date: "2026-02-28T23:59:58.123Z",
  "local date": 'java.time.Ser {b"\\x03\\x00\\x00\\x07\\xea\\x02\\x1c"}',
  big: "[-1000000000000000000000000000000, java.math.BigDecimal {scale: 2, intVal: 1250}]",
  enum: "[java.util.concurrent.TimeUnit.SECONDS, java.util.concurrent.TimeUnit.SECONDS]",
  class: "java.lang.String",
  object: ACCOUNT("null"),
  cycle: `&1 ${ACCOUNT("*1")}`,
  shared: '[&1 ArrayList ["in"], *1]',
  matrix: "int[][] [[1], [2, 3]]",
  external: 'MakeJava$Outside {b"\\x00\\x00\\x00*", "inside"}',
};

describe("an object written by Java", () => {
  for (const [name, expected] of Object.entries(SHOWN)) {
    it(`shows ${name}`, () => {
      assert.equal(readShown(readJava, PAYLOADS.get(name) as Uint8Array), expected);
    });
  }

  it("shows an exception, which is its own cause", () => {
    const text = readShown(readJava, PAYLOADS.get("error") as Uint8Array);
    assert.ok(
      text.startsWith('&1 java.lang.IllegalStateException {cause: *1, detailMessage: "broken", stackTrace:'),
      text,
    );
  });

  it("may be a long string, or several values", () => {
    assert.equal(readShown(readJava, "\xac\xed\0\x05\x7c\0\0\0\0\0\0\0\x01a"), '"a"');
    assert.equal(readShown(readJava, "\xac\xed\0\x05\x77\x01x\x70"), 'contents [b"x", null]');
  });
});

describe("what is not Java serialization", () => {
  for (const [text, problem] of [
    ["\xac\xed\0\x06p", /no stream of Java stands/],
    ["\xac\xed\0\x05", /0 are left/],
    ["\xac\xed\0\x05x", /no content of a Java stream stands/],
    ["\xac\xed\0\x05s\x70", /an object has no class/],
    ["\xac\xed\0\x05q\0\x7e\0\x05", /a handle leads nowhere/],
    ["\xac\xed\0\x05sr\0\x01A\0\0\0\0\0\0\0\0\x04\0\0\x78\x70", /a form that only itself can read/],
    ["\xac\xed\0\x05t\xff\xffab", /65,535 bytes are announced, 2 are left/],
    ["\xac\xed\0\x05z\xff\xff\xff\xff", /-1 bytes are announced/],
  ] as const) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      assert.match(readShown(readJava, text), problem);
    });
  }

  it("a class that is its own superclass comes to an end", () => {
    // The superclass is a handle that leads back to the class itself.
    const text = "\xac\xed\0\x05sr\0\x01A\0\0\0\0\0\0\0\0\x02\0\0\x78q\0\x7e\0\0";
    assert.match(readShown(readJava, text), /a class has too many superclasses/);
  });
});

it("Java is known by its magic number", () => {
  assert.ok(looksLikeJava(Buffer.from("aced000570", "hex")));
  assert.ok(!looksLikeJava(Buffer.from("aced0005", "hex")));
});
