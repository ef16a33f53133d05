/** get, gets, gat, gats: first key, further keys, and the errors of each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashKey } from "../../../../src/base/hash.ts";
import { OP, REQUEST_ERROR, Request } from "../../../../src/protocol/request.ts";
import { parseRequest } from "../../../../src/protocol/text/parse-request.ts";
import { nextKey } from "../../../../src/protocol/text/parse-retrieval.ts";
import { bytesOf, parse, TEST_SEED, verdict } from "../../../support/parse.ts";

function keyOf(request: Request): string {
  const key = request.keyBytes.subarray(request.keyStart, request.keyStart + request.keyLength);
  assert.equal(request.keyHash, hashKey(key, 0, key.length, TEST_SEED), "hash of the key");
  return Buffer.from(key).toString("latin1");
}

function keysOf(line: string): string[] {
  const bytes = bytesOf(line);
  const request = new Request(TEST_SEED);
  assert.equal(parseRequest(bytes, 0, bytes.length, request), bytes.length);
  assert.equal(request.error, REQUEST_ERROR.none, line);
  const keys = [keyOf(request)];
  while (nextKey(bytes, request)) {
    keys.push(keyOf(request));
  }
  assert.equal(nextKey(bytes, request), false, "the end stays the end");
  return keys;
}

test("all keys of a line are found, with their hashes", () => {
  assert.deepEqual(keysOf("get a\r\n"), ["a"]);
  assert.deepEqual(keysOf("get a \r\n"), ["a"]);
  assert.deepEqual(keysOf("get  a  bb   ccc  \n"), ["a", "bb", "ccc"]);
  assert.deepEqual(keysOf("gets a a noreply\r\n"), ["a", "a", "noreply"]);
  assert.deepEqual(keysOf("gat 0 a b\r\n"), ["a", "b"]);
  assert.deepEqual(keysOf("get a b\r\r\n"), ["a", "b\r"]);
  assert.deepEqual(keysOf(`get ${"k ".repeat(100)}\r\n`).length, 100, "more than 23 words");
});

test("a retrieval goes on from argsStart and argsEnd alone, in other bytes", () => {
  const bytes = bytesOf("get a b c\r\n");
  const request = new Request(TEST_SEED);
  parseRequest(bytes, 0, bytes.length, request);
  assert.ok(nextKey(bytes, request));
  const rest = bytes.subarray(request.argsStart, request.argsEnd);
  const resumed = new Request(TEST_SEED);
  resumed.op = OP.get;
  resumed.argsStart = 0;
  resumed.argsEnd = rest.length;
  assert.ok(nextKey(rest, resumed));
  assert.equal(keyOf(resumed), "c");
  assert.equal(nextKey(rest, resumed), false);
});

test("no key is malformed, also behind an exptime of any kind", () => {
  for (const line of [
    "get\r\n",
    "get \r\n",
    "gets\r\n",
    "gets   \r\n",
    "gat\r\n",
    "gat 10\r\n",
    "gat abc\r\n",
    "gats 1 \r\n",
  ]) {
    assert.equal(verdict(line), "badFormat", line);
  }
});

test("one key that is too long spoils the line, wherever it stands", () => {
  const long = "k".repeat(251);
  const longest = "k".repeat(250);
  for (const line of [
    `get ${long}\r\n`,
    `get a ${long}\r\n`,
    `get ${long} a\r\n`,
    `get a ${long} b\r\n`,
    `gat 1 ${long}\r\n`,
  ]) {
    assert.equal(verdict(line), "badFormat", line);
  }
  assert.deepEqual(keysOf(`get ${longest} ${longest}\r\n`), [longest, longest]);
  assert.deepEqual(keysOf(`get ${longest}\n`), [longest]);
});

test("gat takes a strict exptime, judged before the keys' lengths", () => {
  assert.equal(parse("gat -1 k\r\n").request.exptime, -1);
  assert.equal(parse("gats 2147483647 k\r\n").request.exptime, 2147483647);
  for (const word of ["abc", "1x", "+1", "2147483648", "000000000001"]) {
    assert.equal(verdict(`gat ${word} k\r\n`), "badExptime", word);
  }
  assert.equal(verdict(`gat abc ${"k".repeat(251)}\r\n`), "badExptime");
});
