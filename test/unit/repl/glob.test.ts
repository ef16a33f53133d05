/** Patterns of keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { keyPattern } from "../../../src/repl/glob.ts";

test("the signs, sets, escapes; a pattern without signs is a prefix", () => {
  const cases: readonly [string, string, boolean][] = [
    ["*", "anything", true],
    ["", "anything", true],
    ["user:*", "user:1", true],
    ["user:*", "users:1", false],
    ["user:", "user:1", true],
    ["*:1", "user:1", true],
    ["us?r", "user", true],
    ["us?r", "usr", false],
    ["[a-c]x", "bx", true],
    ["[^a-c]x", "bx", false],
    ["[a^]x", "^x", true],
    ["a\\*", "a*", true],
    ["a\\*", "ab", false],
    ["a.b*", "axb", false],
    ["a[", "a[", true],
    ["(*", "(x", true],
    ["*\n*", "a\nb", true],
  ];
  for (const [pattern, key, expected] of cases) {
    assert.equal(keyPattern(pattern)(Buffer.from(key)), expected, `${pattern} ${key}`);
  }
});

test("many stars are no trouble, whatever the keys are", () => {
  assert.equal(keyPattern(`${"*a".repeat(100)}*b`)(Buffer.from("a".repeat(250))), false);
});
