/** Numbers on bytes against the language's own: BigInt, String, parseInt. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digitCount, parseStrictInt32, parseStrictUint32, writeDecimal } from "../../src/base/ascii.ts";
import {
  addUint64,
  compareUint64,
  parseLooseInteger,
  parseStrictUint64,
  subtractUint64,
  Uint64,
  writeUint64,
} from "../../src/base/uint64.ts";

fc.configureGlobal({ seed: 2048 });

const MAX = 2n ** 64n - 1n;
const u64 = fc.oneof(
  fc.bigInt({ min: 0n, max: MAX }),
  fc.bigInt({ min: 0n, max: 64n }).map((distance) => MAX - distance),
  fc.bigInt({ min: -64n, max: 64n }).map((distance) => 2n ** 32n + distance),
  fc.bigInt({ min: -64n, max: 64n }).map((distance) => 2n ** 53n + distance),
  fc.integer({ min: 0, max: 19 }).map((digits) => 10n ** BigInt(digits)),
);

const low = (value: bigint) => Number(value & 0xffffffffn);
const high = (value: bigint) => Number(value >> 32n);
const join = (result: Uint64) => (BigInt(result.high) << 32n) + BigInt(result.low);

test("a 64-bit number is written and read back as BigInt writes it", () => {
  const result = new Uint64();
  const bytes = Buffer.alloc(30);
  fc.assert(
    fc.property(u64, fc.nat({ max: 5 }), (value, at) => {
      const end = writeUint64(bytes, at, low(value), high(value));
      assert.equal(bytes.toString("latin1", at, end), value.toString());
      assert.ok(parseStrictUint64(bytes, at, end, result));
      assert.equal(join(result), value);
    }),
  );
});

test("addition, subtraction and comparison are those of BigInt modulo 2^64", () => {
  const result = new Uint64();
  fc.assert(
    fc.property(u64, u64, (a, b) => {
      addUint64(low(a), high(a), low(b), high(b), result);
      assert.equal(join(result), BigInt.asUintN(64, a + b));
      subtractUint64(low(a), high(a), low(b), high(b), result);
      assert.equal(join(result), BigInt.asUintN(64, a - b));
      assert.equal(Math.sign(compareUint64(low(a), high(a), low(b), high(b))), a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test("digit strings of any length are read, or refused when they are 2^64 or more", () => {
  const result = new Uint64();
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 26 });
  fc.assert(
    fc.property(digits, (text) => {
      const fits = BigInt(text) <= MAX;
      assert.equal(parseStrictUint64(Buffer.from(text), 0, text.length, result), fits && text.length <= 22);
      assert.equal(parseLooseInteger(Buffer.from(text), 0, text.length, result), fits ? 1 : 0);
      if (fits) {
        assert.equal(join(result), BigInt(text));
      }
    }),
  );
});

test("any word is read as a number by exactly the grammar of its reader", () => {
  const result = new Uint64();
  const word = fc.string({ unit: fc.constantFrom(..."0129-+ \tx"), maxLength: 14 });
  fc.assert(
    fc.property(word, (text) => {
      const bytes = Buffer.from(text);
      const unsigned = /^\d{1,11}$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : -1;
      assert.equal(parseStrictUint32(bytes, 0, bytes.length), unsigned);
      const signed = /^(?:-\d*|\d+)$/.test(text) && text.length <= 11 ? Number(`${text}${text === "-" ? 0 : ""}`) : NaN;
      const fits = signed >= -(2 ** 31) && signed < 2 ** 31;
      assert.equal(parseStrictInt32(bytes, 0, bytes.length), fits ? signed + 0 : Number.NaN);
      const loose = /^[ \t]*([-+]?)(\d+)(?=[ \t]|$)/.exec(text);
      const sign = parseLooseInteger(bytes, 0, bytes.length, result);
      assert.equal(sign, loose === null ? 0 : loose[1] === "-" ? -1 : 1);
    }),
    { numRuns: 2000 },
  );
});

test("safe integers are written as String writes them", () => {
  const bytes = Buffer.alloc(20);
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer()), (value) => {
      assert.equal(bytes.toString("latin1", 0, writeDecimal(bytes, 0, value)), String(value));
      assert.equal(digitCount(Math.abs(value)), String(Math.abs(value)).length);
    }),
  );
});
