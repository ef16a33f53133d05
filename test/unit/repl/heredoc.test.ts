/** Commands of several lines: when they are complete, and the one line they mean. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyStart, toOneLine, waitsFor } from "../../../src/repl/heredoc.ts";

test("an open quotation and a body without its end wait for more", () => {
  assert.match(waitsFor('set k "a') ?? "", /quotation/);
  assert.match(waitsFor("set k <<EOF") ?? "", /until a line EOF/);
  assert.match(waitsFor("set k <<EOF\nEOF2\n EOF") ?? "", /until a line EOF/);
  for (const done of ["get a", 'set k "a\nb"', "set k <<EOF\na\nEOF", "set k <<", 'set k "<<EOF"', "get a<<EOF", ""]) {
    assert.equal(waitsFor(done), undefined, done);
  }
});

test("one line: escapes in a quotation, a quoted word for a body", () => {
  const cases: readonly [string, string][] = [
    ["get a", "get a"],
    ['set k "a\nb" ttl=5', 'set k "a\\nb" ttl=5'],
    ["set k 'a\nb\\c'", 'set k "a\\nb\\\\c"'],
    ["set k <<EOF\nEOF", 'set k ""'],
    ['set k <<X\na "b"\n\\\tc\nX', 'set k "a \\"b\\"\\n\\\\\\tc"'],
    ['set k "a\nb', 'set k "a\nb'],
  ];
  for (const [text, line] of cases) {
    assert.equal(toOneLine(text), line);
  }
});

test("where a body starts", () => {
  assert.equal(bodyStart("set k <<E\nx"), 9);
  assert.equal(bodyStart("set k <<E"), undefined);
  assert.equal(bodyStart("set k v"), undefined);
});
