/** Patterns of keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
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
    assert.equal(keyPattern(pattern)(key), expected, `${pattern} ${key}`);
  }
});

test("no pattern makes it throw, and a key escaped matches itself alone", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, key) => {
      assert.equal(typeof keyPattern(pattern)(key), "boolean");
      const escaped = `${key.replace(/[\s\S]/gu, "\\$&")}`;
      assert.equal(keyPattern(escaped)(key), true);
    }),
  );
});
