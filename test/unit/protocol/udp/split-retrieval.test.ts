import assert from "node:assert/strict";
import { test } from "node:test";
import { splitRetrieval } from "../../../../src/protocol/udp/split-retrieval.ts";

function split(answer: string, line: string): string[] {
  return splitRetrieval(Buffer.from(answer), Buffer.from(line)).map(String);
}

test("each VALUE is a part, and END stays with the last one if the last key was found", () => {
  const a = "VALUE a 0 1\r\nx\r\n";
  const b = "VALUE b 5 2 99\r\nyz\r\n";
  assert.deepEqual(split(`${a}END\r\n`, "get a\r"), [`${a}END\r\n`]);
  assert.deepEqual(split(`${a}${b}END\r\n`, "gets a b"), [a, `${b}END\r\n`]);
  assert.deepEqual(split(`${a}${b}END\r\n`, "gets a b missing"), [a, b, "END\r\n"]);
  assert.deepEqual(split("END\r\n", "get missing\r"), ["END\r\n"]);
});

test("values may look like answers, and be empty", () => {
  const a = "VALUE a 0 21\r\nEND\r\nVALUE b 0 1\r\nx\r\n\r\n";
  const b = "VALUE b 0 0\r\n\r\n";
  assert.deepEqual(split(`${a}${b}END\r\n`, "get a b  \r"), [a, `${b}END\r\n`]);
});

test("other answers stay whole", () => {
  for (const answer of ["ERROR\r\n", "CLIENT_ERROR bad command line format\r\n", "VALUE", "VALUE a"]) {
    assert.deepEqual(split(answer, "get a"), [answer]);
  }
});
