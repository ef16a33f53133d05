/** What a redirection is and what only looks like one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { redirectStart, takeRedirect } from "../../../src/repl/redirect.ts";

test("files, programs, and words that are none", () => {
  const cases: readonly [string, string, unknown][] = [
    ["get a", "get a", undefined],
    ["get a > out", "get a", { kind: "file", path: "out", isAppending: false }],
    ["get a >out", "get a", { kind: "file", path: "out", isAppending: false }],
    ["get a >> out", "get a", { kind: "file", path: "out", isAppending: true }],
    ["get a >>out", "get a", { kind: "file", path: "out", isAppending: true }],
    ['get a > "my file"', "get a", { kind: "file", path: "my file", isAppending: false }],
    ["stats | grep -v 'a b' | wc", "stats", { kind: "program", command: "grep -v 'a b' | wc" }],
    ["stats | awk '{print \"it's\"}", "stats", { kind: "program", command: "awk '{print \"it's\"}" }],
    ['set k "a | b"', 'set k "a | b"', undefined],
    ['set k "> x"', 'set k "> x"', undefined],
    ["set k a > b c", "set k a > b c", undefined],
    ["> out", "> out", undefined],
    ['set k "open', 'set k "open', undefined],
  ];
  for (const [line, command, target] of cases) {
    assert.deepEqual(takeRedirect(line), { line: command, target }, line);
  }
  for (const wrong of ["get a >", "get a >>", "get a |", "| wc"]) {
    assert.ok("message" in takeRedirect(wrong), wrong);
  }
});

test("while it is typed it ends the command", () => {
  assert.equal(redirectStart("get a | "), 6);
  assert.equal(redirectStart("get a > fi"), 6);
  assert.equal(redirectStart("get a"), 5);
});
