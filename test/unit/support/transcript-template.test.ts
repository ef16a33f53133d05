/** Escapes, `{...}` parts, and the comparison of received bytes. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encodeTemplate, matchTemplate, parseTemplate, type Variables } from "../../support/transcript-template.ts";

function encode(text: string, variables: Variables = new Map()): string {
  return encodeTemplate(parseTemplate(text), variables).toString("latin1");
}

function match(text: string, received: string, variables: Variables = new Map()) {
  return matchTemplate(parseTemplate(text), Buffer.from(received, "latin1"), variables);
}

describe("what is sent", () => {
  test("escapes", () => assert.equal(encode("a\\r\\n\\t\\\\\\x00\\xffb"), "a\r\n\t\\\x00\xffb"));
  test("an unknown escape is an error", () => assert.throws(() => parseTemplate("a\\qb"), /unknown escape/));
  test("repetition", () => assert.equal(encode("<{ab\\n*3}>"), "<ab\nab\nab\n>"));
  test("repetition by number", () => assert.equal(encode("{for 9..11|k# #;}"), "k9 9;k10 10;k11 11;"));
  test("random bytes are always the same, of every value, and differ by seed", () => {
    assert.equal(encode("{random:5000}"), encode("{random:5000:1}"));
    assert.notEqual(encode("{random:100:1}"), encode("{random:100:2}"));
    assert.equal(new Set(encode("{random:5000}")).size, 256);
    assert.ok(encode("{random:3000}").startsWith(encode("{random:100}")));
  });
  test("a cas and its neighbours", () => {
    assert.equal(encode("{cas:A} {cas:A+1} {cas:A-1}", new Map([["A", 7n]])), "7 8 6");
    assert.throws(() => encode("{cas:A}"), /before it was received/);
  });
  test("what can only be received cannot be sent", () => assert.throws(() => encode("{number}"), /cannot be sent/));
  test("a part that means nothing is an error", () => assert.throws(() => parseTemplate("{what}"), /means nothing/));
});

describe("what is received", () => {
  test("the same bytes match, trailing ones are left", () => {
    assert.deepEqual(match("END\\r\\n", "END\r\nEND\r\n"), { status: "match", length: 5, variables: new Map() });
  });
  test("a part of them needs more", () => assert.equal(match("END\\r\\n", "EN").status, "more"));
  test("other bytes are told with their place", () => {
    assert.deepEqual(match("ab{number}cd", "ab17cX"), { status: "mismatch", at: 5, expected: "d" });
  });
  test("a number at the end of the bytes may go on", () => assert.equal(match("{number}", "12").status, "more"));
  test("a number out of its range", () => {
    assert.equal(match("{number:3..5};", "5;").status, "match");
    assert.equal(match("{number:3..5};", "6;").status, "mismatch");
    assert.equal(match("{number};", "x;").status, "mismatch");
  });
  test("a cas gets its name once and must keep its value", () => {
    assert.equal(match("{cas:A} {cas:A};", "5 5;").status, "match");
    assert.equal(match("{cas:A} {cas:A};", "5 6;").status, "mismatch");
    assert.equal(match("{cas:A} {cas:B>A};", "5 6;").status, "match");
    assert.equal(match("{cas:A} {cas:B>A};", "5 5;").status, "mismatch");
    assert.equal(match("{cas:A};", "5;", new Map([["A", 4n]])).status, "mismatch");
  });
  test("a failed match binds nothing", () => {
    const variables: Variables = new Map();
    match("{cas:A} x;", "5 y;", variables);
    assert.equal(variables.size, 0);
  });
  test("text goes to the end of the line", () => {
    assert.equal(match("VERSION {text}\\r\\n", "VERSION 1.6 x\r\n").status, "match");
    assert.equal(match("VERSION {text}\\r\\n", "VERSION 1").status, "more");
  });
  test("lines: as few as possible, whole ones only", () => {
    assert.deepEqual(match("{lines}END\\r\\n", "a 1\r\nEND 2\r\nEND\r\nEND\r\n"), {
      status: "match",
      length: 17,
      variables: new Map(),
    });
    assert.equal(match("{lines}END\\r\\n", "END\r\n").status, "match");
    assert.equal(match("{lines}END\\r\\n", "a\r\nb").status, "more");
  });
});
