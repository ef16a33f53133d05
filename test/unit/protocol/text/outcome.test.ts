/** Refused requests and unfinished lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OP, PARSE_CLOSE, PARSE_MORE, REQUEST_ERROR, Request } from "../../../../src/protocol/request.ts";
import { beginsRetrieval, parseUnfinished, refuse } from "../../../../src/protocol/text/outcome.ts";
import { bytesOf, TEST_SEED } from "../../../support/parse.ts";

test("a refused request says why and what to skip", () => {
  const request = new Request(TEST_SEED);
  request.op = OP.set;
  refuse(request, REQUEST_ERROR.badFormat, 12);
  assert.deepEqual([request.op, request.error, request.skipBytes], [OP.invalid, REQUEST_ERROR.badFormat, 12]);
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
