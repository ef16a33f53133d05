/** greeting: a version in any pieces, and everything that is none, safe to show. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINE_GREETING } from "../../../../src/bench/wire/greeting.ts";

function judge(text: string) {
  return LINE_GREETING.judge(Buffer.from(text, "latin1"));
}

test("it asks for the version", () => {
  assert.equal(LINE_GREETING.request.toString(), "version\r\n");
});

test("a version, once its line is whole", () => {
  const line = "VERSION 1.6.45-beta (x)\r\n";
  for (let length = 0; length < line.length; length++) {
    assert.deepEqual(judge(line.slice(0, length)), { kind: "more" });
  }
  assert.deepEqual(judge(line), { kind: "version", version: "1.6.45-beta (x)" });
});

for (const [text, found] of [
  ["VERSION \r\n", 'asked for its version, got "VERSION "'],
  ["ERROR Too many open connections\r\n", 'asked for its version, got "ERROR Too many open connections"'],
  ["HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", 'asked for its version, got "HTTP/1.1 400 Bad Request"'],
  ["VERSION 1\r\nVERSION 1\r\n", 'asked for its version, got "VERSION 1"'],
  ["\n", 'asked for its version, got ""'],
] as const) {
  test(`${JSON.stringify(text)} is none`, () => {
    assert.deepEqual(judge(text), { kind: "violation", found });
  });
}

test("a line without end is given up, and no byte of it is shown raw or at length", () => {
  assert.deepEqual(judge("\x1b".repeat(255)), { kind: "more" });
  const verdict = judge("\x1b".repeat(256));
  assert.ok(verdict.kind === "violation");
  assert.ok(verdict.found.length < 200 && !verdict.found.includes("\x1b"), verdict.found);
});
