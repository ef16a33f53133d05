/** decode/pickle.ts: pickles as Python wrote them, and programs no Python would write. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { looksLikePickle, readPickle } from "../../../src/decode/pickle.ts";
import { payloadsOf, readShown } from "../../support/decode-fixtures.ts";

const PAYLOADS = payloadsOf("python");

/** What is shown of a fixture, whatever the protocol. */
const SHOWN: Readonly<Record<string, string>> = {
  none: "null",
  bools: "[true, false]",
  floats: "[0.0, -0.0, 1.5, 1e+300, Infinity, -Infinity]",
  containers:
    '[[], {}, (), set [], frozenset [], [1, [2]], {"a": {"b": 1}, 2: null}, (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)]',
  sets: '[set [1], frozenset ["x"]]',
  dates: "[2026-02-28, 2026-02-28T23:59:58.123456, 2026-02-28T01:02:03+00:00, 12:30:00, datetime.timedelta(1, 2, 0)]",
  object: 'shop.models.Account {owner: "Zoë", balance: 12345678901234567890}',
  enum: "shop.models.Colour(1)",
  class: "shop.models.Account",
  cycle: "&1 [1, *1]",
  "tuple cycle": "&1 ([*1],)",
  shared: '[&1 ["the same"], *1]',
  session:
    '{"user_id": 42, "_auth_backend": "django.contrib.auth", "cart": [{"sku": "A-1", "n": 2}], "seen": set [1, 3]}',
};

function shown(name: string): string {
  const bytes = PAYLOADS.get(name);
  assert.ok(bytes !== undefined, name);
  return readShown(readPickle, bytes);
}

