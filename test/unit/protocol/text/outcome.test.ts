/** Refused requests and unfinished lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OP, PARSE_CLOSE, PARSE_MORE, REQUEST_ERROR, Request } from "../../../../src/protocol/request.ts";
import { beginsRetrieval, parseUnfinished, refuse, refuseUnframed } from "../../../../src/protocol/text/outcome.ts";
import { bytesOf, parse, TEST_SEED } from "../../../support/parse.ts";

test("a refused request says why and what to skip", () => {
  const request = new Request(TEST_SEED);
  request.op = OP.set;
  refuse(request, REQUEST_ERROR.badFormat, 12);
  assert.deepEqual([request.op, request.error, request.skipBytes], [OP.invalid, REQUEST_ERROR.badFormat, 12]);
});

test("after a line without a length nobody knows where the next request begins", () => {
  const request = new Request(TEST_SEED);
  refuseUnframed(request);
  assert.deepEqual([request.op, request.error, request.skipBytes], [OP.invalid, REQUEST_ERROR.badFormat, 0]);
  assert.equal(request.isUnframed, true);
  refuse(request, REQUEST_ERROR.badFormat, 12);
  assert.equal(request.isUnframed, false);
});

test("storage lines whose length can't be read are such lines, and no others", () => {
  for (const line of [
    "set k 0 0",
    "set k 0 0 x",
    "add k 0 0 -1",
    "cas k 0 0 4294967296 1",
    "ms",
    "ms k",
    "ms k x",
    "ms k 5 ~",
  ]) {
    const { op, request } = parse(`${line}\r\n`);
    assert.deepEqual([op, request.isUnframed], ["invalid", true], line);
  }
  for (const line of [
    `set ${"k".repeat(251)} 0 0 1`,
    "set k x 0 1",
    "ms k 1 MX",
    "mg",
    "mg k ~",
    "incr k",
    "what",
    "get",
  ]) {
    const { op, request } = parse(`${line}\r\n`);
    assert.deepEqual([op, request.isUnframed], ["invalid", false], line);
  }
});

test("only get and gets may grow", () => {
  const begins = (text: string) => beginsRetrieval(bytesOf(text), 0, text.length);
  assert.deepEqual(["get ", "gets ", "  get ", "gat ", "get", "getx ", "Get "].map(begins), [
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  assert.equal(parseUnfinished(bytesOf(`get ${"x".repeat(3000)}`), 0, 3004), PARSE_MORE);
  assert.equal(parseUnfinished(bytesOf(`set ${"x".repeat(3000)}`), 0, 3004), PARSE_CLOSE);
  assert.equal(parseUnfinished(bytesOf(`set ${"x".repeat(3000)}`), 1000, 3004), PARSE_MORE);
});
