/** keys/glob.ts: Redis' patterns, byte by byte, and no pattern that is slow. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileGlob } from "../../../src/keys/glob.ts";

const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["user:*", ["user:", "user:1", "user:1:x"], ["users:1", "auser:1", "User:1"]],
  ["*", ["", "a", "a b\n"], []],
  ["", [""], ["a"]],
  ["h?llo", ["hello", "h\nllo"], ["hllo", "heello"]],
  ["h[ae]llo", ["hello", "hallo"], ["hillo"]],
  ["h[^e]llo", ["hallo", "h^llo"], ["hello", "hllo"]],
  ["h[a-b]llo", ["hallo", "hbllo"], ["hcllo", "h-llo"]],
  ["h[b-a]llo", ["hallo", "hbllo"], ["hcllo"]],
  ["[]a]", ["]", "a"], ["b"]],
  ["[^]]", ["a"], ["]"]],
  ["[a\\]b]x", ["]x", "ax"], ["\\x"]],
  ["[a-]", ["a", "-"], ["b"]],
  ["[abc", ["[abc"], ["a"]],
  ["a\\*b", ["a*b"], ["axb"]],
  ["a\\", ["a\\"], ["a"]],
  ["*:tmp:*", ["a:tmp:b", ":tmp:", "x:tmp:y:tmp:z"], ["tmp", "a:tmp"]],
  ["a*b*c", ["abc", "aXbYc", "abcbc"], ["ab", "acb"]],
  ["gr*\u00dfe", ["gr\u00f6\u00dfe"], ["gr\u00f6sse"]],
];

test("patterns match whole keys", () => {
  for (const [pattern, good, bad] of CASES) {
    const matches = compileGlob(pattern);
    for (const key of good) {
      assert.equal(matches(Buffer.from(key)), true, `${pattern} should match ${JSON.stringify(key)}`);
    }
    for (const key of bad) {
      assert.equal(matches(Buffer.from(key)), false, `${pattern} should not match ${JSON.stringify(key)}`);
    }
  }
});

test("agrees with a regular expression on stars, question marks and letters", () => {
  const words = fc.array(fc.constantFrom("a", "b", "?", "*"), { maxLength: 8 });
  fc.assert(
    fc.property(words, fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 }), (pattern, key) => {
      const expression = new RegExp(`^${pattern.join("").replaceAll("?", ".").replaceAll("*", ".*")}$`, "s");
      assert.equal(compileGlob(pattern.join(""))(Buffer.from(key.join(""))), expression.test(key.join("")));
    }),
  );
});

test("a key escaped byte by byte matches itself and nothing else", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (key, other) => {
      const matches = compileGlob([...key].map((character) => `\\${character}`).join(""));
      assert.equal(matches(Buffer.from(key)), true);
      assert.equal(matches(Buffer.from(other)), Buffer.from(key).equals(Buffer.from(other)));
    }),
  );
});

test("a pattern of a hundred stars is no trouble", () => {
  assert.equal(compileGlob(`${"*a".repeat(100)}*b`)(Buffer.from("a".repeat(250))), false);
});
