/** A command given as arguments of the program: each argument is one word, and values need no quotes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stepOfArguments } from "../../../src/repl/read-script.ts";

describe("stepOfArguments", () => {
  const cases: readonly [readonly string[], string][] = [
    [["get", "a", "b"], "get a b"],
    [["set", "k", "0", "60", "hello world"], "set k 0 60 11 | hello world"],
    [["set", "k", "0", "60", "5"], "set k 0 60 1 | 5"],
    [["set", "k", "0", "60", "5", "hello"], "set k 0 60 5 | hello"],
    [["set", "k", "0", "60", ""], "set k 0 60 0 | "],
    [["set", "k", "0", "60", 'a"b\n'], 'set k 0 60 4 | a"b\n'],
    [["ms", "k", "12"], "ms k 2 | 12"],
    [["mg", "k", "v"], "mg k v"],
    [["get a b"], "get a b"],
    [["set k 'hello world' flags=1"], "set k 1 0 11 | hello world"],
  ];
  for (const [words, expected] of cases) {
    test(JSON.stringify(words), () => {
      const parsed = stepOfArguments(words)?.parsed;
      assert.ok(parsed?.kind === "request", JSON.stringify(parsed));
      const line = Buffer.from(parsed.line).toString();
      assert.equal(parsed.value === undefined ? line : `${line} | ${Buffer.from(parsed.value)}`, expected);
    });
  }
  test("a whole line has no further line to bring its value", () => {
    const parsed = stepOfArguments(["set k 0 0 5"])?.parsed;
    assert.equal(parsed?.kind === "invalid" ? parsed.message : "", "the value is missing");
  });
  test("nothing", () => assert.equal(stepOfArguments([]), undefined));
});
