/** Which lines are kept, how they are found again. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addToHistory,
  holdsSecret,
  isKept,
  parseHistory,
  searchBackwards,
  searchForwards,
  suggestRest,
} from "../../../src/repl/history.ts";

describe("secrets stay out", () => {
  const secrets = [
    "connect memcached://user:hunter2@cache:11211",
    "use memcacheds://u:p@[::1]:11211",
    'set auth 0 0 "user hunter2"',
    "set password 0 0 12",
    "get db_passwd",
    "connect user:pw@host",
  ];
  for (const line of secrets) {
    test(line, () => assert.equal(holdsSecret(line), true));
  }
  for (const line of [
    "connect 127.0.0.1:11211",
    "get user:42",
    "get http://x/y",
    "set author 0 0 x",
    "get passenger",
  ]) {
    test(`kept: ${line}`, () => assert.equal(holdsSecret(line), false));
  }
});

test("blank, secret, spaced-off, controlling and huge lines are not kept", () => {
  assert.deepEqual(["", "  ", " get a", "get \x1b[2J", "get\ta", `get ${"a".repeat(5000)}`, "get a"].map(isKept), [
    false,
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
});

test("addToHistory moves a repeated line to the end and keeps the limit", () => {
  assert.deepEqual(addToHistory(["a", "b", "c"], "a", 3), ["b", "c", "a"]);
  assert.deepEqual(addToHistory(["a", "b", "c"], "d", 3), ["b", "c", "d"]);
  const entries = ["a"];
  assert.equal(addToHistory(entries, ""), entries);
});

test("parseHistory keeps each line once, at its newest place", () => {
  assert.deepEqual(parseHistory("a\nb\n\na\nget \x07\n"), ["b", "a"]);
  assert.deepEqual(parseHistory("a\nb\nc\n", 2), ["b", "c"]);
});

test("searching", () => {
  const entries = ["get Alpha", "set beta", "get beta"];
  assert.equal(searchBackwards(entries, "beta", 3), 2);
  assert.equal(searchBackwards(entries, "beta", 2), 1);
  assert.equal(searchBackwards(entries, "beta", 1), undefined);
  assert.equal(searchBackwards(entries, "alpha", 3), 0);
  assert.equal(searchBackwards(entries, "ALPHA", 3), undefined);
  assert.equal(searchBackwards(entries, "", 3), undefined);
  assert.equal(searchForwards(entries, "beta", 1), 2);
  assert.equal(searchForwards(entries, "beta", 2), undefined);
});

test("suggestRest takes the newest line that starts alike", () => {
  assert.equal(suggestRest(["get a", "get abc", "set x"], "get a"), "bc");
  assert.equal(suggestRest(["get a"], "get a"), "");
  assert.equal(suggestRest(["get a"], ""), "");
});