describe("a pickle of Python", () => {
  for (const [name, expected] of Object.entries(SHOWN)) {
    it(`shows ${name} in every protocol`, () => {
      for (let protocol = 0; protocol <= 5; protocol++) {
        assert.equal(shown(`${name} / ${protocol}`), expected, `protocol ${protocol}`);
      }
    });
  }

  it("keeps every digit of integers", () => {
    const expected = [0, 1, -1, 255, 256, 65535, 65536, -(2 ** 31), 2 ** 31, 2n ** 53n + 1n, -(2n ** 63n), 10n ** 30n];
    const all = [...expected, -(10n ** 30n), 2n ** 2040n].join(", ");
    for (let protocol = 0; protocol <= 5; protocol++) {
      assert.equal(shown(`integers / ${protocol}`), `[${all}]`);
    }
  });

  it("shows texts of any script, escaped", () => {
    for (let protocol = 0; protocol <= 5; protocol++) {
      const text = shown(`texts / ${protocol}`);
      assert.ok(text.startsWith(`["", "plain", "Zoë 日本 🎉", "line\\nend \\\\ \\"quoted\\" '\\e[31m", "xxx`), text);
    }
  });

  it("shows bytes, which protocols below 3 have no operation for", () => {
    for (let protocol = 0; protocol <= 5; protocol++) {
      const text = shown(`bytes / ${protocol}`);
      assert.ok(text.startsWith('[b"", b"abc", b"\\x00\\x01'), text);
      assert.ok(text.endsWith(protocol === 5 ? 'b"array"]' : 'bytearray(b"array")]'), text);
    }
  });

  it("shows the library's objects as calls", () => {
    const text = shown("library / 4");
    for (const part of [
      'decimal.Decimal("12.50")',
      "fractions.Fraction(1, 3)",
      "uuid.UUID {int: 5}",
      'collections.OrderedDict {"a": 1}',
      'collections.defaultdict {argument: builtins.list, "k": [1]}',
      "collections.deque {argument: (), argument: 5, 1, 2}",
      'collections.Counter({"a": 2, "b": 1})',
      "builtins.range(0, 3, 1)",
      "builtins.complex(1.0, 2.0)",
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
  });

  it("shows subclasses, slots, registered classes and buffers", () => {
    assert.equal(shown("subclass / 4"), 'shop.models.Words {language: "en", "a", "b"}');
    assert.equal(shown("slots / 2"), "shop.models.Slotted {left: 1, right: [2]}");
    assert.equal(shown("extension / 2"), "copyreg extension(1234)");
    assert.equal(shown("buffer / 5"), "[buffer outside of the pickle]");
  });

  it("collects a list that was written in batches", () => {
    for (let protocol = 0; protocol <= 5; protocol++) {
      assert.equal(
        shown(`large list / ${protocol}`),
        `[${Array.from({ length: 1100 }, (_, index) => index).join(", ")}]`,
      );
    }
  });
});

describe("a hostile pickle", () => {
  it("is shown and not run", () => {
    assert.equal(readShown(readPickle, "cos\nsystem\n(S'rm -rf /'\ntR."), 'os.system("rm -rf /")');
    assert.equal(readShown(readPickle, "(S'id'\nios\nsystem\n."), 'os.system("id")');
    assert.equal(readShown(readPickle, "(cos\nsystem\nS'id'\no."), 'os.system("id")');
  });

  it("escapes the names it would import", () => {
    assert.equal(readShown(readPickle, "c\x1b[31mos\nsys\x07tem\n)R."), "\\e[31mos.sys\\x07tem()");
  });

  it("of operations without operands, or of nothing, is refused", () => {
    for (const [program, problem] of [
      ["", "1 bytes are announced, 0 are left, at byte 0"],
      [".", "an operation finds no value on the stack, at byte 0"],
      ["t.", "an operation finds no mark on the stack, at byte 0"],
      ["}(K\x01u.", "a key has no value, at byte 4"],
      ["K\x01K\x02a.", "something is appended to what is no list, at byte 4"],
      ["h\x05.", "the memo has nothing at the place that is asked for, at byte 1"],
      ["N.N.", "2 bytes follow its end at byte 2"],
      ["\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.", "9,223,372,036,854,776,000 bytes are announced, 1 are left, at byte 9"],
      ["\xee.", "no operation of pickle stands at byte 0"],
    ] as const) {
      assert.equal(readShown(readPickle, program), problem, JSON.stringify(program));
    }
  });

  it("that doubles itself stays as long as it is", () => {
    // Each list holds the one before twice: 2^60 elements when written out.
    const program = `]q\x00${"0]q\x01(h\x00h\x00eq\x00".repeat(60)}.`;
    const text = readShown(readPickle, program);
    assert.ok(text.length < 1000, text);
    assert.ok(text.includes("*1"), text);
  });

  it("that gives the same state again and again stops at the limit", () => {
    const entries = Array.from({ length: 900 }, (_, index) => `Vk${index}\nK\x01`).join("");
    const program = `(${entries}dq\x00c a\nb\n)R${"h\x00b".repeat(1000)}.`;
    const result = readPickle(Buffer.from(program, "latin1"), {
      unpackedBytesMax: 1000,
      nodesMax: 5000,
      depthMax: 100,
    });
    assert.ok("value" in result);
    assert.equal(result.value.cut, "it has more than 5,000 nodes");
  });

  it("of many values shows the first ones", () => {
    const text = readShown(readPickle, `](${"K\x07".repeat(10)}e.`, { nodesMax: 8 });
    assert.equal(text, "[]");
    assert.match(readShown(readPickle, `]${"K\x07a".repeat(10)}.`, { nodesMax: 9 }), /^\[7, 7, 7, 7/);
  });
});

it("a pickle is known by its protocol and its stop", () => {
  assert.ok(looksLikePickle(Buffer.from("\x80\x04N.", "latin1")));
  assert.ok(!looksLikePickle(Buffer.from("\x80\x09N.", "latin1")));
  assert.ok(!looksLikePickle(Buffer.from("\x80\x04N", "latin1")));
  assert.ok(!looksLikePickle(Buffer.from("")));
});
