/** One flag word at a time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FLAG } from "../../../../src/protocol/meta/letters.ts";
import { decodeKey, readFlagArgument, readMode } from "../../../../src/protocol/meta/parse-flag.ts";
import { OP, REQUEST_ERROR, Request } from "../../../../src/protocol/request.ts";
import { bytesOf, TEST_SEED } from "../../../support/parse.ts";

test("letters without an argument take anything", () => {
  const request = new Request(TEST_SEED);
  for (const letter of [FLAG.value, FLAG.key, FLAG.proxyL, FLAG.proxyP, FLAG.invalidate]) {
    assert.equal(readFlagArgument(bytesOf("xyz"), letter, 0, 3, request), REQUEST_ERROR.none);
  }
});

test("a bad ttl leaves the earlier one and is told", () => {
  const request = new Request(TEST_SEED);
  request.exptime = 5;
  assert.equal(readFlagArgument(bytesOf("x"), FLAG.setTtl, 0, 1, request), REQUEST_ERROR.badToken);
  assert.equal(request.exptime, 5);
});

test("a key that is too long to decode is left alone: it is refused for its length", () => {
  const request = new Request(TEST_SEED);
  request.keyBytes = bytesOf("A".repeat(400));
  request.keyStart = 0;
  request.keyLength = 400;
  assert.ok(decodeKey(request));
  assert.equal(request.keyLength, 400);
});

test("modes of ms and ma differ", () => {
  assert.equal(readMode(OP.metaSet, 65), OP.append);
  assert.equal(readMode(OP.metaArithmetic, 65), OP.invalid);
  assert.equal(readMode(OP.metaArithmetic, 68), OP.decr);
  assert.equal(readMode(OP.metaSet, 68), OP.invalid);
});
