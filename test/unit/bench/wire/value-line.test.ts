/** value-line: the line of a hit at every length it can be cut to, what it tells, and lines that were not asked for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReplyFacts } from "../../../../src/bench/wire/reply-facts.ts";
import { INCOMPLETE, MISMATCH, ValueLine } from "../../../../src/bench/wire/value-line.ts";

type Kind = "parse" | "parseMeta";

function parse(kind: Kind, text: string, key: number, length = text.length) {
  const facts = new ReplyFacts();
  const end = new ValueLine("k", facts)[kind](Buffer.from(text, "latin1"), 0, length, key);
  return { end, facts };
}

/** A cas in its two parts as one number. */
function casOf({ casHigh, casLow }: ReplyFacts): bigint {
  return BigInt(casHigh) * 10n ** 10n + BigInt(casLow);
}

const WHOLE: readonly (readonly [Kind, text: string, key: number, end: number, valueBytes: number])[] = [
  ["parse", "VALUE k12 0 100\r\nxyz", 12, 17, 100],
  ["parse", "VALUE k0 4294967295 0\r\n", 0, 23, 0],
  ["parse", "VALUE k12 0 1048576 987654321\r\n", 12, 31, 1_048_576],
  ["parseMeta", "VA 5 kk12\r\nhello", 12, 11, 5],
  ["parseMeta", "VA 0\r\n", 12, 6, 0],
  ["parseMeta", "VA 100 kk12 t-1 c99 W\r\nabc", 12, 23, 100],
];

for (const [kind, text, key, end, valueBytes] of WHOLE) {
  test(`${JSON.stringify(text)}: where it ends and how long the value is; cut anywhere it is incomplete`, () => {
    const whole = parse(kind, text, key);
    assert.deepEqual([whole.end, whole.facts.valueBytes], [end, valueBytes]);
    for (let length = 0; length < end; length++) {
      assert.equal(parse(kind, text, key, length).end, INCOMPLETE, JSON.stringify(text.slice(0, length)));
    }
  });
}

test("a cas of up to 64 bits keeps every digit", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (cas) => {
      assert.equal(casOf(parse("parse", `VALUE k1 0 5 ${cas}\r\n`, 1).facts), cas);
      assert.equal(casOf(parse("parseMeta", `VA 5 kk1 c${cas}\r\n`, 1).facts), cas);
    }),
  );
});

test("the flags of a VA line are told, and those of the one before forgotten", () => {
  const facts = new ReplyFacts();
  const line = new ValueLine("k", facts);
  const flags = (text: string) => {
    line.parseMeta(Buffer.from(text), 0, text.length, 1);
    return [facts.isWinner, facts.isStale, facts.isAwaited];
  };
  assert.deepEqual(flags("VA 0 kk1 W\r\n"), [true, false, false]);
  assert.deepEqual(flags("VA 0 X kk1 Z\r\n"), [false, true, true]);
  assert.deepEqual(flags("VA 0 kk1 s5 f0 t30\r\n"), [false, false, false]);
});

const FOREIGN: readonly (readonly [Kind, text: string])[] = [
  ["parse", "VALUE k13 0 100\r\n"],
  ["parse", "VALUE k1 0 100\r\n"],
  ["parse", "VALUE k120 0 100\r\n"],
  ["parse", "VALUE j12 0 100\r\n"],
  ["parse", "VALUE k 0 100\r\n"],
  ["parse", "VALUE k12x 0 100\r\n"],
  ["parse", "VALUE k12 0 \r\n..."],
  ["parse", "VALUE k12 0 1x0\r\n"],
  ["parse", "VALUE k12 0 99999999999\r\n"],
  ["parse", "VALUE k12 0 100\nxx"],
  ["parse", "VALUE k12 0 100 12x\r\n"],
  ["parse", "SERVER_ERROR out of memory\r\n"],
  ["parseMeta", "VA 5 kk13\r\n"],
  ["parseMeta", "VA 5 kj12\r\n"],
  ["parseMeta", "VA 5 kk\r\n"],
  ["parseMeta", "VA 5 kk12x\r\n"],
  ["parseMeta", "VA  kk12\r\n"],
  ["parseMeta", "VA x\r\n"],
  ["parseMeta", "VA 5x kk12\r\n"],
  ["parseMeta", "VA 5 kk12\nxx"],
  ["parseMeta", "VA 99999999999 kk12\r\n"],
  ["parseMeta", "HD kk12\r\n"],
];

for (const [kind, text] of FOREIGN) {
  test(`${JSON.stringify(text)} is not the line of key 12`, () => {
    assert.equal(parse(kind, text, 12).end, MISMATCH);
  });
}
