/** mg, ms, md, ma, me: keys, numbers, and memcached's order of checks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashKey } from "../../../../src/base/hash.ts";
import { OP } from "../../../../src/protocol/request.ts";
import { bytesOf, parse, TEST_SEED, verdict } from "../../../support/parse.ts";

const LONG = "k".repeat(251);

function check(table: Readonly<Record<string, string>>): void {
  for (const [line, expected] of Object.entries(table)) {
    assert.equal(verdict(`${line}\r\n`), expected, line.slice(0, 60));
  }
}

test("key, value length and flag words are found", () => {
  const { op, key, args, request } = parse("ms some 12 T60 F7 c Oabc q\r\n");
  assert.deepEqual([op, key, args.trim(), request.valueLength], ["metaSet", "some", "T60 F7 c Oabc q", 12]);
  assert.deepEqual([request.exptime, request.flags, request.noreply], [60, 7, true]);
  assert.equal(request.keyHash, hashKey(bytesOf("some"), 0, 4, TEST_SEED));
  const seen = [..."TFcOqvtkCIMN"].filter((letter) => request.hasFlag(letter.charCodeAt(0)));
  assert.deepEqual(seen, [..."TFcOq"]);
});

test("flags of an earlier command are forgotten", () => {
  const { request } = parse("ma k D5 J6 F7 MD N9 q\r\n");
  assert.deepEqual([request.deltaLow, request.initialLow, request.mode], [5, 6, OP.decr]);
  parse("ma k\r\n", request);
  assert.deepEqual([request.deltaLow, request.initialLow, request.mode, request.flags], [1, 0, OP.incr, 0]);
  assert.deepEqual([request.flagsLower, request.flagsUpper, request.noreply], [0, 0, false]);
});

test("64-bit arguments fill both halves", () => {
  const { request } = parse("ma k C4294967297 E18446744073709551615 D4294967298 J4294967299\r\n");
  assert.deepEqual([request.casLow, request.casHigh], [1, 1]);
  assert.deepEqual([request.newCasLow, request.newCasHigh], [0xffffffff, 0xffffffff]);
  assert.deepEqual([request.deltaLow, request.deltaHigh, request.initialLow, request.initialHigh], [2, 1, 3, 1]);
});

test("ttl arguments are signed", () => {
  const { request } = parse("mg k T-1 N30 R-5\r\n");
  assert.deepEqual([request.exptime, request.vivifyTtl, request.recacheTtl], [-1, 30, -5]);
});

test("a base64 key is decoded, wherever b stands", () => {
  for (const line of [
    "mg Zm9v b\r\n",
    "mg Zm9v v b t\r\n",
    "ms Zm9v 3 b\r\n",
    "me Zm9v b\r\n",
    "me Zm9v b x\r\n",
    "md Zm9v q b\r\n",
  ]) {
    const { key, request } = parse(line);
    assert.equal(key, "foo", line);
    assert.equal(request.keyHash, hashKey(bytesOf("foo"), 0, 3, TEST_SEED));
  }
  assert.equal(parse(`mg ${Buffer.alloc(186, 0xff).toString("base64")} b\r\n`).request.keyLength, 186);
  check({
    "mg Zm9 b": "badBase64Key",
    "ms ==== 2 b": "badBase64Key skip 4",
    "ma -_-_ b": "invalidOrDuplicateFlag",
    "me Zm9 b": "badFormat",
  });
});

test("first check: the shape of all flag words, the key, and the length of the data", () => {
  check({
    "mg k !": "badFormat",
    "mg k v v {": "badFormat",
    "mg k \t": "badFormat",
    "mg k v \xe9": "badFormat",
    [`mg ${LONG} !`]: "badFormat",
    "ms k 5 !": "badFormat",
    "ms k 5 v v !": "badFormat",
    "ms k": "badFormat",
    "ms k abc": "badFormat",
    "ms k -1": "badFormat",
    "ms k 2147483646": "badFormat",
    [`ms ${LONG} x`]: "badFormat",
    "ma k !": "badFormat",
    "me k !": "badFormat",
    "ms k 2147483645": "metaSet",
  });
});

test("second check: the length of the key as written", () => {
  check({
    [`mg ${LONG} zz v v`]: "badFormat",
    [`ms ${LONG} 5 v v`]: "badFormat skip 7",
    [`md ${LONG} b`]: "badFormat",
    [`ma ${LONG}`]: "invalidOrDuplicateFlag",
    [`me ${LONG} b`]: "badFormat",
    [`mg ${"k".repeat(250)}`]: "metaGet",
  });
});

test("third check: the number of words, then every flag", () => {
  const letters = [..."ktcfslhvu", "T0", "N0", "R0", "O", "P", "L", "E1", "C1", "F1", "D1"];
  check({
    [`mg k ${letters.slice(0, 18).join(" ")}`]: "metaGet",
    [`mg k ${letters.slice(0, 19).join(" ")}`]: "tooManyFlags",
    [`ms k 5 ${letters.slice(0, 17).join(" ")}`]: "metaSet",
    [`ms k 5 ${letters.slice(0, 18).join(" ")}`]: "tooManyFlags skip 7",
    [`mg k ${"v ".repeat(19)}`]: "tooManyFlags",
    [`ma k ${"v ".repeat(19)}`]: "invalidOrDuplicateFlag",
    "mg k v v": "duplicateFlag",
    "mg k T1 T2": "duplicateFlag",
    "mg k z": "invalidFlag",
    "mg k 1": "invalidFlag",
    "mg k [": "invalidFlag",
    "mg k _x": "invalidFlag",
    "ms k 5 v v": "duplicateFlag skip 7",
    "ma k v v": "invalidOrDuplicateFlag",
    "ma k z": "invalidOrDuplicateFlag",
    "ma k Dx": "invalidOrDuplicateFlag",
  });
  for (const letter of "NTRCE") {
    check({ [`mg k ${letter}`]: "badToken", [`mg k ${letter}x`]: "badToken", [`mg k ${letter}1`]: "metaGet" });
  }
  check({
    "mg k Jx": "badInitial",
    "mg k D-1": "badMetaDelta",
    "mg k F-1": "badFormat",
    "ms k 5 Fx": "badFormat skip 7",
  });
});

test("of several mistakes an unknown or repeated letter counts, else the last bad argument, and F gives way", () => {
  check({
    "mg k Tx zz": "invalidFlag",
    "mg k zz v v": "invalidFlag",
    "mg k v v zz": "duplicateFlag",
    "mg k Tx v v": "duplicateFlag",
    "mg k Tx Jx": "badInitial",
    "mg k Tx Fx": "badToken",
    "mg k Fx Tx": "badToken",
  });
});

test("last checks: mode, then opaque", () => {
  const opaque = `O${"x".repeat(31)}`;
  check({
    [`mg k ${opaque}`]: "metaGet",
    [`mg k ${opaque}x`]: "opaqueTooLong",
    [`ms k 5 ${opaque}x`]: "opaqueTooLong skip 7",
    [`ma k ${opaque}x`]: "opaqueTooLong",
    [`ms k 5 MZ ${opaque}x`]: "badSetMode skip 7",
    "ms k 5 M": "badSetMode skip 7",
    "ms k 5 Ms": "badSetMode skip 7",
    "ma k M": "badArithmeticMode",
    "ma k Mi": "badArithmeticMode",
    "mg k MZ": "metaGet",
    "md k M": "metaDelete",
  });
});

test("modes go by their first letter", () => {
  const mode = (line: string) => parse(`${line}\r\n`).request.mode;
  assert.deepEqual(
    ["S", "Set", "E", "A", "P", "R"].map((word) => mode(`ms k 5 M${word}`)),
    [OP.set, OP.set, OP.add, OP.append, OP.prepend, OP.replace],
  );
  assert.deepEqual(
    ["I", "+", "D", "-", "Decr"].map((word) => mode(`ma k M${word}`)),
    [OP.incr, OP.incr, OP.decr, OP.decr, OP.decr],
  );
  assert.equal(mode("ms k 5"), OP.set);
});

test("me looks at no flag but b", () => {
  check({ "me k v v": "metaDebug", "me k zz q": "metaDebug", [`me k ${"v ".repeat(30)}`]: "metaDebug" });
});
